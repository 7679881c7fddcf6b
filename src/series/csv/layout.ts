/** How a file is laid out, from its first lines: the separator, the header or a known shape, banners above it. */
import type { Layout } from "./columns.ts";
import { fileRefusal } from "./fault.ts";
import { headerScore, namedColumns } from "./header.ts";
import { shapeOf } from "./shapes.ts";
import { type Separator, type Split, withoutTail } from "./split.ts";

interface HeadLine {
  readonly text: string;
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** The first is 1. */
  readonly line: number;
}

type Cells = (head: HeadLine, separator: Separator) => readonly string[];

const SEPARATORS: readonly Separator[] = [",", ";", "\t"];
/** Banners are shorter than that. */
const [HEAD_BYTES, HEAD_LINES] = [65_536, 50];
const LINE_FEED = 0x0a;
/** Spreadsheets write separators where they have no cells. */
const EMPTY_LINE = /^[\s,;"]*$/;
/** A line above the rows with so many cells is a header in words that are not known, no banner. */
const HEADER_CELLS = 4;

/** Throws a Refusal where it cannot be told. */
export function layoutOf(data: Buffer, split: Split): Layout {
  const lines = headLines(data);
  if (lines.length === 0)
    throw fileRefusal("This file is empty: it must hold lines like time,open,high,low,close,volume.");
  const cells: Cells = ({ text }, separator) => withoutTail(cellsOf(text, separator, split));
  return withHeader(lines, cells) ?? withoutHeader(lines, cells);
}

/** None where the separator makes nonsense of the line's quotes: then it is another one, or no table. */
function cellsOf(text: string, separator: Separator, split: Split): readonly string[] {
  try {
    return split(text, separator)[0] ?? [];
  } catch {
    return [];
  }
}

function headLines(data: Buffer): HeadLine[] {
  const lines: HeadLine[] = [];
  let offset = 0;
  for (let line = 1; offset < Math.min(data.length, HEAD_BYTES) && line <= HEAD_LINES; line++) {
    const end = data.indexOf(LINE_FEED, offset);
    const next = end === -1 ? data.length : end + 1;
    // A longer line is no header, and no row either.
    const text = data.toString("utf8", offset, Math.min(next, offset + HEAD_BYTES)).trim();
    if (!EMPTY_LINE.test(text)) lines.push({ text, offset, line });
    offset = next;
  }
  return lines;
}

function withHeader(lines: readonly HeadLine[], cells: Cells): Layout | null {
  for (const [index, head] of lines.entries()) {
    const separator = bestSeparator(head, cells);
    if (separator === null) continue;
    const [first] = lines.slice(index + 1);
    if (first === undefined) throw fileRefusal(`Nothing was read: there is no candle below line ${head.line}.`);
    const names = cells(head, separator);
    const columns = namedColumns(names, cells(first, separator), head.line);
    const { offset, line } = first;
    return {
      separator,
      columns,
      width: names.length,
      offset,
      line,
      like: null,
      clockAheadMs: 0,
      lowMayComeFirst: false,
    };
  }
  return null;
}

/** The one that makes a header of the line; null where none does. */
function bestSeparator(head: HeadLine, cells: Cells): Separator | null {
  const scored = SEPARATORS.map((separator) => ({ separator, score: headerScore(cells(head, separator)) }));
  const [best] = scored.toSorted((a, b) => b.score - a.score);
  return best === undefined || best.score === 0 ? null : best.separator;
}

function withoutHeader(lines: readonly HeadLine[], cells: Cells): Layout {
  for (const [index, first] of lines.entries()) {
    for (const separator of SEPARATORS) {
      const row = cells(first, separator);
      const shape = shapeOf(row);
      if (shape === null) continue;
      const header = lines.slice(0, index).find((above) => cells(above, separator).length >= HEADER_CELLS);
      if (header !== undefined) throw unknown(header.line);
      return { ...shape, separator, width: row.length, offset: first.offset, line: first.line };
    }
  }
  throw unknown(lines[0]?.line ?? 1);
}

function unknown(line: number): Error {
  return fileRefusal(
    `Nothing was read: line ${line} is neither a header like timestamp,open,high,low,close,volume nor a row of an export that is known without one (of 6, 7 or 12 columns).`,
  );
}
