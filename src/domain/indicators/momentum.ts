/** How fast prices move: RSI and MACD. */
import { Ema, Rma } from "./averages.ts";
import { type Kernel } from "./window.ts";

/** Where nothing moved at all, neither side is stronger. */
const NEUTRAL = 50;

/** Wilder's relative strength index, 0 to 100. The first change is the second value's. */
export class Rsi implements Kernel {
  readonly #gains: Rma;
  readonly #losses: Rma;
  #before = Number.NaN;

  constructor(period: number) {
    this.#gains = new Rma(period);
    this.#losses = new Rma(period);
  }

  next(value: number): number {
    const change = value - this.#before;
    this.#before = value;
    const gain = this.#gains.next(change < 0 ? 0 : change);
    const loss = this.#losses.next(change > 0 ? 0 : -change);
    return gain + loss === 0 ? NEUTRAL : (100 * gain) / (gain + loss);
  }
}

export function rsi(values: Float64Array, period: number): Float64Array {
  const kernel = new Rsi(period);
  const results = new Float64Array(values.length);
  for (let i = 0; i < results.length; i++) results[i] = kernel.next(values[i] ?? Number.NaN);
  return results;
}

export interface MacdPeriods {
  readonly fast: number;
  readonly slow: number;
  /** Of the average over the line. */
  readonly signal: number;
}

/** The fast average less the slow one, with an average of it: `signal` and `histogram` are those of the newest line. */
export class Macd implements Kernel {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Ema;
  signal = Number.NaN;
  histogram = Number.NaN;

  constructor({ fast, slow, signal }: MacdPeriods) {
    this.#fast = new Ema(fast);
    this.#slow = new Ema(slow);
    this.#signal = new Ema(signal);
  }

  next(value: number): number {
    const line = this.#fast.next(value) - this.#slow.next(value);
    this.signal = this.#signal.next(line);
    this.histogram = line - this.signal;
    return line;
  }
}

export interface MacdLines {
  readonly line: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
}

export function macd(values: Float64Array, periods: MacdPeriods): MacdLines {
  const kernel = new Macd(periods);
  const [line, signal, histogram] = [0, 1, 2].map(() => new Float64Array(values.length)) as Three;
  for (let i = 0; i < values.length; i++) {
    line[i] = kernel.next(values[i] ?? Number.NaN);
    signal[i] = kernel.signal;
    histogram[i] = kernel.histogram;
  }
  return { line, signal, histogram };
}

type Three = [Float64Array, Float64Array, Float64Array];
