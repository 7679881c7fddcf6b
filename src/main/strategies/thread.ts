/**
 * The thread that a file of one's own runs in. It answers one question at a time, each within its deadline: past that it is
 * ended, for nothing else stops a loop.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { Overdue, within } from "../../runtime/deadline.ts";
import type { Answer, Answers, Question } from "./questions.ts";

/** The thread did not answer: `message` goes behind the name of its file. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

export interface Thread {
  /** Null where it refuses or fails. Throws NoAnswer where the thread has ended, or is ended because it took too long. */
  ask<Q extends Question>(question: Q, deadlineMs: number): Promise<Reply<Q["ask"]>>;
  hasEnded(): boolean;
  /** Ends it at once. Twice is once. */
  end(): Promise<void>;
  /** Resolves when nothing that was asked is without an answer. */
  idle(): Promise<void>;
}

export type Reply<Ask extends Question["ask"]> =
  { readonly answer: Answers[Ask] } | Exclude<Answer, { readonly answer: unknown }>;

/** What is kept without end is ended by this, mostly long before its deadline. */
const LIMITS = { maxOldGenerationSizeMb: 256 } as const;
const MODULE = new URL("./worker.ts", import.meta.url);

/** `file`: an absolute path. */
export function startThread(file: string): Thread {
  const worker = new Worker(MODULE, { workerData: file, execArgv: [], resourceLimits: LIMITS });
  let ended: NoAnswer | null = null;
  let asked: PromiseWithResolvers<Answer> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const endBy = (why: string): void => {
    ended ??= new NoAnswer(why);
    asked?.reject(ended);
  };
  worker.on("message", (answer: Answer) => asked?.resolve(answer));
  worker.on("error", (error) => endBy(wordsOf(error)));
  worker.on("exit", () => endBy("ended its thread: let it end nothing."));

  const end = async (): Promise<void> => {
    endBy("was ended.");
    await worker.terminate();
  };

  const askNow = async (question: Question, deadlineMs: number): Promise<Answer> => {
    if (ended !== null) throw ended;
    asked = Promise.withResolvers<Answer>();
    const { promise } = asked;
    worker.postMessage(question);
    try {
      return await within(deadlineMs, "a strategy", promise);
    } catch (error) {
      if (!(error instanceof Overdue)) throw error;
      // Where this thread was busy itself, the answer may lie there already.
      return await Promise.race([promise, nextTurn().then(() => tooLate(deadlineMs))]);
    } finally {
      asked = null;
    }
  };

  const tooLate = async (deadlineMs: number): Promise<never> => {
    const late = new NoAnswer(`took longer than ${deadlineMs / 1_000} s: does it loop for ever?`);
    ended ??= late;
    await worker.terminate();
    throw late;
  };

  return {
    ask<Q extends Question>(question: Q, deadlineMs: number) {
      const turn = last.then(() => askNow(question, deadlineMs));
      last = turn.catch(() => undefined);
      return turn as Promise<Reply<Q["ask"]>>;
    },
    hasEnded: () => ended !== null,
    end,
    async idle() {
      await last;
    },
  };
}

function wordsOf(error: Error): string {
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY")
    return `took more than ${LIMITS.maxOldGenerationSizeMb} MB of memory.`;
  return `fails: ${error.message.split("\n")[0]?.replace(/\.$/, "")}.`;
}
