/** The desk's day: a date of its zone, whatever runs by it. */
import { DateTime } from "luxon";

/** The date of a moment (ms UTC) in a zone: 2022-01-04. */
export function dayIn(at: number, zone: string): string {
  if (zone !== last.zone || at < last.from || at >= last.until) last = spanOf(at, zone);
  return last.day;
}

interface Span {
  readonly zone: string;
  readonly day: string;
  readonly from: number;
  readonly until: number;
}

/** Who asks for a day asks for the same one many times, and a calendar is slow. */
let last: Span = { zone: "", day: "", from: 0, until: 0 };

function spanOf(at: number, zone: string): Span {
  const until = nextDayIn(at, zone);
  const moment = DateTime.fromMillis(at, { zone });
  const day = moment.toISODate();
  if (day === null) throw new RangeError(`no day for ${at} in ${zone}`);
  return { zone, day, from: moment.startOf("day").toMillis(), until };
}

const DAY_MS = 24 * 60 * 60_000;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Of a moment (ms UTC) in a zone: Tue. */
export function weekdayIn(at: number, zone: string): string {
  return WEEKDAYS[DateTime.fromMillis(at, { zone }).weekday - 1] ?? "";
}

/** When the next day of that zone begins, ms UTC: at its first instant, where midnight does not exist. */
export function nextDayIn(at: number, zone: string): number {
  if (zone === "UTC") return (Math.floor(at / DAY_MS) + 1) * DAY_MS; // no calendar is asked, which is slow
  const midnight = DateTime.fromMillis(at, { zone }).plus({ days: 1 }).startOf("day");
  // Where clocks go back at midnight there are two: the day begins with the first.
  return Math.min(...midnight.getPossibleOffsets().map((each) => each.toMillis()));
}

export type Period = "day" | "week" | "month" | "year";

/** When the period that a moment lies in began in that zone, ms UTC. Weeks begin on Monday. */
export function periodStart(at: number, zone: string, period: Period): number {
  return DateTime.fromMillis(at, { zone }).startOf(period).toMillis();
}
