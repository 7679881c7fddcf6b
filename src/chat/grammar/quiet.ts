import { Refusal } from "../../domain/errors.ts";
import { quietHours } from "../../domain/quiet.ts";
import type { ArgType } from "../command.ts";
import { short } from "./spelling.ts";

/** `22:00-07:00` in one spelling, or `off`. */
export const quietArg: ArgType<string> = {
  placeholder: "HH:MM-HH:MM|off",
  question: "which hours?",
  complete: async () => ["22:00-07:00", "23:00-08:00", "off"],
  parse(word) {
    if (word.toLowerCase() === "off") return "off";
    const hours = quietHours(word);
    if (hours !== null) return `${hours.from}-${hours.to}`;
    throw new Refusal("grammar", `"${short(word)}" are no hours: type them like 22:00-07:00, or off.`);
  },
};
