/** An equity chart in characters: the line in half rows, amounts at the right, times and the drawdown below. */
import type { EquityChart, EquityPoint } from "../domain/chart.ts";
import { drawdownWords, lineOf, moneyMarks, moneySpan, momentsOf } from "./equity.ts";
import type { ChartLook } from "./drawing.ts";
import { marksOf } from "./times.ts";
import { shareOf, type Span } from "./view.ts";

const ROWS = 8;
const MOST_AMOUNTS = 4;
const MOST_COLUMNS = 60;
const TIMES_APART = 9;
/** Below so many columns the amounts give way. */
const FEWEST_COLUMNS = 8;

export function equityText(chart: EquityChart, columns: number, { zone }: ChartLook): readonly string[] {
  const line = lineOf(chart);
  const span = moneySpan(chart);
  const labels = labelRows(chart, span);
  const widest = Math.max(...labels.map((label) => label.length));
  const isLabelled = columns - widest >= FEWEST_COLUMNS;
  const width = Math.max(1, Math.min(isLabelled ? columns - widest : columns, MOST_COLUMNS));
  const moments = momentsOf(line, width);
  const shares = moments.map((at) => shareOf(equityAt(line, at), span));
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const label = isLabelled ? (labels[row] ?? "") : "";
    return (shares.map((share) => cell(share, row)).join("") + label).trimEnd();
  });
  return [...rows, timeRow(moments, zone), drawdownWords(chart).slice(0, columns)];
}

/** The last that was known by then. */
function equityAt(line: readonly EquityPoint[], at: number): number {
  return (line.findLast(([moment]) => moment <= at) ?? line[0])?.[1] ?? 0;
}

function labelRows(chart: EquityChart, span: Span): readonly string[] {
  const rows = new Map(
    moneyMarks(span, MOST_AMOUNTS, chart).map(({ value, text }) => [
      Math.floor(halfOf(shareOf(value, span)) / 2),
      text,
    ]),
  );
  return Array.from({ length: ROWS }, (_, row) => (rows.has(row) ? ` ${rows.get(row)}` : ""));
}

/** Half rows from the top: 0 to 2 × ROWS − 1. */
function halfOf(share: number): number {
  return 2 * ROWS - 1 - Math.min(Math.floor(Math.min(Math.max(share, 0), 1) * 2 * ROWS), 2 * ROWS - 1);
}

function cell(share: number, row: number): string {
  const half = halfOf(share);
  if (Math.floor(half / 2) !== row) return " ";
  return half % 2 === 0 ? "▀" : "▄";
}

/** Each time begins below its moment; what would stand out at the right is left out. */
function timeRow(moments: readonly number[], zone: string): string {
  const [first = 0, second = first] = moments;
  return marksOf(moments, second - first, zone, TIMES_APART)
    .filter(({ index, text }) => index + text.length <= moments.length)
    .reduce((row, { index, text }) => row.padEnd(index) + text, "");
}
