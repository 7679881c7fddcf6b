import { Refusal } from "../../domain/errors.ts";
import type { TimeOfDay } from "../../domain/ids.ts";
import { timeOfDay } from "../../domain/slot.ts";
import type { ArgType } from "../command.ts";
import { short } from "./spelling.ts";

/** A time of each day, of 24 hours. */
export const timeArg: ArgType<TimeOfDay> = {
  placeholder: "HH:MM",
  question: "at what time?",
  complete: async () => ["08:00", "12:00", "18:00", "22:00"],
  fits: (word) => /^\d/.test(word),
  parse(word) {
    const time = timeOfDay(word);
    if (time !== null) return time;
    throw new Refusal("grammar", `"${short(word)}" is not a time: type it like 08:00 or 17:30.`);
  },
};
