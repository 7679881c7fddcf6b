/** The times of all rows, read one way: what a date like 01/04/2026 means is the file's to tell. */
import type { Layout } from "./columns.ts";
import { fileRefusal } from "./fault.ts";
import { eachRow } from "./split.ts";
import type { Table } from "./table.ts";
import { dateIn, type DayOrder, dayOrderIn, timeReader } from "./times.ts";

export interface Moments {
  /** ms UTC by row; NaN for what is no time. */
  readonly at: Float64Array;
  /** What people should know, a sentence each. */
  readonly notes: readonly string[];
}

/** Throws a Refusal where day and month cannot be told apart. */
export async function readMoments({ time, line }: Table, { clockAheadMs }: Layout): Promise<Moments> {
  const seen = await daysSeen(time);
  const order = orderOf(seen, time, line);
  const at = new Float64Array(time.length);
  const timeOf = timeReader(order, clockAheadMs);
  await eachRow(time.length, (row) => {
    at[row] = timeOf(time[row] ?? "");
  });
  return { at, notes: order === null ? [] : [orderNote(order, line[seen[order] ?? 0] ?? 0)] };
}

/** The first rows whose date shows an order, and the first that would need one. */
type DaysSeen = Record<DayOrder | "either", number | null>;

async function daysSeen(time: readonly string[]): Promise<DaysSeen> {
  const seen: DaysSeen = { "day first": null, "month first": null, either: null };
  await eachRow(time.length, (row) => {
    const shown = dayOrderIn(time[row] ?? "");
    if (shown !== null) seen[shown] ??= row;
  });
  return seen;
}

function orderOf(seen: DaysSeen, time: readonly string[], line: readonly number[]): DayOrder | null {
  const [day, month] = [seen["day first"], seen["month first"]];
  const told = (row: number): string => `line ${line[row]} (${dateIn(time[row] ?? "")})`;
  if (day !== null && month !== null)
    throw fileRefusal(
      `Nothing was read: ${told(day)} has the day first, ${told(month)} the month. Write dates like 2026-04-01.`,
    );
  if (day !== null) return "day first";
  if (month !== null) return "month first";
  if (seen.either === null) return null;
  throw fileRefusal(
    `Nothing was read: on ${told(seen.either)} day and month cannot be told apart, and no other line settles it. Write dates like 2026-04-01.`,
  );
}

function orderNote(order: DayOrder, line: number): string {
  return `Its dates were read with the ${order === "day first" ? "day" : "month"} first, as line ${line} shows.`;
}
