/** Moving averages: a batch form and, for one value after the other, the kernel that it folds. */
import { checkPeriod, type Kernel, RollingSum, Window } from "./window.ts";

/** Simple: the mean of the newest values. */
export class Sma implements Kernel {
  readonly #sum: RollingSum;
  readonly #period: number;

  constructor(period: number) {
    this.#sum = new RollingSum(period);
    this.#period = period;
  }

  next(value: number): number {
    return this.#sum.next(value) / this.#period;
  }
}

/** Exponential, with 2 / (period + 1) as weight, begun at the first value as TradingView's `ta.ema` is. */
export class Ema implements Kernel {
  readonly #period: number;
  readonly #weight: number;
  #count = 0;
  #average = 0;

  constructor(period: number) {
    checkPeriod(period);
    this.#period = period;
    this.#weight = 2 / (period + 1);
  }

  next(value: number): number {
    if (Number.isNaN(value)) {
      this.#count = 0;
      return value;
    }
    this.#average = this.#count === 0 ? value : this.#average + this.#weight * (value - this.#average);
    if (this.#count < this.#period) this.#count += 1;
    return this.#count < this.#period ? Number.NaN : this.#average;
  }
}

/** Wilder's: exponential with 1 / period as weight, begun at the mean of the first values (New Concepts, 1978). */
export class Rma implements Kernel {
  readonly #period: number;
  #count = 0;
  /** While warming up the sum of the values. */
  #average = 0;

  constructor(period: number) {
    checkPeriod(period);
    this.#period = period;
  }

  next(value: number): number {
    if (Number.isNaN(value)) return this.#restart();
    if (this.#count === this.#period) {
      this.#average += (value - this.#average) / this.#period;
      return this.#average;
    }
    this.#average += value;
    this.#count += 1;
    if (this.#count < this.#period) return Number.NaN;
    this.#average /= this.#period;
    return this.#average;
  }

  #restart(): number {
    this.#count = 0;
    this.#average = 0;
    return Number.NaN;
  }
}

/** Weighted 1, 2, 3 … from the oldest to the newest; each value costs a period of multiplications. */
export class Wma implements Kernel {
  readonly #period: number;
  readonly #window: Window;

  constructor(period: number) {
    this.#window = new Window(period);
    this.#period = period;
  }

  next(value: number): number {
    if (!this.#window.take(value)) return Number.NaN;
    const { cells, begin } = this.#window;
    let sum = 0;
    for (let i = 0; i < this.#period; i++) sum += (cells[begin + i] ?? Number.NaN) * (i + 1);
    return sum / ((this.#period * (this.#period + 1)) / 2);
  }
}

export function sma(values: Float64Array, period: number): Float64Array {
  const kernel = new Sma(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

export function ema(values: Float64Array, period: number): Float64Array {
  const kernel = new Ema(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

export function rma(values: Float64Array, period: number): Float64Array {
  const kernel = new Rma(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

export function wma(values: Float64Array, period: number): Float64Array {
  const kernel = new Wma(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}
