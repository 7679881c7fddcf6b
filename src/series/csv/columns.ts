/** Which column is what, and where the rows begin. */
import type { Separator } from "./split.ts";

/** Places of columns, the first is 0. */
export interface Columns {
  /** Two where the date and the time of day are apart. */
  readonly time: readonly [place: number] | readonly [date: number, clock: number];
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly isQuoteVolume: boolean;
  readonly trades: number | null;
  readonly symbol: number | null;
}

export interface Layout {
  readonly separator: Separator;
  readonly columns: Columns;
  /** Cells of a row. */
  readonly width: number;
  /** Where the rows begin: the byte, and the number of that line. */
  readonly offset: number;
  readonly line: number;
  /** For people: whose columns these are, where there is no header and the shape alone tells. */
  readonly like: string | null;
  /** How far its clock is before UTC, ms, where a time names no zone. */
  readonly clockAheadMs: number;
  /** Its shape is also Coinbase's, which has low, high, open, close: the rows tell. */
  readonly lowMayComeFirst: boolean;
}
