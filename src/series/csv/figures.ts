/** The numbers of all rows: plain text for the candles, doubles for the checks. */
import type { Layout } from "./columns.ts";
import { fileRefusal } from "./fault.ts";
import { type DecimalMark, type MarkEvidence, markOf, noEvidence, plainNumber, weigh } from "./numbers.ts";
import { eachRow } from "./split.ts";
import { type NumberName, NUMBERS, type Table } from "./table.ts";

export interface Figures {
  /** In plain notation, but for what is no number. */
  readonly text: Readonly<Record<NumberName, readonly string[]>>;
  readonly double: Readonly<Record<NumberName, Float64Array>>;
  readonly mark: DecimalMark;
  /** The columns were in Coinbase's order. */
  readonly isLowFirst: boolean;
}

/** Throws a Refusal where the mark of the decimals cannot be told. */
export async function readFigures(table: Table, layout: Layout): Promise<Figures> {
  const mark = await markIn(table, layout);
  const rows = table.line.length;
  const numbers = (): Float64Array => new Float64Array(rows);
  const double = { open: numbers(), high: numbers(), low: numbers(), close: numbers(), volume: numbers() };
  await eachRow(rows, (row) => {
    for (const name of NUMBERS) {
      const plain = plainNumber(table.text[name][row] ?? "", mark);
      table.text[name][row] = plain;
      double[name][row] = Number(plain);
    }
    const trades = table.trades[row];
    if (trades !== undefined) table.trades[row] = plainNumber(trades, mark);
  });
  const figures: Figures = { text: table.text, double, mark, isLowFirst: false };
  return layout.lowMayComeFirst ? inRightOrder(figures) : figures;
}

async function markIn({ text, line }: Table, { separator }: Layout): Promise<DecimalMark> {
  const cell = (name: NumberName, row: number): string => text[name][row] ?? "";
  // Cells without a comma between commas have decimal points: nearly all files are spared the closer look.
  let isOpen = separator !== ",";
  await eachRow(line.length, (row) => {
    isOpen ||= NUMBERS.some((name) => cell(name, row).includes(","));
  });
  if (!isOpen) return "point";
  const evidence = noEvidence();
  await eachRow(line.length, (row) => {
    for (const name of NUMBERS) weigh(evidence, cell(name, row), row);
  });
  const mark = markOf(evidence, separator);
  if (mark === null) throw unclearMark(evidence, line);
  return mark;
}

function unclearMark({ point, comma, eitherPoint, eitherComma }: MarkEvidence, line: readonly number[]): Error {
  const on = (row: number | null): string => `line ${line[row ?? 0]}`;
  if (point !== null && comma !== null)
    return fileRefusal(
      `Nothing was read: ${on(point)} has decimal points and ${on(comma)} decimal commas. Write all numbers like 46250.5.`,
    );
  return fileRefusal(
    `Nothing was read: on ${on(eitherComma ?? eitherPoint)} a mark may part decimals or thousands, and no other line settles it. Write numbers like 46250.5.`,
  );
}

/**
 * Coinbase's order makes more of the rows possible, or it is not Coinbase's. Both make all of them possible only where
 * open and low are equal in every row: then they are the same candles.
 */
function inRightOrder(figures: Figures): Figures {
  const { text, double } = figures;
  const lowFirst: Figures = {
    ...figures,
    text: { ...text, open: text.low, low: text.open },
    double: { ...double, open: double.low, low: double.open },
    isLowFirst: true,
  };
  return impossible(lowFirst) < impossible(figures) ? lowFirst : figures;
}

function impossible({ double: { open, high, low, close } }: Figures): number {
  let count = 0;
  for (let row = 0; row < open.length; row++) {
    const [o = 0, h = 0, l = 0, c = 0] = [open[row], high[row], low[row], close[row]];
    if (h < Math.max(o, c) || l > Math.min(o, c)) count += 1;
  }
  return count;
}
