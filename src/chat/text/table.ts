/** A table in characters: columns side by side where they fit, else each row under its key, so that nothing is cut. */
import type { Block } from "../../domain/reply.ts";
import { padTo, widthOf, wrap } from "./columns.ts";

type Column = Extract<Block, { kind: "table" }>["columns"][number];
type Cells = readonly string[];

export interface TextTable {
  readonly columns: readonly Column[];
  readonly rows: readonly Cells[];
  readonly total: Cells | null;
}

const GAP = "  ";

/** `dim` draws what is not content: titles. */
export function tableLines(table: TextTable, width: number, dim: (text: string) => string): string[] {
  const widths = table.columns.map((_, index) => columnWidth(table, index));
  const needed = widths.reduce((total, each) => total + each, GAP.length * (widths.length - 1));
  return needed <= width ? sideBySide(table, widths, dim) : underKeys(table, width, dim);
}

function everyRow(table: TextTable): readonly Cells[] {
  return table.total === null ? table.rows : [...table.rows, table.total];
}

function columnWidth(table: TextTable, index: number): number {
  const cells = everyRow(table).map((cells) => cells[index] ?? "");
  return Math.max(...[table.columns[index]?.title ?? "", ...cells].map(widthOf));
}

function sideBySide(table: TextTable, widths: readonly number[], dim: (text: string) => string): string[] {
  const line = (cells: Cells): string =>
    table.columns
      .map(({ align }, index) => padTo(cells[index] ?? "", widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  return [dim(line(table.columns.map(({ title }) => title))), ...everyRow(table).map(line)];
}

function underKeys(table: TextTable, width: number, dim: (text: string) => string): string[] {
  const [, ...others] = table.columns;
  const label = Math.max(0, ...others.map(({ title }) => widthOf(title)));
  return everyRow(table).flatMap(([key = "", ...cells]) => [
    ...wrap(key, width),
    ...others.flatMap(({ title }, index) => labelled(title, cells[index] ?? "", label, width, dim)),
  ]);
}

/** Label at the left edge, value at the right one; a value too long for that goes below its label. */
function labelled(title: string, value: string, label: number, width: number, dim: (text: string) => string): string[] {
  if (value === "") return [];
  const room = width - GAP.length - label - GAP.length;
  if (widthOf(value) <= room) return [`${GAP}${dim(padTo(title, label, "left"))}${GAP}${padTo(value, room, "right")}`];
  const inner = Math.max(2, width - GAP.length);
  return [...wrap(title, inner).map(dim), ...wrap(value, inner)].map((line) => GAP + line);
}
