/** Runs in a thread of its own, see research/run.ts: jobs in, of each its result or the reason why not out. */
import { parentPort } from "node:worker_threads";

import { backtest } from "../domain/backtest/backtest.ts";
import type { BacktestJob } from "../domain/backtest/job.ts";
import { Refusal } from "../domain/errors.ts";
import { STRATEGIES } from "../strategies/index.ts";
import type { BacktestAnswer } from "./run.ts";

function answer(job: BacktestJob): BacktestAnswer {
  try {
    const strategy = STRATEGIES.find(({ id }) => id === job.strategy);
    if (strategy === undefined) throw new Error(`no strategy ${job.strategy} comes with the desk`);
    return { done: backtest(job, strategy.configure(job.parameters)) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: { rule: error.rule, sentence: error.message } };
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (job: BacktestJob) => parentPort?.postMessage(answer(job)));
