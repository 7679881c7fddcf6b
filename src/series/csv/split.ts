/** From text to cells, and the turns that others get meanwhile. */
import { setImmediate } from "node:timers/promises";

export type Separator = "," | ";" | "\t";

/** A record a line, a cell a column, blanks around cells taken off; an empty line is one empty cell. */
export type Split = (text: Buffer | string, separator: Separator) => string[][];

/** No candle has such a long line: what looks like one is a quote that nobody closed. */
const LONGEST_LINE = 10_000;
/** Rows that are looked at in one go: a few ms. */
const ROWS_AT_ONCE = 5_000;

/** Stray quotes and missing cells pass: the checks of the rows know their lines. It throws where a quote stays open. */
export async function splitter(): Promise<Split> {
  const { parse } = await import("csv-parse/sync");
  return (text, separator) =>
    parse(text, {
      delimiter: separator,
      record_delimiter: ["\r\n", "\n"],
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
      max_record_size: LONGEST_LINE,
    });
}

/** A separator at the end of a line makes no column. */
export function withoutTail(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}

/** Calls `look` for 0 … length − 1, with turns for others in between. */
export async function eachRow(length: number, look: (row: number) => void): Promise<void> {
  for (let from = 0; from < length; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, length);
    for (let row = from; row < to; row++) look(row);
    await setImmediate();
  }
}
