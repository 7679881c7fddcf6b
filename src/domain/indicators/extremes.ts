/** The highest and the lowest of the newest values, and the Donchian channel between them. */
import type { CandleColumns } from "../candle-columns.ts";
import { type Bands, newBands } from "./volatility.ts";
import { checkPeriod, type Kernel } from "./window.ts";

/**
 * Keeps those values that could still become the highest, each higher than those behind it, in a ring: a value enters and
 * leaves it once, so that a period of any length costs the same.
 */
export class Highest implements Kernel {
  readonly #period: number;
  readonly #values: Float64Array;
  /** When each came, counted in values. */
  readonly #born: Float64Array;
  #head = 0;
  #size = 0;
  #count = 0;

  constructor(period: number) {
    checkPeriod(period);
    this.#period = period;
    this.#values = new Float64Array(period);
    this.#born = new Float64Array(period);
  }

  next(value: number): number {
    if (Number.isNaN(value)) return this.#restart();
    this.#dropOld();
    while (this.#size > 0 && (this.#values[this.#slot(this.#size - 1)] ?? Number.NaN) <= value) this.#size -= 1;
    const slot = this.#slot(this.#size);
    this.#values[slot] = value;
    this.#born[slot] = this.#count;
    this.#size += 1;
    this.#count += 1;
    return this.#count < this.#period ? Number.NaN : (this.#values[this.#head] ?? Number.NaN);
  }

  #dropOld(): void {
    if (this.#size === 0 || (this.#born[this.#head] ?? Number.NaN) > this.#count - this.#period) return;
    this.#head = this.#slot(1);
    this.#size -= 1;
  }

  /** Of the ring, so many behind the head. */
  #slot(behind: number): number {
    const slot = this.#head + behind;
    return slot < this.#period ? slot : slot - this.#period;
  }

  #restart(): number {
    this.#size = 0;
    this.#count = 0;
    return Number.NaN;
  }
}

export class Lowest implements Kernel {
  readonly #mirrored: Highest;

  constructor(period: number) {
    this.#mirrored = new Highest(period);
  }

  next(value: number): number {
    return -this.#mirrored.next(-value);
  }
}

export function highest(values: Float64Array, period: number): Float64Array {
  const kernel = new Highest(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

export function lowest(values: Float64Array, period: number): Float64Array {
  const kernel = new Lowest(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

/** From the lowest low to the highest high; `next` gives the middle. */
export class Donchian {
  readonly #highest: Highest;
  readonly #lowest: Lowest;
  upper = Number.NaN;
  lower = Number.NaN;

  constructor(period: number) {
    this.#highest = new Highest(period);
    this.#lowest = new Lowest(period);
  }

  next(high: number, low: number): number {
    this.upper = this.#highest.next(high);
    this.lower = this.#lowest.next(low);
    return (this.upper + this.lower) / 2;
  }
}

export function donchian({ high, low }: CandleColumns, period: number): Bands {
  const kernel = new Donchian(period);
  const bands = newBands(high.length);
  for (let i = 0; i < high.length; i++) {
    bands.middle[i] = kernel.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN);
    bands.upper[i] = kernel.upper;
    bands.lower[i] = kernel.lower;
  }
  return bands;
}
