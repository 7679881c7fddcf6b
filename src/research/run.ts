/** A backtest in a thread of its own, so that nobody waits for it but who asked. */
import { Worker } from "node:worker_threads";

import type { Backtest } from "../domain/backtest/backtest.ts";
import type { BacktestJob } from "../domain/backtest/job.ts";
import { Refusal } from "../domain/errors.ts";
import { Overdue, within } from "../runtime/deadline.ts";

export type BacktestAnswer =
  | { readonly done: Backtest }
  | { readonly refused: { readonly rule: string; readonly sentence: string } }
  /** What was thrown, with where. */
  | { readonly failed: string };

const MODULE = new URL("./worker.ts", import.meta.url);
/** Years of minutes take seconds. Whatever else is typed in the same chat waits so long at most. */
const LONGEST_MS = 15_000;
const BUSIEST = 2;

let running = 0;

/** What it takes, and what was found out on the way to it. */
export interface Prepared<Found> {
  readonly job: BacktestJob;
  readonly found: Found;
}

/**
 * `prepare` reads what it takes, when there is room for it. The candles of the job are handed over: they are gone here
 * afterwards. Throws a Refusal.
 */
export async function runBacktest<Found>(
  prepare: () => Promise<Prepared<Found>>,
): Promise<{ readonly done: Backtest; readonly found: Found }> {
  if (running >= BUSIEST)
    throw new Refusal("busy", `${BUSIEST} backtests are at work already: send it again when one of them has answered.`);
  running += 1;
  try {
    return await within(LONGEST_MS, "the backtest", async (signal) => {
      const { job, found } = await prepare();
      return { done: await inThread(signal, (run) => run(job)), found };
    });
  } catch (error) {
    if (error instanceof Overdue)
      throw new Refusal("deadline", "The backtest took longer than 15 seconds and was ended: choose a shorter period.");
    throw error;
  } finally {
    running -= 1;
  }
}

type Run = (job: BacktestJob) => Promise<Backtest>;

/**
 * A thread for some runs, whatever else is at work; it takes one at a time. The candles of a job are handed over, unless they are
 * shared ones.
 */
export async function inThread<T>(signal: AbortSignal, work: (run: Run) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const worker = new Worker(MODULE, { execArgv: [] });
  const { promise: broken, reject } = Promise.withResolvers<never>();
  worker.once("error", reject);
  worker.once("exit", () => reject(new Error("the thread of the backtest ended")));
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", stop);
  broken.catch(() => undefined); // where nobody waits for a run
  try {
    return await work(async (job) => {
      const answer = new Promise<BacktestAnswer>((resolve) => worker.once("message", resolve));
      const { buffer } = job.candles.at;
      worker.postMessage(job, buffer instanceof ArrayBuffer ? [buffer] : []);
      return resultOf(await Promise.race([answer, broken]));
    });
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}

function resultOf(answer: BacktestAnswer): Backtest {
  if ("done" in answer) return answer.done;
  if ("refused" in answer) throw new Refusal(answer.refused.rule, answer.refused.sentence);
  throw new Error(`the backtest failed: ${answer.failed}`);
}
