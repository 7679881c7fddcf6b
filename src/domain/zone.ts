/** Time zones as the IANA list names them. Pure: the list is the runtime's. */
import { nearest } from "./nearest.ts";

/** In the order of their names, UTC first. */
export const ZONES: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** As the list spells it; null for what is none. An offset (`+02:00`) is none: it knows no summer. */
export function zoneNamed(word: string): string | null {
  const listed = ZONES.find((zone) => zone.toLowerCase() === word.toLowerCase());
  if (listed !== undefined) return listed;
  if (!/^[A-Za-z]/.test(word)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: word }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The zone that was meant: by its whole name, or by its city alone. Null where none is near. */
export function nearestZone(word: string): string | null {
  const whole = nearest(word, ZONES);
  if (whole !== null) return whole;
  const cities = new Map(ZONES.map((zone) => [zone.slice(zone.lastIndexOf("/") + 1), zone]));
  const city = nearest(word.slice(word.lastIndexOf("/") + 1), cities.keys());
  return city === null ? null : (cities.get(city) ?? null);
}
