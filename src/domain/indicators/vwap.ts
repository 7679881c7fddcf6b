/** The average price by volume, of a candle's typical price (high + low + close) / 3. Where nothing was traded there is none. */
import { TIMEFRAME_MS } from "../candle.ts";
import type { CandleColumns } from "../candle-columns.ts";
import { RollingSum } from "./window.ts";

const DAY_MS = TIMEFRAME_MS["1d"];

/** Since midnight in UTC. NaN in a day whose beginning was not seen. */
export class DayVwap {
  #day = Number.NaN;
  #turnover = 0;
  #volume = 0;

  next(at: number, high: number, low: number, close: number, volume: number): number {
    const day = Math.floor(at / DAY_MS);
    if (day !== this.#day) this.#begin(day, at);
    this.#turnover += typical(high, low, close) * volume;
    this.#volume += volume;
    return this.#turnover / this.#volume;
  }

  #begin(day: number, at: number): void {
    const isSeen = at % DAY_MS === 0 || !Number.isNaN(this.#day);
    this.#day = day;
    this.#turnover = isSeen ? 0 : Number.NaN;
    this.#volume = 0;
  }
}

/** Of the newest candles. */
export class RollingVwap {
  readonly #period: number;
  readonly #turnover: RollingSum;
  readonly #volume: RollingSum;
  #quiet = 0;

  constructor(period: number) {
    this.#turnover = new RollingSum(period);
    this.#volume = new RollingSum(period);
    this.#period = period;
  }

  next(high: number, low: number, close: number, volume: number): number {
    const turnover = this.#turnover.next(typical(high, low, close) * volume);
    const all = this.#volume.next(volume);
    this.#quiet = volume === 0 ? this.#quiet + 1 : 0;
    // What is left of the sums then is what was rounded away.
    return this.#quiet >= this.#period ? Number.NaN : turnover / all;
  }
}

export function dayVwap({ at, high, low, close, volume }: CandleColumns): Float64Array {
  const kernel = new DayVwap();
  const results = new Float64Array(at.length);
  for (let i = 0; i < results.length; i++)
    results[i] = kernel.next(
      at[i] ?? Number.NaN,
      high[i] ?? Number.NaN,
      low[i] ?? Number.NaN,
      close[i] ?? Number.NaN,
      volume[i] ?? Number.NaN,
    );
  return results;
}

export function rollingVwap({ high, low, close, volume }: CandleColumns, period: number): Float64Array {
  const kernel = new RollingVwap(period);
  const results = new Float64Array(close.length);
  for (let i = 0; i < results.length; i++)
    results[i] = kernel.next(
      high[i] ?? Number.NaN,
      low[i] ?? Number.NaN,
      close[i] ?? Number.NaN,
      volume[i] ?? Number.NaN,
    );
  return results;
}

function typical(high: number, low: number, close: number): number {
  return (high + low + close) / 3;
}
