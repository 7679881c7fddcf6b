/** A higher timeframe as candles of a lower one may see it: what has closed, and nothing of what has not. */
import { openOf, type Timeframe, TIMEFRAME_MS } from "../candle.ts";
import { type CandleColumns, largerColumns } from "../candle-columns.ts";

export interface Higher {
  /** Those that are whole and have closed, oldest first: indicators are computed on them as on any others. */
  readonly candles: CandleColumns;
  /** A line over them as each lower candle sees it at its close: the value of the last one that has closed; NaN before the first. */
  seen(line: Float64Array): Float64Array;
}

/** Volumes are added up as integers of so many decimal places, so that their order does not matter. */
const VOLUME_UNIT = 1e8;

/** `candles`: without a gap, of `lower`, which divides `higher`. The first higher candle counts where all of it is there. */
export function higherOf(candles: CandleColumns, lower: Timeframe, higher: Timeframe): Higher {
  const [part, whole] = [TIMEFRAME_MS[lower], TIMEFRAME_MS[higher]];
  if (whole % part !== 0) throw new RangeError(`${higher} candles are not made of ${lower} ones`);
  const begun = candles.at.findIndex((at) => openOf(at, higher) === at);
  const from = begun === -1 ? candles.at.length : begun;
  const closed = largerColumns({ columns: since(candles, from), volumes: { unit: VOLUME_UNIT } }, higher);
  const perCandle = whole / part;
  return {
    candles: closed,
    seen(line) {
      const seen = new Float64Array(candles.at.length).fill(Number.NaN);
      for (let index = from + perCandle - 1; index < seen.length; index += 1)
        seen[index] = line[Math.floor((index + 1 - from) / perCandle) - 1] ?? Number.NaN;
      return seen;
    },
  };
}

function since({ at, open, high, low, close, volume }: CandleColumns, from: number): CandleColumns {
  const part = (column: Float64Array): Float64Array => column.subarray(from);
  return {
    ...{ at: part(at), open: part(open), high: part(high) },
    ...{ low: part(low), close: part(close), volume: part(volume) },
  };
}
