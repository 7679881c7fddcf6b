/** Charts for tests: a market that wanders the same way each time, and any that a source could come up with. */
import fc from "fast-check";

import { TIMEFRAMES } from "../../src/domain/candle.ts";
import type { CandleChart, ChartCandle, ChartLevel } from "../../src/domain/chart.ts";
import { randomFrom } from "../../src/exchange/random.ts";

/** Midnight in UTC. */
const BEGIN = Date.UTC(2022, 0, 3);
const QUARTER_MS = 15 * 60_000;

export function aChart(count: number, over: Partial<CandleChart> = {}): CandleChart {
  const candles = wandering(count);
  const last = candles.at(-1)?.[4] ?? 0;
  const levels: readonly ChartLevel[] = [
    { role: "last", price: last },
    { role: "entry", price: last - 40 },
    { role: "stop", price: last - 900 },
    { role: "target", price: last + 1_200 },
  ];
  const market = { exchange: "paper", pair: "BTC/USDT", timeframe: "15m", places: 1 } as const;
  return { kind: "candles", ...market, candles, levels: count === 0 ? [] : levels, ...over };
}

function wandering(count: number): readonly ChartCandle[] {
  const random = randomFrom(7);
  const tenth = (price: number): number => Math.round(price * 10) / 10;
  const candles: ChartCandle[] = [];
  for (let i = 0; i < count; i++) {
    const open = candles.at(-1)?.[4] ?? 47_200;
    const close = tenth(open + random.normal() * 60);
    const [high, low] = [Math.max(open, close) + random.uniform() * 70, Math.min(open, close) - random.uniform() * 70];
    candles.push([BEGIN + i * QUARTER_MS, open, tenth(high), tenth(low), close, tenth(3 + random.uniform() * 60)]);
  }
  return candles;
}

/** No candle, one, flat ones, prices from dust to beyond every coin; levels anywhere. */
export const anyChart: fc.Arbitrary<CandleChart> = fc
  .record({
    pair: fc.string(),
    timeframe: fc.constantFrom(...TIMEFRAMES),
    places: fc.integer({ min: 0, max: 12 }),
    scale: fc.constantFrom(1e-9, 0.01, 1, 48_000, 1e9, 1e21, 1e40),
    shape: fc.array(fc.tuple(unit(), unit(), unit(), unit(), unit()), { maxLength: 200 }),
    isFlat: fc.boolean(),
    levels: fc.array(fc.record({ role: fc.constantFrom("entry", "stop", "target", "last"), at: unit() }), {
      maxLength: 20,
    }),
  })
  .map(({ scale, shape, isFlat, levels, ...market }) => ({
    kind: "candles",
    exchange: "paper",
    ...market,
    candles: shape.map((prices, i) =>
      candleOf(BEGIN + i * QUARTER_MS, isFlat ? [0.5, 0.5, 0.5, 0.5, 0] : prices, scale),
    ),
    levels: levels.map(({ role, at }) => ({ role, price: (at * 3 - 1) * scale })),
  }));

function unit(): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
}

function candleOf(at: number, [a, b, c, d, volume]: readonly [number, number, number, number, number], scale: number) {
  const [low = 0, open = 0, close = 0, high = 0] = [a, b, c, d].map((part) => part * scale).toSorted((x, y) => x - y);
  const isFalling = a > b;
  return [at, isFalling ? close : open, high, low, isFalling ? open : close, volume * scale] as const;
}
