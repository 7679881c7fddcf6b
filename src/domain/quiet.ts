/** Hours of each day in which a chat makes no sound. */
import { DateTime } from "luxon";

import type { TimeOfDay } from "./ids.ts";
import { timeOfDay } from "./slot.ts";

/** From one time of day to another by the clocks of a zone; over midnight where it begins later than it ends. */
export interface QuietHours {
  readonly from: TimeOfDay;
  /** No longer quiet. */
  readonly to: TimeOfDay;
}

/** `22:00-7:00`; null for what is none, or lasts no time at all. */
export function quietHours(word: string): QuietHours | null {
  const [begin = "", end = "", ...rest] = word.split("-");
  const [from, to] = [timeOfDay(begin), timeOfDay(end)];
  return from === null || to === null || from === to || rest.length > 0 ? null : { from, to };
}

/** At a moment (ms UTC) in an IANA zone. */
export function isQuiet({ from, to }: QuietHours, at: number, zone: string): boolean {
  const time = DateTime.fromMillis(at, { zone }).toFormat("HH:mm");
  return from < to ? from <= time && time < to : from <= time || time < to;
}
