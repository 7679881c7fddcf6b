/** What holds for every strategy that comes with the desk. */
import { describe, expect, it } from "vitest";

import { TIMEFRAME_MS } from "../../src/domain/candle.ts";
import type { CandleColumns } from "../../src/domain/candle-columns.ts";
import { checkStrategy } from "../../src/domain/strategy/check.ts";
import type { Strategy } from "../../src/domain/strategy/strategy.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import { STRATEGIES } from "../../src/strategies/index.ts";
import { wanderingColumns } from "../support/indicator-series.ts";

describe.each(STRATEGIES)("$id", (strategy) => {
  it.each([1, 2, 3])("knows the past alone, warms up in time and decides the same each time (seed %i)", (seed) => {
    const { findings, decisions } = checkStrategy(strategy, candlesFor(strategy, seed), randomFrom(seed).uniform);
    expect(findings).toEqual([]);
    expect(decisions).toBeGreaterThan(0);
  });
});

/** As far apart as those that it looks at. */
function candlesFor(strategy: Strategy, seed: number): CandleColumns {
  const candles = wanderingColumns(3_000, seed);
  const lasts = TIMEFRAME_MS[strategy.configure({}).timeframe];
  return { ...candles, at: candles.at.map((_, i) => Number(candles.at[0]) + i * lasts) };
}

it("no two strategies have one name", () =>
  expect(new Set(STRATEGIES.map(({ id }) => id)).size).toBe(STRATEGIES.length));
