import fc from "fast-check";
import { expect, it } from "vitest";

import { columnsOf, largerColumns } from "../../../src/domain/candle-columns.ts";
import { middlesOf } from "../../../src/domain/engine/middles.ts";
import { tapeOf } from "../../../src/domain/engine/tape.ts";
import { estimate, type Estimate } from "../../../src/domain/sweep/estimate.ts";
import { numberTermsOf } from "../../../src/domain/sweep/terms.ts";
import { breakout } from "../../../src/strategies/breakout.ts";
import { reversion } from "../../../src/strategies/reversion.ts";
import { trend } from "../../../src/strategies/trend.ts";
import type { Candle } from "../../../src/domain/candle.ts";
import type { Setup } from "../../../src/domain/engine/book.ts";
import type { Configured } from "../../../src/domain/strategy/strategy.ts";
import { BacktestLedger } from "../../../src/domain/backtest/ledger.ts";
import { sign } from "../../../src/domain/money.ts";
import { setupOf, wanderingMinutes } from "../../support/engine.ts";
import { taped, witnessed } from "../../support/every-bar.ts";

const STRATEGIES = [
  trend.configure({ timeframe: "1m", fast: 2, slow: 3, atr: 2 }),
  trend.configure({ timeframe: "1m", fast: 2, slow: 3, atr: 2, stop: 0.5, target: 0.5 }),
  trend.configure({ timeframe: "5m", fast: 4, slow: 9, atr: 5, target: 0 }),
  reversion.configure({ timeframe: "1m", bands: 8, deviations: 1, rsi: 4, atr: 3 }),
  breakout.configure({ timeframe: "5m", channel: 5, exit: 3, atr: 3, volume: 0 }),
];

function estimated(setup: Setup, configured: Configured, minutes: readonly Candle[]): Estimate {
  const tape = tapeOf(columnsOf(minutes));
  const candles = largerColumns(tape, configured.timeframe);
  const scene = {
    ...{ terms: numberTermsOf(setup), minutes: tape.columns, middles: middlesOf(setup, tape) },
    ...{ first: 0, last: minutes.length },
  };
  return estimate(scene, configured, candles, configured.on(candles));
}

it("comes to the fills, trips and worth of the engine, whatever a bar holds and however it is sized", () => {
  let fills = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.constantFrom(0.5, 5, 10_000),
      fc.constantFrom(...STRATEGIES),
      fc.constantFrom(
        { size: 900 },
        { size: 9_000 },
        { sizing: "risk", size: 1 },
        { sizing: "volatility", size: 5 },
        { sizing: "equity", size: 60 },
      ),
      (seed, volume, configured, risk) => {
        const minutes = wanderingMinutes(2_500, seed, volume);
        const setup = setupOf({}, risk);
        const { effects, equity } = witnessed(setup, configured, taped(minutes));
        const ledger = new BacktestLedger(setup.market, 0);
        for (const effect of effects) ledger.take(effect, 0);
        const { trips } = ledger;
        const exact = effects.filter(({ kind }) => kind === "filled").length;
        const rough = estimated(setup, configured, minutes);
        expect(rough.fills).toBe(exact);
        expect([rough.trips, rough.wins]).toEqual([
          trips.length,
          trips.filter(({ profit }) => sign(profit) > 0).length,
        ]);
        expect(rough.final / Number(equity.at(-1))).toBeCloseTo(1, 10);
        fills += exact;
      },
    ),
    { numRuns: Number(process.env["RUNS"] ?? 150) },
  );
  expect(fills).toBeGreaterThan(3_000);
});
