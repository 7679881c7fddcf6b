/** Parts of columns of candles, and columns put together from parts. */
import { type CandleColumns, COLUMNS, newColumns } from "../domain/candle-columns.ts";
import type { Span } from "./store.ts";

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
