/** The desk's day: a date of its zone, whatever runs by it. */
import { DateTime } from "luxon";

/** The date of a moment (ms UTC) in a zone: 2022-01-04. */
export function dayIn(at: number, zone: string): string {
  const day = DateTime.fromMillis(at, { zone }).toISODate();
  if (day === null) throw new RangeError(`no day for ${at} in ${zone}`);
  return day;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Of a moment (ms UTC) in a zone: Tue. */
export function weekdayIn(at: number, zone: string): string {
  return WEEKDAYS[DateTime.fromMillis(at, { zone }).weekday - 1] ?? "";
}

/** When the next day of that zone begins, ms UTC: at its first instant, where midnight does not exist. */
export function nextDayIn(at: number, zone: string): number {
  return DateTime.fromMillis(at, { zone }).plus({ days: 1 }).startOf("day").toMillis();
}

export type Period = "day" | "week" | "month" | "year";

/** When the period that a moment lies in began in that zone, ms UTC. Weeks begin on Monday. */
export function periodStart(at: number, zone: string, period: Period): number {
  return DateTime.fromMillis(at, { zone }).startOf(period).toMillis();
}
