/** Candles as columns: what indicators, charts and research compute with, a cell a candle and nothing to allocate for each. */
import { type Candle, openOf, type Timeframe, TIMEFRAME_MS } from "./candle.ts";
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

/**
 * Larger candles of smaller ones without a gap, each with what there is of it; those that have closed. `volumes.unit`: makes an
 * integer of each volume, so that what is added up is exact.
 */
export function largerColumns(
  { columns, volumes: { unit } }: { readonly columns: CandleColumns; readonly volumes: { readonly unit: number } },
  timeframe: Timeframe,
): CandleColumns {
  const { at } = columns;
  const [lasts, smaller] = [TIMEFRAME_MS[timeframe], Number(at[1]) - Number(at[0])];
  if (at.length < 2 || smaller === lasts) return columns;
  const first = openOf(at[0] ?? 0, timeframe);
  const end = Number(at.at(-1)) + smaller;
  const larger = newColumns(Math.max(0, Math.floor((end - first) / lasts)));
  let from = 0;
  for (let index = 0; index < larger.at.length; index += 1) {
    const to = from + (first + (index + 1) * lasts - Number(at[from])) / smaller;
    join(columns, { from, to }, unit, larger, index);
    larger.at[index] = first + index * lasts;
    from = to;
  }
  return larger;
}

function join(
  { open, high, low, close, volume }: CandleColumns,
  { from, to }: { readonly from: number; readonly to: number },
  unit: number,
  larger: CandleColumns,
  index: number,
): void {
  let [top, bottom, traded] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let i = from; i < to; i += 1) {
    top = Math.max(top, Number(high[i]));
    bottom = Math.min(bottom, Number(low[i]));
    traded += Math.round(Number(volume[i]) * unit);
  }
  larger.open[index] = open[from] ?? Number.NaN;
  larger.high[index] = top;
  larger.low[index] = bottom;
  larger.close[index] = close[to - 1] ?? Number.NaN;
  larger.volume[index] = traded / unit;
}
