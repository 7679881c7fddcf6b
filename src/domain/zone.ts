/** Time zones as the IANA list names them. Pure: the list is the runtime's. */
import { nearestOf, spelt } from "./nearest.ts";

/** In the order of their names, UTC first. */
export const ZONES: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

const BY_LOWER_NAME: ReadonlyMap<string, string> = new Map(ZONES.map((zone) => [zone.toLowerCase(), zone]));

const BY_CITY: ReadonlyMap<string, string> = new Map(
  ZONES.map((zone) => [zone.slice(zone.lastIndexOf("/") + 1), zone]),
);
const SPELT = spelt(ZONES);
const SPELT_CITIES = spelt(BY_CITY.keys());

/** As the list spells it; null for what is none. An offset (`+02:00`) is none: it knows no summer. */
export function zoneNamed(word: string): string | null {
  const listed = BY_LOWER_NAME.get(word.toLowerCase());
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
  const whole = nearestOf(word, SPELT);
  if (whole !== null) return whole;
  const city = nearestOf(word.slice(word.lastIndexOf("/") + 1), SPELT_CITIES);
  return city === null ? null : (BY_CITY.get(city) ?? null);
}
