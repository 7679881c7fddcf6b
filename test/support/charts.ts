/** Charts for tests: a market that wanders the same way each time, and any that a source could come up with. */
import fc from "fast-check";

import { indicatorArg } from "../../src/chat/grammar/indicator-arg.ts";
import { TIMEFRAMES } from "../../src/domain/candle.ts";
import { columnsOf } from "../../src/domain/candle-columns.ts";
import type { CandleChart, ChartCandle, ChartLevel, ChartLine, ChartMark } from "../../src/domain/chart.ts";
import { chartLines } from "../../src/domain/indicators/chosen.ts";
import { type Decimal, fromFloat } from "../../src/domain/money.ts";
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
  return { kind: "candles", ...market, candles, levels: count === 0 ? [] : levels, lines: [], marks: [], ...over };
}

/** The same with these indicators, as they are typed. */
export function aChartWith(count: number, ...words: readonly string[]): CandleChart {
  const chart = aChart(HISTORY + count);
  const columns = columnsOf(
    chart.candles.map(([at, open, high, low, close, volume]) => ({
      at,
      ...{ open: exact(open), high: exact(high), low: exact(low), close: exact(close), volume: exact(volume) },
    })),
  );
  const lines = chartLines(
    words.map((word) => indicatorArg.parse(word)),
    columns,
    { count, places: chart.places },
  );
  return { ...chart, candles: chart.candles.slice(-count), lines };
}

const HISTORY = 300;
const exact = (price: number): Decimal => fromFloat(price, 1);

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

/** No candle, one, flat ones, prices from dust to beyond every coin; levels, lines and marks anywhere. */
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
    drawn: fc.array(
      fc.record({
        label: fc.constantFrom("EMA 12", "upper", "Bollinger 1000,2.55"),
        role: fc.constantFrom("main", "band", "signal", "bars"),
        where: fc.constantFrom("price" as const, 0, 1),
        pattern: fc.array(fc.option(unit()), { maxLength: 7 }),
      }),
      { maxLength: 9 },
    ),
    marked: fc.array(fc.record({ place: fc.nat(250), role: fc.constantFrom("entry", "exit") }), { maxLength: 5 }),
  })
  .map(({ scale, shape, isFlat, levels, drawn, marked, ...market }) => ({
    kind: "candles",
    exchange: "paper",
    ...market,
    candles: shape.map((prices, i) =>
      candleOf(BEGIN + i * QUARTER_MS, isFlat ? [0.5, 0.5, 0.5, 0.5, 0] : prices, scale),
    ),
    levels: levels.map(({ role, at }) => ({ role, price: (at * 3 - 1) * scale })),
    lines: drawn.map(({ pattern, ...line }): ChartLine => ({
      ...line,
      values: shape.map((_, i) => valueOf(pattern[i % Math.max(1, pattern.length)] ?? null, scale)),
    })),
    marks: marked.map(({ place, role }): ChartMark => ({ at: BEGIN + place * QUARTER_MS, role, label: role })),
  }));

function unit(): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
}

function candleOf(at: number, [a, b, c, d, volume]: readonly [number, number, number, number, number], scale: number) {
  const [low = 0, open = 0, close = 0, high = 0] = [a, b, c, d].map((part) => part * scale).toSorted((x, y) => x - y);
  const isFalling = a > b;
  return [at, isFalling ? close : open, high, low, isFalling ? open : close, volume * scale] as const;
}

function valueOf(share: number | null, scale: number): number | null {
  return share === null ? null : (share * 2 - 0.5) * scale;
}
