/** How far prices move: true range and its average, standard deviation, Bollinger bands. */
import type { CandleColumns } from "../candle-columns.ts";
import { Rma, Sma } from "./averages.ts";
import { type Kernel, Window } from "./window.ts";

/** Wilder's, in quote; of the first candle its height. */
export class TrueRange {
  #before = Number.NaN;

  next(high: number, low: number, close: number): number {
    const before = this.#before;
    this.#before = close;
    const height = high - low;
    return Number.isNaN(before) ? height : Math.max(height, Math.abs(high - before), Math.abs(low - before));
  }
}

/** Average true range: Wilder's average of it, in quote. */
export class Atr {
  readonly #range = new TrueRange();
  readonly #average: Rma;

  constructor(period: number) {
    this.#average = new Rma(period);
  }

  next(high: number, low: number, close: number): number {
    return this.#average.next(this.#range.next(high, low, close));
  }
}

export function trueRange({ high, low, close }: CandleColumns): Float64Array {
  const kernel = new TrueRange();
  const results = new Float64Array(close.length);
  for (let i = 0; i < results.length; i++)
    results[i] = kernel.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
  return results;
}

export function atr({ high, low, close }: CandleColumns, period: number): Float64Array {
  const kernel = new Atr(period);
  const results = new Float64Array(close.length);
  for (let i = 0; i < results.length; i++)
    results[i] = kernel.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
  return results;
}

/**
 * Of a population: the squares are divided by the period. They are added up anew for each value, a period of
 * multiplications, for sums of squares that run along lose all their digits where the price is large beside its moves.
 */
export class StandardDeviation implements Kernel {
  readonly #period: number;
  readonly #average: Sma;
  readonly #window: Window;
  /** That the deviation is from. */
  mean = Number.NaN;

  constructor(period: number) {
    this.#average = new Sma(period);
    this.#window = new Window(period);
    this.#period = period;
  }

  next(value: number): number {
    const mean = this.#average.next(value);
    this.mean = mean;
    if (!this.#window.take(value)) return Number.NaN;
    const { cells, begin } = this.#window;
    let squares = 0;
    for (let i = begin; i < begin + this.#period; i++) squares += ((cells[i] ?? Number.NaN) - mean) ** 2;
    return Math.sqrt(squares / this.#period);
  }
}

export function standardDeviation(values: Float64Array, period: number): Float64Array {
  const kernel = new StandardDeviation(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

/** The simple average, which `next` gives, with so many deviations above and below it. */
export class Bollinger implements Kernel {
  readonly #deviation: StandardDeviation;
  readonly #deviations: number;
  upper = Number.NaN;
  lower = Number.NaN;

  constructor(period: number, deviations: number) {
    this.#deviation = new StandardDeviation(period);
    this.#deviations = deviations;
  }

  next(value: number): number {
    const distance = this.#deviation.next(value) * this.#deviations;
    const { mean } = this.#deviation;
    this.upper = mean + distance;
    this.lower = mean - distance;
    return mean;
  }
}

export interface Bands {
  readonly upper: Float64Array;
  readonly middle: Float64Array;
  readonly lower: Float64Array;
}

export function newBands(length: number): Bands {
  return { upper: new Float64Array(length), middle: new Float64Array(length), lower: new Float64Array(length) };
}

export function bollinger(values: Float64Array, period: number, deviations: number): Bands {
  const kernel = new Bollinger(period, deviations);
  const bands = newBands(values.length);
  for (let i = 0; i < values.length; i++) {
    bands.middle[i] = kernel.next(values[i] ?? Number.NaN);
    bands.upper[i] = kernel.upper;
    bands.lower[i] = kernel.lower;
  }
  return bands;
}
