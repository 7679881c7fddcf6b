import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Backtest, backtest } from "../../../src/domain/backtest/backtest.ts";
import type { BacktestJob } from "../../../src/domain/backtest/job.ts";
import type { Candle } from "../../../src/domain/candle.ts";
import { columnsOf } from "../../../src/domain/candle-columns.ts";
import { add, compare, sub, sum, text, toNumber, ZERO } from "../../../src/domain/money.ts";
import type { Figure } from "../../../src/domain/performance/figure.ts";
import { performanceOf } from "../../../src/domain/performance/metrics.ts";
import { roundTripsOf, type TripFill } from "../../../src/domain/performance/round-trips.ts";
import type { StrategyId } from "../../../src/domain/ids.ts";
import { trend } from "../../../src/strategies/trend.ts";
import { setupOf, wanderingMinutes } from "../../support/engine.ts";
import { runEveryBar } from "../../support/every-bar.ts";
import { MINUTE, START } from "../../support/paper-venue.ts";

const QUICK = trend.configure({ timeframe: "1m", fast: 2, slow: 3, atr: 2 });
const PLENTY = 10_000;
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

function jobOf(minutes: readonly Candle[], changes: Partial<BacktestJob> = {}): BacktestJob {
  const { market, rules, risk, capital, zone } = setupOf({}, { size: 3_000 });
  return {
    ...{ market, rules, risk, capital, zone, strategy: "trend" as StrategyId, parameters: QUICK.parameters },
    ...{ limits: null, candles: columnsOf(minutes), from: minutes[0]?.at ?? START },
    ...changes,
  };
}

const run = (minutes: readonly Candle[], changes: Partial<BacktestJob> = {}): Backtest =>
  backtest(jobOf(minutes, changes), QUICK);

function near(figure: Figure, other: Figure): void {
  expect(figure.reason).toBe(other.reason);
  if (figure.value !== null && other.value !== null) expect(figure.value / other.value || 1).toBeCloseTo(1, 9);
}

describe("the figures of a backtest", () => {
  it("are those of its equity after each minute, told whole", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const minutes = wanderingMinutes(4_000, seed, PLENTY);
        const { performance, fills } = run(minutes);
        const every = runEveryBar({ ...setupOf({}, { size: 3_000 }) }, QUICK, minutes);
        const told: TripFill[] = every.effects.flatMap((effect) => {
          if (effect.kind !== "filled") return [];
          const { quantity, price, cost, fee } = effect.fill;
          const { side } = effect.order.working;
          return [{ at: effect.at, side, quantity, price, cost, pnl: null, feeBase: ZERO, feeQuote: fee }];
        });
        const later = every.equity.map((equity, i) => ({ at: START + (i + 1) * MINUTE, equity, flows: ZERO }));
        const start = { at: START, equity: setupOf().capital, flows: ZERO };
        const whole = performanceOf({ start, later, until: START + minutes.length * MINUTE }, roundTripsOf(told));
        expect(fills).toBe(told.length);
        expect(text(performance.profitLoss)).toBe(text(whole.profitLoss));
        expect(text(performance.maxDrawdown)).toBe(text(whole.maxDrawdown));
        expect(performance.totalTrades).toBe(whole.totalTrades);
        for (const name of ["profitLossPercent", "maxDrawdownPercent", "volatility", "sharpeRatio", "winRate"] as const)
          near(performance[name], whole[name]);
      }),
      { numRuns: 15 },
    );
  });

  it("add up: closed trips and what is still open are all that was made", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { performance, open, heldOut } = run(wanderingMinutes(2_000, seed, PLENTY));
        expect(text(add(performance.tripProfit, open.profit))).toBe(text(performance.profitLoss));
        const { before, after } = heldOut;
        expect(before.totalTrades + after.totalTrades).toBe(performance.totalTrades);
        const parts = sum([before.profitLoss, after.profitLoss]);
        expect(compare(sub(parts, performance.profitLoss), ZERO)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it("name what is open at the end", () => {
    const { open } = run(wanderingMinutes(1_200, 7, PLENTY));
    const others = Array.from({ length: 12 }, (_, i) => run(wanderingMinutes(400, i + 1, PLENTY)).open.count);
    expect([open.count, ...others]).toEqual(expect.arrayContaining([0, 1]));
  });
});

describe("a fingerprint", () => {
  const minutes = wanderingMinutes(2_000, 5, 5);

  it("is the same for the same input, and another one where an order or a fill is another", () => {
    const { fingerprint } = run(minutes);
    expect(run(minutes).fingerprint).toBe(fingerprint);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const { rules } = setupOf();
    const dearer = { ...rules, slippage: add(rules.slippage, rules.halfSpread) };
    expect(run(minutes, { rules: dearer }).fingerprint).not.toBe(fingerprint);
  });
});

describe("minutes before the first that counts", () => {
  const minutes = wanderingMinutes(3_000, 9, PLENTY);
  const later = minutes[1_500]?.at ?? 0;

  it("are known to the strategy and trade nothing", () => {
    const warm = run(minutes, { from: later });
    expect(warm.from).toBe(later);
    expect(warm.minutes).toBe(1_500);
    expect(warm.fills).toBeGreaterThan(20);
    expect(warm.chart.points[0]?.[1]).toBeCloseTo(toNumber(warm.begun), -2);
    const cold = run(minutes.slice(1_500));
    expect(cold.minutes).toBe(1_500);
  });
});

it("the desk's limits hold where they are not switched off, and what they refuse is counted by rule", () => {
  const minutes = wanderingMinutes(3_000, 11, PLENTY);
  const free = run(minutes);
  expect(free.refusals).toEqual([]);
  const guarded = run(minutes, { limits: [] });
  expect(guarded.refusals.map(({ rule }) => rule)).toContain("order");
  expect(guarded.refusals[0]?.sentence).toMatch(/^Refused: /);
  expect(guarded.fills).toBeLessThan(free.fills);
});

it("its picture says that it is one: nobody takes it for what the strategy has earned", () => {
  expect(run(wanderingMinutes(300, 1, 5)).chart).toMatchObject({ kind: "equity", name: "trend (backtest)" });
});
