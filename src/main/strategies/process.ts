/**
 * The process that a file of one's own runs in. It answers one question at a time, each within its deadline: past that it is
 * ended, for nothing else stops a loop. A thread would not do: one that takes memory fast takes its whole process with it.
 */
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { Overdue, within } from "../../runtime/deadline.ts";
import { type Answer, type Answers, type Numbered, type Question, TOO_MUCH_MEMORY } from "./questions.ts";
import { receivedMessage } from "./received.ts";

/** It did not answer: `message` goes behind the name of its file. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

export interface FileProcess {
  /** Throws NoAnswer where the process has ended, or is ended because it took too long. */
  ask<Q extends Question>(question: Q, deadlineMs: number): Promise<Reply<Q["ask"]>>;
  hasEnded(): boolean;
  /** Ends it at once. Twice is once. */
  end(): Promise<void>;
  /** Resolves when nothing that was asked is without an answer. */
  idle(): Promise<void>;
}

export type Reply<Ask extends Question["ask"]> =
  | { readonly answer: Answers[Ask] }
  | Exclude<Answer, { readonly answer: unknown }>;

interface Asked {
  readonly number: string;
  readonly reply: PromiseWithResolvers<Answer>;
}

const MODULE = fileURLToPath(new URL("./host.ts", import.meta.url));
/** What it prints goes to the log's stream: the other one may hold a reply. The last words of V8 are of use to nobody. */
const STDIO = ["ignore", 2, "ignore", "ipc"] as const;

/** `file`: an absolute path. It inherits no variable: they hold secrets. */
export function startProcess(file: string): FileProcess {
  const child = fork(MODULE, [file], { execArgv: [], env: {}, serialization: "advanced", stdio: [...STDIO] });
  const gone = Promise.withResolvers<void>();
  let ended: NoAnswer | null = null;
  let asked: Asked | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const endBy = (why: string): void => {
    ended ??= new NoAnswer(why);
    asked?.reply.reject(ended);
  };

  const end = async (why = "was ended."): Promise<void> => {
    endBy(why);
    child.kill("SIGKILL");
    await gone.promise;
  };

  const hear = (message: unknown): void => {
    const sent = receivedMessage(message);
    if (sent !== null && "ended" in sent) endBy(sent.ended);
    else if (asked !== null && sent?.said.number === asked.number) asked.reply.resolve(sent.said.reply);
    else void end("answered what was not asked.");
  };
  child.on("message", hear);
  child.on("error", (error) => {
    endBy(`could not be run: ${error.message}.`);
    if (child.pid === undefined) gone.resolve(); // one that never ran has no exit
  });
  child.on("exit", (code, signal) => {
    endBy(wordsOf(code, signal));
    gone.resolve();
  });

  /** Where there is no channel, its error or its exit is on its way. */
  const send = (numbered: Numbered): void => {
    if (!child.connected) return;
    child.send(numbered, (error) => {
      if (error !== null) void end(`could not be asked: ${error.message}.`);
    });
  };

  const tooLate = async (deadlineMs: number): Promise<never> => {
    await end(`took longer than ${deadlineMs / 1_000} s: does it loop for ever?`);
    throw ended ?? new NoAnswer("was ended.");
  };

  const askNow = async (question: Question, deadlineMs: number): Promise<Answer> => {
    if (ended !== null) throw ended;
    const number = randomUUID();
    const reply = Promise.withResolvers<Answer>();
    asked = { number, reply };
    send({ number, question });
    const { promise } = reply;
    try {
      return await within(deadlineMs, "a strategy", promise);
    } catch (error) {
      if (!(error instanceof Overdue)) throw error;
      // Where this process was busy itself, the answer may lie there already.
      return await Promise.race([promise, nextTurn().then(() => tooLate(deadlineMs))]);
    } finally {
      asked = null;
    }
  };

  return {
    ask<Q extends Question>(question: Q, deadlineMs: number) {
      const turn = last.then(() => askNow(question, deadlineMs));
      last = turn.catch(() => undefined);
      return turn as Promise<Reply<Q["ask"]>>;
    },
    hasEnded: () => ended !== null,
    end: () => end(),
    async idle() {
      await last;
    },
  };
}

/** V8 aborts where memory goes faster than it can say so. */
function wordsOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGABRT" || code === 134) return TOO_MUCH_MEMORY;
  return signal === null
    ? "ended its process: let it end nothing."
    : `was ended by ${signal}: did it take much memory?`;
}
