/** Runs in a thread of its own, see research/sweep.ts: parameters in, what they come to out, until it is ended. */
import { parentPort, workerData } from "node:worker_threads";

import { setupOf } from "../domain/backtest/job.ts";
import { TrialScene } from "../domain/sweep/trial.ts";
import { STRATEGIES } from "../strategies/index.ts";
import type { Asked, SweepJob, Told } from "./sweep.ts";

const job = workerData as SweepJob;
const strategy = STRATEGIES.find(({ id }) => id === job.strategy);
const scene = new TrialScene(setupOf({ ...job, limits: null }), job.candles, job.cuts);

parentPort?.on("message", ({ sets, from }: Asked) => {
  if (strategy === undefined) throw new Error(`no strategy ${job.strategy} comes with the desk`);
  const trials = sets.map((parameters) => scene.try(strategy, parameters));
  parentPort?.postMessage({ from, trials } satisfies Told);
});
