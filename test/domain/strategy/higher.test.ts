import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { TIMEFRAME_MS, type Timeframe } from "../../../src/domain/candle.ts";
import { type CandleColumns, columnsOf, newColumns } from "../../../src/domain/candle-columns.ts";
import { sma } from "../../../src/domain/indicators/averages.ts";
import { higherOf } from "../../../src/domain/strategy/higher.ts";
import { wanderingMinutes } from "../../support/engine.ts";

const FIVE = TIMEFRAME_MS["5m"];

/** 5m candles from a moment on, all at one price but for the closes that are named by their open time. */
function fives(from: string, count: number, closes: Readonly<Record<string, number>>): CandleColumns {
  const columns = newColumns(count);
  for (let i = 0; i < count; i += 1) {
    const at = Date.parse(from) + i * FIVE;
    const close = closes[new Date(at).toISOString().slice(11, 16)] ?? 95;
    for (const name of ["open", "high", "low", "close"] as const) columns[name][i] = close;
    [columns.at[i], columns.volume[i]] = [at, 1_000];
  }
  return columns;
}

describe("the last finished higher candle", () => {
  // Case 36: nothing before it has closed, the new one in the very candle that closes it.
  it.each([
    ["11:00", Number.NaN],
    ["11:50", Number.NaN],
    ["11:55", 100],
    ["12:00", 100],
    ["12:50", 100],
    ["12:55", 110],
    ["13:00", 110],
    ["13:05", 110],
  ])("as the 5m candle of %s sees it closed at %s", (time, close) => {
    const candles = fives("2026-01-05T11:00:00Z", 26, { "11:55": 100, "12:55": 110 });
    const { seen, candles: hours } = higherOf(candles, "5m", "1h");
    const index = candles.at.indexOf(Date.parse(`2026-01-05T${time}:00Z`));
    expect(seen(hours.close)[index]).toBe(close);
  });

  it("is none that the candles begin within: what is missing of it nobody knows", () => {
    const candles = fives("2026-01-05T11:20:00Z", 30, {});
    const { candles: hours, seen } = higherOf(candles, "5m", "1h");
    expect([...hours.at]).toEqual([Date.parse("2026-01-05T12:00:00Z")]);
    expect(seen(hours.close).findIndex((value) => !Number.isNaN(value))).toBe(8 + 11);
  });

  it("knows nothing of what comes later, whatever is computed on it", () => {
    const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 1, max: 599 }), (seed, other, cut) => {
        const [one, changed] = [wanderingMinutes(600, seed, 5), wanderingMinutes(600, other, 5)];
        const lines = [one, [...one.slice(0, cut), ...changed.slice(cut)]].map((minutes) => {
          const { candles, seen } = higherOf(columnsOf(minutes), "1m", "15m");
          return seen(sma(candles.close, 3)).slice(0, cut);
        });
        expect(lines[1]).toEqual(lines[0]);
      }),
    );
  });

  it.each([
    ["15m", "5m"],
    ["1d", "4h"],
  ] as [Timeframe, Timeframe][])("of %s there are none of %s", (lower, higher) => {
    expect(() => higherOf(newColumns(2), lower, higher)).toThrow(RangeError);
  });
});
