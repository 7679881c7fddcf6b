/** How long the candles of a file last, which of them stand where none can, and which are missing. */
import { type Timeframe, TIMEFRAME_MS, TIMEFRAMES } from "../../domain/candle.ts";
import { momentText, type Rows } from "./checks.ts";
import { FaultList, listed } from "./fault.ts";
import type { Sequence } from "./sequence.ts";

const NAMED = 5;
/** A smaller step that is seen so seldom beside the usual one is a mistake, no timeframe. */
const SELDOM = 0.1;
const ALONE: Timeframe = "1m";
const MINUTE_MS = 60_000;

/** How often each step from a row to the next is seen: ms, to the minute, so that rows beside the grid hide none. */
export function stepsOf(sequence: Sequence, at: Float64Array): ReadonlyMap<number, number> {
  const steps = new Map<number, number>();
  for (const [i, row] of sequence.rows.entries()) {
    if (i === 0) continue;
    const step = Math.round(((at[row] ?? 0) - (at[sequence.rows[i - 1] ?? 0] ?? 0)) / MINUTE_MS) * MINUTE_MS;
    if (step > 0) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return steps;
}

/** By the most frequent step; null where that is none of ours. Of a thin market most steps may be gaps. */
export function timeframeOf(steps: ReadonlyMap<number, number>): Timeframe | null {
  if (steps.size === 0) return ALONE;
  const [usual, often] = usualStep(steps);
  const seen = (timeframe: Timeframe): number => steps.get(TIMEFRAME_MS[timeframe]) ?? 0;
  const possible = TIMEFRAMES.filter(
    (timeframe) => TIMEFRAME_MS[timeframe] <= usual && seen(timeframe) > often * SELDOM,
  );
  return possible.toSorted((a, b) => seen(b) - seen(a))[0] ?? null;
}

export function unknownTimeframe(steps: ReadonlyMap<number, number>): string {
  const [usual] = usualStep(steps);
  return `Nothing was read: its rows are ${usual / MINUTE_MS} minutes apart. Candles of ${TIMEFRAMES.join(", ")} can be read.`;
}

/** The smaller of two that are seen equally often. */
function usualStep(steps: ReadonlyMap<number, number>): readonly [step: number, often: number] {
  return [...steps].toSorted(([a, often], [b, asOften]) => asOften - often || a - b)[0] ?? [0, 0];
}

/** Rows that are at no candle's beginning. */
export function offGrid(
  { table: { line }, at }: Rows,
  { rows, isNewestFirst }: Sequence,
  timeframe: Timeframe,
): FaultList {
  const faults = new FaultList();
  for (const row of isNewestFirst ? rows.toReversed() : rows) {
    const time = at[row] ?? 0;
    if (time % TIMEFRAME_MS[timeframe] === 0) continue;
    const what = time % MINUTE_MS === 0 ? momentText(time) : new Date(time).toISOString();
    faults.add(line[row] ?? 0, `line ${line[row]}: its time, ${what}, is not where a candle of ${timeframe} begins`);
  }
  return faults;
}

/** What is missing, which stays so, a sentence each. */
export function gapNotes({ table: { line }, at }: Rows, { rows }: Sequence, timeframe: Timeframe): readonly string[] {
  if (rows.length === 1) return [`It has one candle alone, which was taken for one of ${ALONE}.`];
  const [named, stepMs]: [string[], number] = [[], TIMEFRAME_MS[timeframe]];
  let [gaps, missing] = [0, 0];
  for (let i = 1; i < rows.length; i++) {
    const [before = 0, row = 0] = [rows[i - 1], rows[i]];
    const step = (at[row] ?? 0) - (at[before] ?? 0);
    if (step === stepMs) continue;
    gaps += 1;
    missing += step / stepMs - 1;
    if (named.length < NAMED) named.push(`${line[Math.min(before, row)]} and ${line[Math.max(before, row)]}`);
  }
  if (gaps === 0) return [];
  const [are, inGaps] = [missing === 1 ? "candle is" : "candles are", gaps === 1 ? "" : ` in ${gaps} gaps`];
  return [`${missing} ${are} missing${inGaps}, between lines ${listed(named, gaps)}; nothing was filled in.`];
}
