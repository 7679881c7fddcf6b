/** Candles as columns: what charts and research compute with, a cell a candle and nothing to allocate for each. */
import type { Span } from "./store.ts";

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

/** Those of a span, as views of the same cells. */
export function columnsWithin(columns: CandleColumns, { from, to }: Span): CandleColumns {
  return cellsOf(columns, indexOf(columns.at, from), indexOf(columns.at, to));
}

/** Takes columns one after the other into one buffer, so that a year is not copied in one go. */
export class ColumnsWriter {
  #cells: CandleColumns;
  #length = 0;

  /** Cells that are expected; more are taken all the same. */
  constructor(expected: number) {
    this.#cells = newColumns(expected);
  }

  add(part: CandleColumns): void {
    const length = this.#length + part.at.length;
    if (length > this.#cells.at.length) this.#grow(2 * length);
    for (const name of COLUMNS) this.#cells[name].set(part[name], this.#length);
    this.#length = length;
  }

  /** All that were added. */
  columns(): CandleColumns {
    return cellsOf(this.#cells, 0, this.#length);
  }

  #grow(expected: number): void {
    const grown = newColumns(expected);
    for (const name of COLUMNS) grown[name].set(this.#cells[name]);
    this.#cells = grown;
  }
}

function cellsOf(columns: CandleColumns, begin: number, end: number): CandleColumns {
  if (begin === 0 && end === columns.at.length) return columns;
  const part = (column: Float64Array): Float64Array => column.subarray(begin, end);
  const { at, open, high, low, close, volume } = columns;
  return {
    ...{ at: part(at), open: part(open), high: part(high) },
    ...{ low: part(low), close: part(close), volume: part(volume) },
  };
}

/** Of the first candle that opened at a time or later. */
function indexOf(at: Float64Array, time: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
