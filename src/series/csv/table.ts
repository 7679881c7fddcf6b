/** The rows of a file as columns of text, read slice by slice. */
import { setImmediate } from "node:timers/promises";

import type { Layout } from "./columns.ts";
import { FaultList, fileRefusal } from "./fault.ts";
import { isCount } from "./numbers.ts";
import { type Separator, type Split, withoutTail } from "./split.ts";

export const NUMBERS = ["open", "high", "low", "close", "volume"] as const;
export type NumberName = (typeof NUMBERS)[number];

/** Column by column; a row has the same index in all of them. */
export interface Table {
  readonly time: string[];
  readonly text: Readonly<Record<NumberName, string[]>>;
  /** Empty where the file has no such column. */
  readonly trades: string[];
  readonly symbol: string[];
  /** In the file, the first is 1. */
  readonly line: number[];
  /** Lines that are no rows. */
  readonly faults: FaultList;
}

const [LINE_FEED, QUOTE] = [0x0a, 0x22];
/** What is parsed in one go: a few ms. */
const SLICE_BYTES = 100_000;
/** An open quote may reach over the end of a slice, but not so far. */
const MOST_BYTES = 1_000_000;

/** Throws a Refusal where the text is no table at all. */
export async function readTable(data: Buffer, layout: Layout, split: Split): Promise<Table> {
  const table: Table = {
    time: [],
    text: { open: [], high: [], low: [], close: [], volume: [] },
    trades: [],
    symbol: [],
    line: [],
    faults: new FaultList(),
  };
  let { line } = layout;
  for (let from = layout.offset; from < data.length;) {
    const to = sliceEnd(data, from);
    line = take(table, layout, records(data.subarray(from, to), layout.separator, split, line), line);
    from = to;
    await setImmediate();
  }
  if (table.line.length === 0 && table.faults.count === 0)
    throw fileRefusal(`Nothing was read: there is no candle from line ${layout.line} on.`);
  // Without a header, Bybit's turnover stands where Kraken's count of trades does.
  if (layout.like !== null && !table.trades.every(isCount)) table.trades.length = 0;
  return table;
}

/** Behind the end of a line where no quote is open. */
function sliceEnd(data: Buffer, from: number): number {
  let quotes = 0;
  for (let start = from, end = from + SLICE_BYTES; ; start = end, end += 1) {
    const feed = data.indexOf(LINE_FEED, end);
    end = feed === -1 ? data.length : feed + 1;
    quotes += quotesIn(data.subarray(start, end));
    if (feed === -1 || quotes % 2 === 0 || end - from > MOST_BYTES) return end;
  }
}

function quotesIn(slice: Buffer): number {
  let count = 0;
  for (let at = slice.indexOf(QUOTE); at !== -1; at = slice.indexOf(QUOTE, at + 1)) count += 1;
  return count;
}

function records(slice: Buffer, separator: Separator, split: Split, line: number): string[][] {
  try {
    return split(slice, separator);
  } catch (error) {
    const below = error instanceof Error && "lines" in error && typeof error.lines === "number" ? error.lines - 1 : 0;
    throw fileRefusal(`Nothing was read: a quote is opened on line ${line + below} or above it and never closed.`);
  }
}

/** Gives the number of the line behind. */
function take(table: Table, layout: Layout, rows: readonly string[][], firstLine: number): number {
  let line = firstLine;
  for (const row of rows) {
    if (row.some((cell) => cell !== "")) takeRow(table, layout, row, line);
    line += 1;
    if (row.some((cell) => cell.includes("\n"))) line += row.join("").split("\n").length - 1;
  }
  return line;
}

function takeRow(table: Table, { width, columns }: Layout, row: readonly string[], line: number): void {
  const has = row.length > width ? withoutTail(row).length : row.length;
  if (row.length < width || has > width) {
    table.faults.add(line, `line ${line}: it has ${has} columns instead of ${width}`);
    return;
  }
  const cell = (place: number): string => row[place] ?? "";
  const [whole, clock] = columns.time;
  table.time.push(clock === undefined ? cell(whole) : `${cell(whole)} ${cell(clock)}`);
  for (const name of NUMBERS) table.text[name].push(cell(columns[name]));
  if (columns.trades !== null) table.trades.push(cell(columns.trades));
  if (columns.symbol !== null) table.symbol.push(cell(columns.symbol));
  table.line.push(line);
}
