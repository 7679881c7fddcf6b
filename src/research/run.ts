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
      return { done: resultOf(await answerOf(job, signal)), found };
    });
  } catch (error) {
    if (error instanceof Overdue)
      throw new Refusal("deadline", "The backtest took longer than 15 seconds and was ended: choose a shorter period.");
    throw error;
  } finally {
    running -= 1;
  }
}

function resultOf(answer: BacktestAnswer): Backtest {
  if ("done" in answer) return answer.done;
  if ("refused" in answer) throw new Refusal(answer.refused.rule, answer.refused.sentence);
  throw new Error(`the backtest failed: ${answer.failed}`);
}

async function answerOf(job: BacktestJob, signal: AbortSignal): Promise<BacktestAnswer> {
  const worker = new Worker(MODULE, { execArgv: [] });
  const { promise, resolve, reject } = Promise.withResolvers<BacktestAnswer>();
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.once("exit", () => reject(new Error("the thread of the backtest ended")));
  signal.addEventListener("abort", () => reject(signal.reason as Error));
  promise.catch(() => undefined); // where nobody comes to wait for it
  try {
    signal.throwIfAborted();
    const { buffer } = job.candles.at;
    worker.postMessage(job, buffer instanceof ArrayBuffer ? [buffer] : []);
    return await promise;
  } finally {
    await worker.terminate();
  }
}
