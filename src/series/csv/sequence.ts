/** Rows in the order of time: what repeats is dropped, what contradicts is refused, nothing is moved. */
import { equal, from } from "../../domain/money.ts";
import { momentText, type Rows } from "./checks.ts";
import { FaultList, listed } from "./fault.ts";
import type { NumberName } from "./table.ts";

export interface Sequence {
  /** Rows of the table, oldest first, one a moment. */
  readonly rows: readonly number[];
  readonly isNewestFirst: boolean;
  readonly faults: FaultList;
  /** What people should know, a sentence each. */
  readonly notes: readonly string[];
}

const NAMED = 5;

/** `fine` are the rows that are candles, in the order of the file. */
export function sequenceOf(rows: Rows, fine: readonly number[]): Sequence {
  const when = (row: number | undefined): number => rows.at[row ?? 0] ?? 0;
  const isNewestFirst = when(fine[0]) > when(fine.at(-1));
  const inFile = isNewestFirst ? fine.toReversed() : fine;
  const isAscending = inFile.every((row, i) => i === 0 || when(inFile[i - 1]) <= when(row));
  const sorted = isAscending ? inFile : inFile.toSorted((a, b) => when(a) - when(b));
  const { kept, repeats, faults } = withoutRepeats(rows, sorted);
  if (!isAscending) findDisorder(rows, { inFile, kept, isNewestFirst }, faults);
  const notes = isNewestFirst ? ["Its rows were newest first and were turned round."] : [];
  return { rows: kept, isNewestFirst, faults, notes: [...notes, ...repeatNotes(repeats)] };
}

interface Distinct {
  readonly kept: readonly number[];
  /** A clause each. */
  readonly repeats: readonly string[];
  readonly faults: FaultList;
}

function withoutRepeats(rows: Rows, sorted: readonly number[]): Distinct {
  const { line } = rows.table;
  const [kept, repeats, faults]: [number[], string[], FaultList] = [[], [], new FaultList()];
  for (const row of sorted) {
    const last = kept.at(-1);
    if (last === undefined || rows.at[last] !== rows.at[row]) {
      kept.push(row);
      continue;
    }
    const [upper, lower] = [Math.min(last, row), Math.max(last, row)];
    const conflict = conflictOf(rows, upper, lower);
    if (conflict === null) repeats.push(`line ${line[lower]} repeats line ${line[upper]}`);
    else faults.add(line[upper] ?? 0, `lines ${line[upper]} and ${line[lower]} disagree about ${conflict}`);
  }
  return { kept, repeats, faults };
}

/** What tells two candles apart at a glance comes first. */
const COMPARED = ["close", "open", "high", "low", "volume"] as const satisfies readonly NumberName[];

/** The moment, and what is not the same; null where all is. */
function conflictOf({ table: { trades }, at, figures: { text } }: Rows, upper: number, lower: number): string | null {
  const about = (what: string, column: readonly string[]): string =>
    `${shortMoment(at, upper)} (${what} ${column[upper]} and ${column[lower]})`;
  const other = COMPARED.find((name) => !isSame(text[name][upper] ?? "", text[name][lower] ?? ""));
  if (other !== undefined) return about(other, text[other]);
  return trades[upper] === trades[lower] ? null : about("trades", trades);
}

function isSame(a: string, b: string): boolean {
  return a === b || equal(from(a), from(b));
}

/** With its date only where the file has more than one. */
function shortMoment(at: Float64Array, row: number): string {
  const text = momentText(at[row] ?? 0);
  const day = text.slice(0, "2024-01-01".length);
  const isOneDay = [at[0], at.at(-1)].every(
    (one) => one !== undefined && !Number.isNaN(one) && momentText(one).startsWith(day),
  );
  return isOneDay ? text.slice(day.length + 1) : text;
}

interface Disorder {
  readonly inFile: readonly number[];
  readonly kept: readonly number[];
  readonly isNewestFirst: boolean;
}

function findDisorder(
  { table: { line }, at }: Rows,
  { inFile, kept, isNewestFirst }: Disorder,
  faults: FaultList,
): void {
  const distinct = new Set(kept);
  let last: number | null = null;
  for (const row of inFile) {
    if (!distinct.has(row)) continue;
    if (last !== null && (at[row] ?? 0) < (at[last] ?? 0)) {
      const [upper, lower, than] = isNewestFirst ? [row, last, "later"] : [last, row, "earlier"];
      faults.add(line[lower] ?? 0, `line ${line[lower]} is ${than} than line ${line[upper]} above it`);
    }
    last = row;
  }
}

function repeatNotes(repeats: readonly string[]): string[] {
  if (repeats.length === 0) return [];
  const [what, were] = repeats.length === 1 ? ["An exact repeat", "was"] : [`${repeats.length} exact repeats`, "were"];
  return [`${what} ${were} dropped: ${listed(repeats.slice(0, NAMED), repeats.length)}.`];
}
