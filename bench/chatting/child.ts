/** A process of its own that does what it is asked over IPC, both ends of it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { within } from "../../src/runtime/deadline.ts";

export type Duties = Readonly<Record<string, (...asked: never[]) => Promise<unknown>>>;

interface Question {
  readonly id: number;
  readonly duty: string;
  readonly asked: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  /** What went wrong. */
  readonly error?: string;
}

export interface Child<Does extends Duties> {
  /** Throws what went wrong there, and when nothing comes back. */
  ask<Duty extends keyof Does & string>(
    duty: Duty,
    ...asked: Parameters<Does[Duty]>
  ): Promise<Awaited<ReturnType<Does[Duty]>>>;
  end(): Promise<void>;
}

const ANSWER_MS = 180_000;

/** `file`: beside this one. */
export function startChild<Does extends Duties>(file: string): Child<Does> {
  const child = fork(join(import.meta.dirname, file));
  const exited = once(child, "exit");
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on("message", ({ id, answer, error }: Answer) => {
    if (error === undefined) waiting.get(id)?.resolve(answer);
    else waiting.get(id)?.reject(new Error(`${file}: ${error}`));
    waiting.delete(id);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code}`));
  });
  return {
    ask(duty, ...words) {
      const answer = Promise.withResolvers<unknown>();
      const question: Question = { id: (asked += 1), duty, asked: words };
      waiting.set(question.id, answer);
      child.send(question);
      return within(ANSWER_MS, `${file} to ${duty}`, answer.promise) as never;
    },
    async end() {
      child.disconnect();
      await exited;
    },
  };
}

/** In the child: does what it is asked until the parent has gone. */
export function serveParent(duties: Duties): void {
  process.on("message", ({ id, duty, asked }: Question) => {
    const work = duties[duty] as ((...words: readonly unknown[]) => Promise<unknown>) | undefined;
    if (work === undefined) throw new Error(`nobody does ${duty} here`);
    work(...asked).then(
      (answer) => process.send?.({ id, answer } satisfies Answer),
      (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answer),
    );
  });
  process.once("disconnect", () => process.exit());
}
