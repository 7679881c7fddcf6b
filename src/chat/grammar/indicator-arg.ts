/** An indicator as it is typed: a word of the catalog and, behind a colon, its numbers: `ema:12`, `bollinger:20,2`. */
import { type Indicator, INDICATORS, type Parameter } from "../../domain/indicators/catalog.ts";
import { chosen, type ChosenIndicator, isTaken, wordOf } from "../../domain/indicators/chosen.ts";
import { nearest } from "../../domain/nearest.ts";
import type { ArgType } from "../command.ts";
import { timeframeArg } from "./arguments.ts";
import { Misspelt, NUMBER } from "./spelling.ts";

const EXAMPLE = "ema:12, rsi or bollinger:20,2";
const WORDS = INDICATORS.map(({ word }) => word);
const A_NUMBER = new RegExp(`^${NUMBER}$`);

export const indicatorArg: ArgType<ChosenIndicator> = {
  placeholder: "INDICATOR",
  question: "which indicator?",
  complete: async () => WORDS,
  parse(typed) {
    const [word = "", ...behind] = typed.split(":");
    const indicator = INDICATORS.find((each) => each.word === word.toLowerCase());
    // A timeframe may stand in its place: a misspelt one is answered as such.
    if (/^\d/.test(typed)) timeframeArg.parse(typed);
    if (indicator === undefined) throw unknown(typed, word);
    if (behind.length > 1) throw new Misspelt(typed, "has more than one colon", null, usualOf(indicator));
    const [list] = behind;
    const numbers = list === undefined ? [] : list.split(",");
    if (numbers.length > indicator.parameters.length) throw tooMany(typed, indicator, numbers);
    return chosen(
      indicator,
      indicator.parameters.slice(0, numbers.length).map((parameter, i) => {
        const number = A_NUMBER.test(numbers[i] ?? "") ? Number(numbers[i]) : Number.NaN;
        if (isTaken(parameter, number)) return number;
        throw new Misspelt(typed, reasonOf(parameter), null, usualOf(indicator));
      }),
    );
  },
};

function unknown(typed: string, word: string): Misspelt {
  const guess = /[a-z]/i.test(word) ? nearest(word, WORDS) : null;
  return new Misspelt(
    typed,
    `is no indicator: there are ${WORDS.join(", ")}`,
    guess === null ? null : guess + typed.slice(word.length),
    EXAMPLE,
  );
}

function tooMany(typed: string, { word, parameters }: Indicator, numbers: readonly string[]): Misspelt {
  const kept = numbers.slice(0, parameters.length).join(",");
  const taken = parameters.length === 0 ? "no number" : parameters.map(({ name }) => name).join(", ");
  return new Misspelt(
    typed,
    `has more numbers than it takes (${taken})`,
    kept === "" ? word : `${word}:${kept}`,
    EXAMPLE,
  );
}

function reasonOf({ name, least, most, isWhole }: Parameter): string {
  return `has no ${name} that is ${isWhole ? "a whole number" : "a number"} from ${least} to ${most}`;
}

function usualOf(indicator: Indicator): string {
  return wordOf(chosen(indicator, []));
}
