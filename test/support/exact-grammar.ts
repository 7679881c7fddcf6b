/**
 * The grammar told once more, plainly and apart from src/chat/grammar: which lines may have an effect at all. Whatever the
 * desk takes has to be one of these.
 */
import type { Arg } from "../../src/chat/command.ts";
import { type Declared, isTaken } from "./lines.ts";

const NUMBER = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;
const isAboveZero = (digits: string): boolean => NUMBER.test(digits) && /[1-9]/.test(digits);

// prettier-ignore
const FORMS: Readonly<Record<string, (word: string) => boolean>> = {
  PAIR:    (word) => /^[!-~]{1,40}$/.test(word) && !word.includes("=") && /[A-Za-z]/.test(word),
  AMOUNT:  (word) => isAboveZero(word) || (word.startsWith("$") && isAboveZero(word.slice(1))) || (word.endsWith("%") && isAboveZero(word.slice(0, -1)) && Number(word.slice(0, -1)) <= 100),
  PRICE:   (word) => isAboveZero(word) || (/^[+-].*%$/.test(word) && NUMBER.test(word.slice(1, -1)) && (word.startsWith("+") || Number(word.slice(1, -1)) < 100)),
  ID:      (word) => /^#?[1-9][0-9]{0,14}$/.test(word),
  NUMBER:  (word) => /^[1-9][0-9]{0,8}$/.test(word),
  NAME:    (word) => /^[a-z0-9][a-z0-9_-]{0,39}$/i.test(word),
  ACCOUNT: (word) => /^[a-z0-9][a-z0-9_-]{0,39}$/i.test(word),
  COMMAND: (word) => /^[a-z0-9][a-z0-9_-]{0,39}$/i.test(word),
  TEXT:    (word) => word.length <= 400,
  // Any word: whether it names something, the command looks up before anything happens.
  "all|ACCOUNT|PAIR|STRATEGY": (word) => word !== "",
};

/** Nothing that hides, turns or breaks a line may be in a command. */
const NEVER = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\uFFFD]/u;

export function isExact(command: Declared, typed: string): boolean {
  const line = typed.replace(/^\s+|\s+$/g, "");
  if (typed.length > 1_000 || NEVER.test(line) || !line.isWellFormed()) return false;
  const [head = "", ...words] = line.split(" ").filter((word) => word !== "");
  if (head.replace("/", "").toLowerCase() !== command.name) return false;
  const args = Object.entries(command.args);
  const positional = args.filter(([, arg]) => arg.place === "positional");
  return inPlace(command, positional, words, line);
}

/** Tries every way of giving the words to the arguments that may be left out. */
function inPlace(
  command: Declared,
  [next, ...others]: readonly (readonly [string, Arg<unknown>])[],
  words: readonly string[],
  line: string,
): boolean {
  if (next === undefined) return behind(command, words, line);
  const [word, ...rest] = words;
  const [, arg] = next;
  if (word !== undefined && fits(arg, word) && inPlace(command, others, rest, line)) return true;
  return !arg.required && inPlace(command, others, words, line);
}

/** name=value, each once, then free text where the command takes some. */
function behind(command: Declared, words: readonly string[], line: string, given: readonly string[] = []): boolean {
  const [word, ...rest] = words;
  if (word === undefined) return true;
  const sign = word.indexOf("=");
  const name = word.slice(0, Math.max(0, sign)).toLowerCase();
  const arg = Object.hasOwn(command.args, name) ? command.args[name] : undefined;
  if (arg?.place === "named" && !given.includes(name) && fits(arg, word.slice(sign + 1)))
    return behind(command, rest, line, [...given, name]);
  const text = Object.values(command.args).find((each) => each.place === "rest");
  return text !== undefined && fits(text, line.slice(line.lastIndexOf(words.join(" "))));
}

function fits({ type }: Arg<unknown>, word: string): boolean {
  if (type.choices !== undefined) return type.choices.includes(word.toLowerCase());
  const whole = FORMS[type.placeholder];
  if (whole !== undefined) return whole(word);
  const forms = type.placeholder.split("|");
  if (!forms.some((form) => FORMS[form] !== undefined)) return isTaken(type, word);
  return forms.some((form) => FORMS[form]?.(word) ?? form === word.toLowerCase());
}
