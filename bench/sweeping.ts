/** Many sets of parameters over a year of minutes, on one thread and on one for each core. */
import { availableParallelism } from "node:os";

import { COLUMNS } from "../src/domain/candle-columns.ts";
import { cutsOf } from "../src/domain/sweep/trial.ts";
import { runSweep, sharedColumns, type SweepJob } from "../src/research/sweep.ts";
import { trend } from "../src/strategies/trend.ts";
import { setupOf } from "../test/support/engine.ts";
import { MINUTES, yearOfMinutes } from "./backtesting/year.ts";
import { figure, type Part, ratio, single } from "./figures.ts";

const SETS = 1_000;
const PARTS = 5;
const ROUNDS = 3;
const MEBI = 2 ** 20;

export async function sweeping(): Promise<Part> {
  const { limits: _, ...setup } = setupOf({}, { sizing: "risk", size: 0.1, most: 5 });
  const candles = sharedColumns(yearOfMinutes());
  const job: SweepJob = {
    ...setup,
    ...{ strategy: trend.id, candles, from: candles.at[0] ?? 0, cuts: cutsOf(candles.at, 0, PARTS) },
  };
  const before = process.memoryUsage().rss;
  let [peak, fills] = [before, 0];
  const looking = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, threads] of [1, availableParallelism()].entries()) {
      const begun = performance.now();
      const trials = await runSweep(job, sets(), {
        threads,
        signal: new AbortController().signal,
        onTold: () => undefined,
      });
      took[i]?.push(performance.now() - begun);
      fills = trials.reduce(
        (total, trial) => total + (trial?.parts ?? []).reduce((own, { trips }) => own + trips, 0),
        0,
      );
    }
  }
  clearInterval(looking);
  const [one, all] = [
    figure("on one thread", "ms", took[0]),
    figure(`on ${availableParallelism()} threads`, "ms", took[1]),
  ];
  const perSecond = (ms: number): number => (MINUTES * SETS * 1_000) / ms;
  return {
    title: `${SETS} sets of trend following over a year of minutes (${MINUTES}), ${fills} round trips`,
    figures: [
      one,
      single("… candles × sets a second", "candles/s", perSecond(one.median)),
      all,
      single("… candles × sets a second", "candles/s", perSecond(all.median)),
      ratio("one thread : all", one, all),
      single("the minutes, which all threads share", "MiB", (COLUMNS.length * MINUTES * 8) / MEBI),
      single("memory beside them at the most", "MiB", (peak - before) / MEBI),
    ],
  };
}

/** Ten fast averages, ten slow ones, ten stops. */
function sets() {
  return Array.from({ length: SETS }, (_, i) => ({
    ...{ timeframe: "1m", fast: 5 + 2 * Math.floor(i / 100), slow: 30 + 10 * (Math.floor(i / 10) % 10) },
    stop: 1 + (i % 10) / 2,
  }));
}
