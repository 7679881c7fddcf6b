/** Candles as columns: what indicators, charts and research compute with, a cell a candle and nothing to allocate for each. */
import type { Candle } from "./candle.ts";
import { toNumber } from "./money.ts";

/**
 * Of equal length, oldest first: cell i of each belongs to the candle that opened at `at[i]` (ms UTC). Prices in quote,
 * volume in base currency, each the double nearest to the exact figure; there is no NaN, for a candle that is missing has
 * no cell.
 */
export interface CandleColumns {
  readonly at: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** In the order in which they lie in their buffer. */
export const COLUMNS = ["at", "open", "high", "low", "close", "volume"] as const satisfies (keyof CandleColumns)[];
export const CELL_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Six views of one buffer, which a worker can be handed whole. They begin at a byte that 8 divides. */
export function columnsIn(buffer: ArrayBufferLike, offset: number, length: number): CandleColumns {
  const column = (index: number): Float64Array =>
    new Float64Array(buffer, offset + index * length * CELL_BYTES, length);
  return { at: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) };
}

/** All zero. */
export function newColumns(length: number): CandleColumns {
  return columnsIn(new ArrayBuffer(COLUMNS.length * length * CELL_BYTES), 0, length);
}

/** Of candles, oldest first. */
export function columnsOf(candles: readonly Candle[]): CandleColumns {
  const columns = newColumns(candles.length);
  candles.forEach((candle, i) => {
    columns.at[i] = candle.at;
    for (const name of FIGURES) columns[name][i] = toNumber(candle[name]);
  });
  return columns;
}

const FIGURES = ["open", "high", "low", "close", "volume"] as const;
