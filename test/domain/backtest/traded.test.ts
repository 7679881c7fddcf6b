import fc from "fast-check";
import { expect, it } from "vitest";

import { tradedOf } from "../../../src/domain/backtest/traded.ts";
import { columnsOf } from "../../../src/domain/candle-columns.ts";
import { setupOf, wanderingMinutes } from "../../support/engine.ts";
import { MINUTE, START } from "../../support/paper-venue.ts";

const { market } = setupOf();
const tradedIn = (minutes: number, trips: readonly { openedAt: number; closedAt: number }[], first = 0) => {
  const candles = columnsOf(wanderingMinutes(minutes, 3, 5));
  const entries = trips.map(({ openedAt }) => openedAt);
  return { candles, ...tradedOf({ candles, market }, first, entries, trips) };
};

it("the price band of any run has 240 parts at most, in their order, and all of its prices lie in it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1_500 }), fc.nat(400), (count, before) => {
      const first = Math.min(before, count - 2);
      const { candles, spans } = tradedIn(count, [], first);
      expect(spans.length).toBeLessThanOrEqual(240);
      expect(spans[0]?.[0]).toBe(START + first * MINUTE);
      expect(spans.map(([at]) => at)).toEqual(spans.map(([at]) => at).toSorted((a, b) => a - b));
      expect(Math.min(...spans.map(([, low]) => low))).toBe(Math.min(...candles.low.subarray(first)));
      expect(Math.max(...spans.map(([, , high]) => high))).toBe(Math.max(...candles.high.subarray(first)));
    }),
  );
});

it("thousands of trades are 60 marks of a kind at most, and none is lost in them", () => {
  const trips = Array.from({ length: 3_000 }, (_, i) => ({
    openedAt: START + 2 * i * MINUTE + MINUTE,
    closedAt: START + 2 * i * MINUTE + 2 * MINUTE,
  }));
  const { marks } = tradedIn(6_000, trips);
  for (const role of ["entry", "exit"] as const) {
    const own = marks.filter((mark) => mark.role === role);
    expect(own.length).toBeLessThanOrEqual(60);
    expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
  }
});

it("trades that lie apart stand where they were, and what is open has no exit", () => {
  const candles = columnsOf(wanderingMinutes(600, 3, 5));
  const entries = [START + 100 * MINUTE, START + 500 * MINUTE];
  const { marks, pair } = tradedOf({ candles, market }, 0, entries, [{ closedAt: START + 200 * MINUTE }]);
  expect(pair).toBe("BTC/USDT");
  expect(marks).toEqual([
    { role: "entry", count: 1, at: START + 100 * MINUTE },
    { role: "entry", count: 1, at: START + 500 * MINUTE },
    { role: "exit", count: 1, at: START + 200 * MINUTE },
  ]);
});
