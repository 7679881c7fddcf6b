/** A file of one's own, taken in: the port to its strategy over a process. */
import { dirname } from "node:path";

import type { Desk } from "../../db/desk.ts";
import { Refusal } from "../../domain/errors.ts";
import type { StrategyId } from "../../domain/ids.ts";
import type { Description, Idea } from "../../domain/strategy/idea.ts";
import { unseen } from "../../domain/strategy/walk.ts";
import { withoutPaths } from "./paths.ts";
import { NoAnswer, startProcess } from "./process.ts";
import type { Answers, Question } from "./questions.ts";
import { receivedConfiguration } from "./received.ts";
import { keepRow } from "./rows.ts";

export interface Deadlines {
  /** To load the file, and to take parameters. */
  readonly loadMs: number;
  /** For each candle that is decided on, for MOST_CANDLES of them at most. */
  readonly candleMs: number;
}

const MOST_CANDLES = 10;

export interface FileOptions {
  readonly desk: Desk;
  readonly id: StrategyId;
  /** Absolute. */
  readonly path: string;
  /** As people know it. */
  readonly name: string;
  readonly changedAt: number | null;
  readonly deadlines: Deadlines;
}

export interface OwnFile {
  readonly path: string;
  /** Its process has ended, or it was refused and stands otherwise now. */
  isOver(changedAt: number | null): boolean;
  /** `current`: the file as it runs when something is asked. Throws a Refusal where it cannot be taken in. */
  idea(current: () => OwnFile): Promise<Idea>;
  /** Throws a Refusal with how it failed, or what it refuses. */
  ask<Q extends Question>(question: Q): Promise<Answers[Q["ask"]]>;
  /** Ends when what was asked has its answer. */
  retire(): Promise<void>;
  end(): Promise<void>;
}

export function openFile({ desk, id, path, name, changedAt, deadlines }: FileOptions): OwnFile {
  const process = startProcess(path);
  let state: "loading" | "taken in" | "refused" | "not kept" = "loading";

  const said = (sentence: string): string => withoutPaths(sentence, dirname(path));

  const ask = async <Q extends Question>(question: Q, deadlineMs: number): Promise<Answers[Q["ask"]]> => {
    const reply = await answered(question, deadlineMs);
    if ("answer" in reply) return reply.answer;
    if ("refusal" in reply) throw new Refusal("parameter", said(reply.refusal), reply.suggestions);
    throw fileFailed(id, said(reply.failure));
  };

  const answered = async <Q extends Question>(question: Q, deadlineMs: number) => {
    try {
      return await process.ask(question, deadlineMs);
    } catch (error) {
      if (error instanceof NoAnswer) throw fileFailed(id, `${name} ${said(error.message)}`);
      throw error;
    }
  };

  const load = async (): Promise<Description> => {
    try {
      const description = await ask({ ask: "describe" }, deadlines.loadMs);
      await keepRow(desk, description);
      state = "taken in";
      return description;
    } catch (error) {
      state = error instanceof Refusal ? "refused" : "not kept"; // the latter is no fault of the file
      await process.end();
      throw error;
    }
  };
  const loading = load();
  loading.catch(() => undefined); // whoever asks is told

  const settled = () => loading.then(() => undefined).catch(() => undefined);

  return {
    path,
    isOver: (now) => (state === "refused" ? now !== changedAt : state !== "loading" && process.hasEnded()),
    async idea(current) {
      return ideaOver(await loading, current);
    },
    async ask(question) {
      await loading;
      return ask(question, deadlineOf(question, deadlines));
    },
    async retire() {
      await settled();
      await process.idle();
      await process.end();
    },
    async end() {
      await process.end();
      await settled();
    },
  };
}

function deadlineOf(question: Question, { loadMs, candleMs }: Deadlines): number {
  if (question.ask !== "decide") return loadMs;
  const { candles, since } = question.moment;
  return candleMs * Math.min(Math.max(unseen(candles.at, since.last), 1), MOST_CANDLES);
}

function ideaOver(description: Description, current: () => OwnFile): Idea {
  return {
    ...description,
    async configure(given) {
      const received = receivedConfiguration(await current().ask({ ask: "configure", given }));
      if (typeof received === "string") throw fileFailed(description.id, received);
      return received;
    },
    async decide(parameters, moment) {
      return current().ask({ ask: "decide", parameters, moment });
    },
  };
}

/** What happened, then what to do. */
export function fileFailed(id: StrategyId, sentence: string, cure = "Put that right"): Refusal {
  const line = `/strategy ${id} start`;
  return new Refusal("strategy", `${sentence} ${cure}, then type ${line}`, [line]);
}
