/**
 * People paste what their country or a card prints: 5,200 · 1.000,50 · 46'249.6 · 70k. None of it is guessed at; each is
 * refused with the reason and the one spelling that is taken. Pure, and quick on any input.
 */
import { Refusal } from "../../domain/errors.ts";
import { from, mul, text } from "../../domain/money.ts";

/** Digits with at most one point: what a number looks like in a command. */
export const NUMBER = String.raw`(?:0|[1-9]\d{0,19})(?:\.\d{1,20})?`;

/** A word that is refused with the spelling to type in its place, or null where none can be told. */
export class Misspelt extends Refusal {
  readonly #word: string;
  readonly #reason: string;
  /** What to type in its place; null where it cannot be told. */
  readonly spelling: string | null;
  readonly #example: string;

  constructor(word: string, reason: string, spelling: string | null, example: string) {
    super("grammar", sentence("", word, reason, spelling, example));
    this.#word = word;
    this.#reason = reason;
    this.spelling = spelling;
    this.#example = example;
  }

  /** The same for the word that stands there in a line, behind `price=` or the like: with the whole line to send instead. */
  inLine(prefix: string, line: string, at: number, length: number): Refusal {
    const text = sentence(prefix, this.#word, this.#reason, this.spelling, this.#example);
    if (this.spelling === null) return new Refusal(this.rule, text);
    return new Refusal(this.rule, text, [line.slice(0, at) + prefix + this.spelling + line.slice(at + length)]);
  }
}

function sentence(prefix: string, word: string, reason: string, spelling: string | null, example: string): string {
  return `"${prefix}${short(word)}" ${reason}: type ${spelling === null ? `it like ${example}` : prefix + spelling}.`;
}

/** Refuses a word that `form` does not take, with the reason. `example` is shown where no spelling can be told. */
export function misspelt(word: string, form: RegExp, example: string): Misspelt {
  const spelling = respell(word);
  const isTaken = spelling !== null && spelling !== word && form.test(spelling);
  return new Misspelt(word, reasonOf(word), isTaken ? spelling : null, example);
}

const LONGEST_SHOWN = 40;

export function short(word: string): string {
  return word.length <= LONGEST_SHOWN ? word : `${word.slice(0, LONGEST_SHOWN - 1).toWellFormed()}…`;
}

// prettier-ignore
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/(?![0-9])\p{Nd}/u,               "has digits other than 0 to 9"],
  [/ /,                              "has a space in it"],
  [/[\p{Z}\s]/u,                     "has a no-break space inside a number"],
  [/['’ʼ´`]/,                        "has an apostrophe inside a number"],
  [/_/,                              "has an underscore inside a number"],
  [/\de[+-]?\d/i,                    "is written with an exponent"],
  [/\d[kmb]%?$/i,                    "is abbreviated"],
  [/,/,                              "has a comma, which is for thousands here and for decimals there"],
  [/\..*\./,                         "has more than one point"],
  [/[−–—]/,                          "has a dash that is not the minus of a keyboard"],
  [/^[$+-]*\.\d|\d\.%?$/,            "has a point without digits on both sides"],
  [/^[$+-]*0\d/,                     "begins with a needless zero"],
  [/^[$+-]*\d{21}|\.\d{21}/,         "has too many digits"],
];

function reasonOf(word: string): string {
  return REASONS.find(([pattern]) => pattern.test(word))?.[1] ?? "is not a number that I can read";
}

const LONGEST_READ = 60;
const PARTS = /^([$+-]?)([^$%+-][^$%]*)(%?)$/;

/** The word as it would be taken, or null where it cannot be told. */
function respell(word: string): string | null {
  if (word.length > LONGEST_READ) return null;
  const [, opening = "", body = "", closing = ""] = PARTS.exec(word.normalize("NFKC").replace(/[−–—]/g, "-")) ?? [];
  const digits = plain(body.replace(/(?<=\d)[\s\p{Z}'’ʼ´`_](?=\d)/gu, ""));
  return digits === null ? null : opening + digits + closing;
}

function plain(body: string): string | null {
  const [, digits, exponent, letter] = /^([\d.,]+)(?:e([+-]?\d{1,2})|([kmb]))?$/i.exec(body) ?? [];
  const number = digits === undefined ? null : withPoint(digits);
  if (number === null) return null;
  if (exponent !== undefined) return shifted(number, Number(exponent));
  return letter === undefined ? number : shifted(number, ZEROS[letter.toLowerCase()] ?? 0);
}

const ZEROS: Readonly<Record<string, number>> = { k: 3, m: 6, b: 9 };

/** One of 1,234 · 1.000,50 · 0,0125 · 1.000.000 with its point where it is meant. */
function withPoint(digits: string): string | null {
  const last = digits.at(Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."))) ?? "";
  const isGrouped = /^[1-9]\d{0,2}(?:,\d{3})+$|^[1-9]\d{0,2}(?:\.\d{3}){2,}$/.test(digits);
  if (isGrouped) return digits.replaceAll(last, "");
  const [whole = "", part, ...more] = digits.split(last === "," ? "," : ".");
  if (more.length > 0) return null;
  const grouped = whole.replaceAll(/[.,](?=\d{3}(?!\d))/g, "");
  if (!/^\d*$/.test(grouped)) return null;
  const trimmed = grouped.replace(/^0+(?=\d)/, "") || "0";
  return part === undefined || part === "" ? trimmed : `${trimmed}.${part}`;
}

function shifted(number: string, places: number): string | null {
  if (Math.abs(places) > 18) return null;
  const power = places < 0 ? `0.${"0".repeat(-places - 1)}1` : `1${"0".repeat(places)}`;
  return text(mul(from(number), from(power)));
}
