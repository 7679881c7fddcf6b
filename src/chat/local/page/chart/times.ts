/** The times on a chart's axis, in the chat's zone. Pure: the library counts in seconds UTC. */
import { formatValue } from "../../../../domain/format.ts";
import type { Value } from "../../../../domain/reply.ts";

const SECOND_MS = 1_000;

type Style = Extract<Value, { type: "time" }>["style"];

function words(seconds: unknown, style: Style, zone: string): string {
  return typeof seconds === "number"
    ? formatValue({ type: "time", at: seconds * SECOND_MS, style }, { zone, now: 0 })
    : "";
}

const withoutSeconds = (clock: string): string => clock.replace(/:\d\d$/, "");
const withoutYear = (day: string): string => day.replace(/ \d{4}$/, "");

/** Below the axis: the day where one begins, else the clock. */
export function tickWords(zone: string): (seconds: unknown) => string {
  return (seconds) => {
    const clock = withoutSeconds(words(seconds, "clock", zone));
    return clock === "00:00" ? withoutYear(words(seconds, "day", zone)) : clock;
  };
}

/** Beside the crosshair. */
export function timeWords(zone: string): (seconds: unknown) => string {
  return (seconds) => `${withoutYear(words(seconds, "day", zone))} ${withoutSeconds(words(seconds, "clock", zone))}`;
}
