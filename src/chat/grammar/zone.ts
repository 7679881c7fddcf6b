import { nearestZone, zoneNamed, ZONES } from "../../domain/zone.ts";
import type { ArgType } from "../command.ts";
import { Misspelt } from "./spelling.ts";

/** A time zone of the IANA list, whatever the case. */
export const zoneArg: ArgType<string> = {
  placeholder: "ZONE",
  question: "which time zone?",
  complete: async () => ZONES,
  parse(word) {
    const zone = zoneNamed(word);
    if (zone !== null) return zone;
    throw new Misspelt(word, "is not a time zone", nearestZone(word), "Europe/Berlin");
  },
};
