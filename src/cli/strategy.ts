/** `outcry strategy check FILE`: what a person wrote is run in a thread of its own, which is ended when it takes too long. */
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";

import { Refusal } from "../domain/errors.ts";
import { wallClock } from "../runtime/clock.ts";
import { Overdue, within } from "../runtime/deadline.ts";
import { EXIT } from "./fail.ts";

export interface CheckRequest {
  /** Absolute paths. Null: candles of the synthetic market. */
  readonly file: string;
  readonly candles: string | null;
  /** ms UTC */
  readonly now: number;
}

export type CheckAnswer =
  | { readonly id: string; readonly findings: readonly string[]; readonly about: string }
  | { readonly refusal: string };

type Report = Exclude<CheckAnswer, { readonly refusal: string }>;

/** One with a period of 400 took 9 s on two busy cores. */
const DEADLINE_MS = 60_000;
/** What is kept without end is ended by this long before the deadline. */
const LIMITS = { maxOldGenerationSizeMb: 512 } as const;
const MODULE = new URL("./strategy-worker.ts", import.meta.url);

export async function checkFile(file: string, candles: string | undefined): Promise<void> {
  const paths = { file: resolve(file), candles: candles === undefined ? null : resolve(candles) };
  const { id, findings, about } = await checkApart({ ...paths, now: wallClock.now() });
  if (findings.length === 0) return console.log(`${id} passes: ${about}.`);
  console.log([`${id} does not pass (${about}):`, ...findings.map((finding) => `- ${finding}`)].join("\n"));
  process.exitCode = EXIT.failed;
}

/** Throws a Refusal where the file is no strategy, fails, or does not end in time. */
export async function checkApart(request: CheckRequest, deadlineMs = DEADLINE_MS): Promise<Report> {
  const worker = new Worker(MODULE, { workerData: request, execArgv: [], resourceLimits: LIMITS });
  try {
    const answer = await within(deadlineMs, "checking a strategy", answerOf(worker, request.file));
    if ("refusal" in answer) throw new Refusal("strategy", answer.refusal);
    return answer;
  } catch (error) {
    if (!(error instanceof Overdue)) throw error;
    throw new Refusal("strategy", `${request.file} took longer than ${deadlineMs / 1_000} s: does it loop for ever?`);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, file: string): Promise<CheckAnswer> {
  const { promise, resolve: resolved, reject } = Promise.withResolvers<CheckAnswer>();
  const ended = (why: string): void => reject(new Refusal("strategy", `${file} ${why}`));
  worker.once("message", resolved);
  worker.once("error", (error: Error) => ended(`fails: ${error.message}.`));
  worker.once("exit", () => ended("ended its thread before it was checked: let it end nothing."));
  return promise;
}
