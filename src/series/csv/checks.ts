/** What makes a row no candle. */
import { FaultList } from "./fault.ts";
import type { Figures } from "./figures.ts";
import { isCount, isPlainNumber } from "./numbers.ts";
import { eachRow } from "./split.ts";
import { NUMBERS, type Table } from "./table.ts";

const DAY_MS = 86_400_000;
/** Bitcoin's first block: no candle is older. */
const FIRST_MS = Date.UTC(2009, 0, 1);

export interface Checked {
  readonly faults: FaultList;
  /** Rows that are candles, in the order of the file. */
  readonly rows: readonly number[];
}

export interface Rows {
  readonly table: Table;
  /** ms UTC */
  readonly at: Float64Array;
  readonly figures: Figures;
}

/** `now` is ms UTC: no candle is later than tomorrow. */
export async function checkRows(rows: Rows, now: number): Promise<Checked> {
  const [faults, fine]: [FaultList, number[]] = [new FaultList(), []];
  const endOfTomorrow = now - (now % DAY_MS) + 2 * DAY_MS;
  const { line, trades } = rows.table;
  await eachRow(line.length, (row) => {
    const what =
      timeFault(rows.at[row] ?? Number.NaN, endOfTomorrow) ??
      numberFault(rows.figures, row) ??
      priceFault(rows.figures, row);
    const wrong = what ?? tradesFault(trades[row] ?? "");
    if (wrong === null) fine.push(row);
    else faults.add(line[row] ?? 0, `line ${line[row]}: ${wrong}`);
  });
  return { faults, rows: fine };
}

function timeFault(at: number, end: number): string | null {
  if (Number.isNaN(at)) return "its time must be like 2021-12-31 23:01:00 (UTC) or 1640991660000";
  if (at < FIRST_MS) return `its time, ${momentText(at)}, is before 2009`;
  return at >= end ? `its time, ${momentText(at)}, is after tomorrow` : null;
}

function numberFault({ text }: Figures, row: number): string | null {
  const wrong = NUMBERS.find((name) => !isPlainNumber(text[name][row] ?? ""));
  if (wrong === undefined) return null;
  const isNegative = text[wrong][row]?.startsWith("-") === true;
  return `its ${wrong} must ${isNegative ? "not be below zero" : "be a number like 46319.5"}`;
}

/** Doubles keep the order of decimals, so that nothing right is refused. */
function priceFault({ double }: Figures, row: number): string | null {
  const { open: opens, high: highs, low: lows, close: closes } = double;
  const [open = 0, high = 0, low = 0, close = 0] = [opens[row], highs[row], lows[row], closes[row]];
  if (Math.min(open, high, low, close) <= 0) return "its prices must be above zero";
  if (high < low) return "its high is below its low";
  if (high < Math.max(open, close)) return "its high must be the highest of its prices";
  return low > Math.min(open, close) ? "its low must be the lowest of its prices" : null;
}

function tradesFault(trades: string): string | null {
  return trades === "" || isCount(trades) ? null : "its number of trades must be a whole number";
}

/** 2024-01-01 01:00, in UTC */
export function momentText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
