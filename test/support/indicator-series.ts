/** Series for the tests of indicators: candles that wander, any that a market could tell, and kernels by name. */
import fc from "fast-check";

import { type CandleColumns, newColumns } from "../../src/domain/candle-columns.ts";
import { ema, rma, sma, wma } from "../../src/domain/indicators/averages.ts";
import { Ema, Rma, Sma, Wma } from "../../src/domain/indicators/averages.ts";
import { Highest, highest, Lowest, lowest } from "../../src/domain/indicators/extremes.ts";
import { Rsi, rsi } from "../../src/domain/indicators/momentum.ts";
import { StandardDeviation, standardDeviation } from "../../src/domain/indicators/volatility.ts";
import type { Kernel } from "../../src/domain/indicators/window.ts";
import { randomFrom } from "../../src/exchange/random.ts";

/** What takes one value after the other: its batch form, its kernel, and how many values it needs for the first number. */
export interface Single {
  readonly name: string;
  readonly batch: (values: Float64Array, period: number) => Float64Array;
  readonly kernel: (period: number) => Kernel;
  readonly warmUp: (period: number) => number;
}

const period = (length: number): number => length;

// prettier-ignore
export const SINGLES: readonly Single[] = [
  { name: "sma",                batch: sma,               kernel: (n) => new Sma(n),               warmUp: period },
  { name: "ema",                batch: ema,               kernel: (n) => new Ema(n),               warmUp: period },
  { name: "rma",                batch: rma,               kernel: (n) => new Rma(n),               warmUp: period },
  { name: "wma",                batch: wma,               kernel: (n) => new Wma(n),               warmUp: period },
  { name: "rsi",                batch: rsi,               kernel: (n) => new Rsi(n),               warmUp: (n) => n + 1 },
  { name: "highest",            batch: highest,           kernel: (n) => new Highest(n),           warmUp: period },
  { name: "lowest",             batch: lowest,            kernel: (n) => new Lowest(n),            warmUp: period },
  { name: "standard deviation", batch: standardDeviation, kernel: (n) => new StandardDeviation(n), warmUp: period },
];

const MINUTE_MS = 60_000;

/** So many minutes of a market that wanders the same way each time, from a midnight in UTC on. */
export function wanderingColumns(count: number, seed = 7, begin = Date.UTC(2022, 0, 3)): CandleColumns {
  const random = randomFrom(seed);
  const columns = newColumns(count);
  let price = 46_000;
  for (let i = 0; i < count; i++) {
    const open = price;
    price = Math.round((open + random.normal() * 60) * 10) / 10;
    columns.at[i] = begin + i * MINUTE_MS;
    columns.open[i] = open;
    columns.close[i] = price;
    columns.high[i] = Math.max(open, price) + Math.round(random.uniform() * 700) / 10;
    columns.low[i] = Math.min(open, price) - Math.round(random.uniform() * 700) / 10;
    columns.volume[i] = Math.round(random.uniform() * 6_000) / 100;
  }
  return columns;
}

/** Prices of any market, flat and jumping ones too. */
export const anyValues: fc.Arbitrary<Float64Array> = fc
  .array(fc.oneof(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.constantFrom(1, 46_000.1)), { maxLength: 80 })
  .map((values) => Float64Array.from(values));

export const anyPeriod: fc.Arbitrary<number> = fc.integer({ min: 1, max: 12 });

/** Any of a market that has no more than one piece of time: minutes, with some that are left out. */
export const anyColumns: fc.Arbitrary<CandleColumns> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 900 }),
      prices: fc.tuple(...[0, 1, 2, 3].map(() => fc.double({ min: 1e-3, max: 1e6, noNaN: true }))),
      volume: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e4, noNaN: true })),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    const columns = newColumns(rows.length);
    let at = Date.UTC(2022, 0, 3);
    for (const [i, { gap, prices, volume }] of rows.entries()) {
      const [open = 1, close = 1] = prices;
      columns.at[i] = at;
      columns.open[i] = open;
      columns.close[i] = close;
      columns.high[i] = Math.max(...prices);
      columns.low[i] = Math.min(...prices);
      columns.volume[i] = volume;
      at += gap * MINUTE_MS;
    }
    return columns;
  });

/** The first `count` cells. */
export function headOf(columns: CandleColumns, count: number): CandleColumns {
  const { at, open, high, low, close, volume } = columns;
  const part = (column: Float64Array): Float64Array => column.subarray(0, count);
  return {
    ...{ at: part(at), open: part(open), high: part(high) },
    ...{ low: part(low), close: part(close), volume: part(volume) },
  };
}
