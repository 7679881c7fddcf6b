/**
 * Moments at which something is due by the clocks of a zone. Where clocks change, a time that does not exist that day is the
 * first moment after the gap, and one that exists twice is the first of the two: so each day has exactly one.
 */
import { DateTime } from "luxon";

import { dayIn } from "./day.ts";
import type { TimeOfDay } from "./ids.ts";

/** A time of each day, by the clocks of an IANA zone. */
export interface DailyTime {
  readonly time: TimeOfDay;
  readonly zone: string;
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** `8:00` and `08:00`; null for what is no time of a day. */
export function timeOfDay(word: string): TimeOfDay | null {
  const [, hour, minute] = TIME.exec(word) ?? [];
  return hour === undefined ? null : (`${hour.padStart(2, "0")}:${minute}` as TimeOfDay);
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** When it is that time on a date (2022-01-04) there, ms UTC. */
export function momentOn(date: string, { time, zone }: DailyTime): number {
  const wall = Date.parse(`${date}T${time}Z`);
  // No clock is a day away from UTC, and none changes twice within two days.
  const [before, after] = [wall - DAY_MS, wall + DAY_MS];
  const [early, late] = [wall - offsetAt(before, zone), wall - offsetAt(after, zone)];
  if (early + offsetAt(early, zone) === wall) return early;
  return late + offsetAt(late, zone) === wall ? late : changeBetween(before, after, zone);
}

/** The first one after a moment, ms UTC. */
export function nextMoment(after: number, daily: DailyTime): number {
  const date = dayIn(after, daily.zone);
  for (let days = 0; ; days += 1) {
    const moment = momentOn(dateAfter(date, days), daily);
    if (moment > after) return moment;
  }
}

/** The last one up to a moment, itself included, ms UTC. */
export function lastMoment(until: number, daily: DailyTime): number {
  const date = dayIn(until, daily.zone);
  for (let days = 0; ; days -= 1) {
    const moment = momentOn(dateAfter(date, days), daily);
    if (moment <= until) return moment;
  }
}

/** Ahead of UTC, in ms. */
function offsetAt(at: number, zone: string): number {
  return DateTime.fromMillis(at, { zone }).offset * MINUTE_MS;
}

/** The first moment of the new offset, where there is one change between them. */
function changeBetween(before: number, after: number, zone: string): number {
  const old = offsetAt(before, zone);
  let [last, first] = [before, after];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offsetAt(middle, zone) === old) last = middle;
    else first = middle;
  }
  return first;
}

/** By the calendar alone: a date of no zone. */
function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
