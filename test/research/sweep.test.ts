import { describe, expect, it } from "vitest";

import { setupOf as setupOfJob } from "../../src/domain/backtest/job.ts";
import { columnsOf } from "../../src/domain/candle-columns.ts";
import { cutsOf, TrialScene } from "../../src/domain/sweep/trial.ts";
import { runSweep, sharedColumns, type SweepJob } from "../../src/research/sweep.ts";
import { trend } from "../../src/strategies/trend.ts";
import { setupOf, wanderingMinutes } from "../support/engine.ts";

const candles = columnsOf(wanderingMinutes(6_000, 7, 10_000));
const { limits: _, ...setup } = setupOf({}, { size: 900 });
const job: SweepJob = {
  ...setup,
  ...{ strategy: trend.id, candles: sharedColumns(candles), from: candles.at[0] ?? 0, cuts: cutsOf(candles.at, 0, 2) },
};
const sets = Array.from({ length: 20 }, (_, i) => ({ timeframe: "1m", fast: 2 + i, slow: 12, atr: 3 }));

describe("a sweep in threads", () => {
  it("comes to what each set comes to alone, in their order, and to nothing for what does not go together", async () => {
    const places: number[] = [];
    const trials = await runSweep(job, sets, {
      signal: new AbortController().signal,
      onTold: ({ from, trials: own }) => places.push(...own.map((_, i) => from + i)),
    });
    const scene = new TrialScene(setupOfJob({ ...job, limits: null }), candles, job.cuts);
    expect(trials).toEqual(sets.map((parameters) => scene.try(trend, parameters)));
    expect(trials.map((trial) => trial === null)).toEqual(sets.map(({ fast }) => fast >= 12));
    expect(places.toSorted((a, b) => a - b)).toEqual(sets.map((_, i) => i));
  });

  it("ends with its signal", async () => {
    const ending = new AbortController();
    const sweep = runSweep(job, sets, { signal: ending.signal, onTold: () => ending.abort(new Error("enough")) });
    await expect(sweep).rejects.toThrow("enough");
    await expect(runSweep(job, sets, { signal: ending.signal, onTold: () => undefined })).rejects.toThrow("enough");
  });
});
