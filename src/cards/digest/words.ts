/** How a digest says when: by its own zone, which need not be the chat's. */
import { dayIn, nextDayIn, weekdayIn } from "../../domain/day.ts";
import { formatValue } from "../../domain/format.ts";

/** `Tue 4 Jan 2022` */
export function dateWords(at: number, zone: string): string {
  return `${weekdayIn(at, zone)} ${formatValue({ type: "time", at, style: "day" }, { zone, now: at })}`;
}

/** `08:00`, `yesterday 08:00`, `1 Jan 2022 08:00`, as seen from another moment. */
export function momentWords(at: number, zone: string, from: number): string {
  const [day, now] = [dayIn(at, zone), dayIn(from, zone)];
  if (day === now) return timeWords(at, zone);
  if (dayIn(nextDayIn(at, zone), zone) === now) return `yesterday ${timeWords(at, zone)}`;
  return `${formatValue({ type: "time", at, style: "day" }, { zone, now: from })} ${timeWords(at, zone)}`;
}

/** `08:00` */
function timeWords(at: number, zone: string): string {
  return formatValue({ type: "time", at, style: "clock" }, { zone, now: at }).slice(0, "08:00".length);
}
