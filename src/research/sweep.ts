/** Many sets of parameters over the same minutes, in a thread for each core. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

import type { BacktestJob } from "../domain/backtest/job.ts";
import { columnsIn, COLUMNS, type CandleColumns } from "../domain/candle-columns.ts";
import type { Trial } from "../domain/sweep/trial.ts";

export interface SweepJob extends Omit<BacktestJob, "limits" | "parameters"> {
  /** Where its parts begin and end, by minutes. */
  readonly cuts: readonly number[];
}

type Parameters = Readonly<Record<string, unknown>>;

/** A slice of the sets, from a place in their list on. */
export interface Asked {
  readonly from: number;
  readonly sets: readonly Parameters[];
}

export interface Told {
  readonly from: number;
  readonly trials: readonly (Trial | null)[];
}

export interface SweepOptions {
  readonly signal: AbortSignal;
  /** Left out: one for each core. */
  readonly threads?: number;
  /** As soon as some are done. */
  readonly onTold: (told: Told) => void;
}

const MODULE = new URL("./sweep-worker.ts", import.meta.url);
/** Sets that a thread gets at once: few, so that all end together and an end is soon. */
const SLICE = 8;

/** In the order of the sets; null for those that do not go together. The candles of the job are shared ones, so that no thread copies them. */
export async function runSweep(
  job: SweepJob,
  sets: readonly Parameters[],
  { signal, onTold, threads = availableParallelism() }: SweepOptions,
): Promise<(Trial | null)[]> {
  signal.throwIfAborted();
  const results: (Trial | null)[] = Array<Trial | null>(sets.length).fill(null);
  let next = 0;
  const take = (): Asked | null => {
    if (next >= sets.length) return null;
    const from = next;
    next += SLICE;
    return { from, sets: sets.slice(from, next) };
  };
  const tell = (told: Told): void => {
    told.trials.forEach((trial, i) => (results[told.from + i] = trial));
    onTold(told);
  };
  const needed = Math.min(threads, Math.ceil(sets.length / SLICE));
  await Promise.all(Array.from({ length: needed }, () => serve(job, take, tell, signal)));
  return results;
}

/** One thread, until nothing is left. */
async function serve(
  job: SweepJob,
  take: () => Asked | null,
  tell: (told: Told) => void,
  signal: AbortSignal,
): Promise<void> {
  const worker = new Worker(MODULE, { execArgv: [], workerData: job });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ask = (): void => {
    const asked = take();
    if (asked === null) resolve();
    else worker.postMessage(asked);
  };
  const stop = (): void => reject(signal.reason as Error);
  worker.on("message", (told: Told) => {
    tell(told);
    ask();
  });
  worker.once("error", reject);
  worker.once("exit", () => reject(new Error("a thread of the sweep ended")));
  signal.addEventListener("abort", stop);
  ask();
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}

/** The same in memory that threads share. */
export function sharedColumns(columns: CandleColumns): CandleColumns {
  const { length } = columns.at;
  const buffer = new SharedArrayBuffer(COLUMNS.length * length * Float64Array.BYTES_PER_ELEMENT);
  const shared = columnsIn(buffer, 0, length);
  for (const name of COLUMNS) shared[name].set(columns[name]);
  return shared;
}
