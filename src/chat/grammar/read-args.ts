/**
 * From a line's words to a command's values: positional arguments, then name=value, then free text where the command takes
 * some. Pure and strict: what is not exactly right is refused with the reason and what to type instead.
 */
import { Refusal } from "../../domain/errors.ts";
import { nearest } from "../../domain/nearest.ts";
import { type Arg, type Args, type ArgType, offeredArgs, type Values } from "../command.ts";
import type { Sentence, Word } from "./line.ts";
import { PAGE, page } from "./page.ts";
import { Misspelt, short } from "./spelling.ts";
import { type Grammar, usageWithExample } from "./usage.ts";

/** The argument that a line still needs, when all that stands in it was right: a menu can ask for it. */
export class MissingArgument extends Refusal {
  readonly argument: string;
  readonly type: ArgType<unknown>;
  /** What stands before it: `/buy BTC/USDT`. */
  readonly begun: string;
  /** Of the menu, where the line names one. */
  readonly page: number | undefined;
  readonly #named: readonly string[];

  constructor(sentence: string, [argument, { type }]: NamedArg, line: Begun) {
    super("grammar", sentence);
    this.argument = argument;
    this.type = type;
    this.begun = line.begun.join(" ");
    this.page = line.page;
    this.#named = line.named;
  }

  /** The line with these words in its place: name=value comes last. */
  lineWith(...words: readonly string[]): string {
    return [this.begun, ...words, ...this.#named].join(" ");
  }
}

type NamedArg = readonly [name: string, arg: Arg<unknown>];

interface Begun {
  /** The command and its words so far, and its name=value. */
  readonly begun: readonly string[];
  readonly named: readonly string[];
  readonly page: number | undefined;
}

const NAMED = /^([a-z][a-z0-9_-]*)=(.*)$/is;

/** Throws a Refusal that names the first thing wrong, MissingArgument where the line only ends too early. */
export function readArgs<A extends Args>(command: Grammar<A>, sentence: Sentence): Values<A> {
  return readWords(command, sentence).finish() as Values<A>;
}

/** The words of a line by the arguments that they are for. Throws a Refusal; the line may end too early. */
export function wordsByArgument(command: Grammar, sentence: Sentence): ReadonlyMap<string, Word> {
  return readWords(command, sentence).words;
}

function readWords(command: Grammar, sentence: Sentence): ArgReader {
  const reader = new ArgReader(command, sentence);
  for (const word of sentence.words) if (!reader.take(word)) break;
  return reader;
}

/** Walks the words of one line through the arguments of one command. */
class ArgReader {
  readonly #command: Grammar;
  readonly #line: string;
  readonly #words: readonly Word[];
  /** By argument, without `name=`. */
  readonly words = new Map<string, Word>();
  readonly #values = new Map<string, unknown>();
  readonly #positional: NamedArg[];
  readonly #rest: NamedArg | undefined;
  #lastName: string | null = null;

  constructor(command: Grammar, sentence: Sentence) {
    const args = Object.entries(command.args);
    this.#command = command;
    this.#line = sentence.line;
    this.#words = sentence.words;
    this.#positional = args.filter(([, arg]) => arg.place === "positional");
    this.#rest = args.find(([, arg]) => arg.place === "rest");
  }

  /** False where the rest of the line has been taken with the word. */
  take(word: Word): boolean {
    const [, typedName, value = ""] = NAMED.exec(word.text) ?? [];
    const name = typedName?.toLowerCase();
    const arg = name === undefined ? undefined : this.#argOf(name);
    if (name !== undefined && arg?.place === "named") return this.#takeNamed(name, arg, value, word);
    if (name !== undefined && !this.#isRestNext()) throw this.#unknown(name, word);
    return this.#takeInPlace(word);
  }

  finish(): Record<string, unknown> {
    const missing = Object.entries(this.#command.args).find(([name, arg]) => arg.required && !this.#values.has(name));
    if (missing === undefined) return Object.fromEntries(this.#values);
    const [, { type }] = missing;
    const sentence = `${type.placeholder} is missing. ${usageWithExample(this.#command)}`;
    throw new MissingArgument(sentence, missing, this.#begun());
  }

  #begun(): Begun {
    const placed = [...this.words].map(([name, { text }]) => ({ name, text, place: this.#command.args[name]?.place }));
    return {
      begun: [`/${this.#command.name}`, ...placed.flatMap((each) => (each.place === "positional" ? [each.text] : []))],
      named: placed.flatMap(({ name, text, place }) => (place === "named" && name !== PAGE ? [`${name}=${text}`] : [])),
      page: this.#values.get(PAGE) as number | undefined,
    };
  }

  /** A line that ends too early is a menu's, which may have pages. */
  #argOf(name: string): Arg<unknown> | undefined {
    const declared = this.#command.args[name];
    return name === PAGE && declared === undefined && this.#isIncomplete() ? page : declared;
  }

  #takeNamed(name: string, arg: Arg<unknown>, value: string, word: Word): true {
    if (this.#values.has(name))
      throw new Refusal("grammar", `${name}= stands there twice: leave one. ${usageWithExample(this.#command)}`);
    if (value === "")
      throw new Refusal(
        "grammar",
        `${name}= has no value: it stands right behind the sign, without a space. ${usageWithExample(this.#command)}`,
      );
    this.#set(name, this.#parse(arg, value, word, `${name}=`), { text: value, at: word.at + name.length + 1 });
    this.#lastName = name;
    return true;
  }

  #takeInPlace(word: Word): boolean {
    this.#passOver(word);
    const next = this.#positional.shift();
    if (next === undefined) return this.#takeRest(word);
    const [name, arg] = next;
    if (this.#lastName !== null) {
      throw new Refusal(
        "grammar",
        `"${short(word.text)}" stands behind ${this.#lastName}=: name=value comes last. ${usageWithExample(this.#command)}`,
      );
    }
    this.#set(name, this.#parse(arg, word.text, word, ""), word);
    return true;
  }

  #takeRest(word: Word): false {
    if (this.#rest === undefined) throw this.#tooMuch(word);
    const [name, arg] = this.#rest;
    const all = { text: this.#line.slice(word.at), at: word.at };
    this.#set(name, this.#parse(arg, all.text, all, ""), all);
    return false;
  }

  /** `46 249.6` is one number to many people: it is answered as such. */
  #tooMuch({ text, at }: Word): Refusal {
    const before =
      this.#line
        .slice(0, at)
        .split(" ")
        .findLast((each) => each !== "") ?? "";
    if (!/\d$/.test(before) || !/^\d{3}(?:[.,]\d+)?$/.test(text)) {
      return new Refusal("grammar", `I don't know what "${short(text)}" is for. ${usageWithExample(this.#command)}`);
    }
    const joined = before + text;
    const retyped = `${this.#line.slice(0, at).trimEnd()}${this.#line.slice(at)}`;
    return new Refusal(
      "grammar",
      `"${short(`${before} ${text}`)}" has a space inside a number: type ${short(joined)}.`,
      [retyped],
    );
  }

  /** Optional arguments that the word is not meant for, where something behind them may take it: after name=value, the rest. */
  #passOver(word: Word): void {
    for (;;) {
      const [, arg] = this.#positional[0] ?? [];
      const hasFollower = this.#positional.length > 1 || this.#rest !== undefined;
      const isBehindNamed = this.#lastName !== null && this.#rest !== undefined;
      const isMeant = arg?.type.fits?.(word.text) !== false && !isBehindNamed;
      if (arg === undefined || arg.required || !hasFollower || isMeant) return;
      this.#positional.shift();
    }
  }

  #isRestNext(): boolean {
    return this.#rest !== undefined && !this.#isIncomplete();
  }

  #isIncomplete(): boolean {
    return this.#positional.some(([, arg]) => arg.required);
  }

  #set(name: string, value: unknown, word: Word): void {
    this.#values.set(name, value);
    this.words.set(name, word);
  }

  /** A misspelt word is answered with the whole line as it should be, to send at one press. */
  #parse(arg: Arg<unknown>, value: string, word: Word, prefix: string): unknown {
    try {
      return arg.type.parse(value);
    } catch (error) {
      if (error instanceof Misspelt) throw error.inLine(prefix, this.#line, word.at, word.text.length);
      throw error instanceof Refusal && prefix === "" ? this.#swapped(error, arg, word) : error;
    }
  }

  /** `/buy 0.01 BTC/USDT`: where each of two words would do in the other's place, the line is offered that way round. */
  #swapped(refusal: Refusal, arg: Arg<unknown>, word: Word): Refusal {
    const next = this.#words[this.#words.indexOf(word) + 1];
    const [, after] = this.#positional[0] ?? [];
    if (next === undefined || after === undefined || refusal.suggestions.length > 0) return refusal;
    if (!isTaken(arg, next.text) || !isTaken(after, word.text)) return refusal;
    const line = replaced(replaced(this.#line, next, word.text), word, next.text);
    return new Refusal(refusal.rule, `${refusal.message} Did you mean ${short(line)}?`, [line]);
  }

  #unknown(name: string, word: Word): Refusal {
    const names = offeredArgs(this.#command.args).flatMap(([each, arg]) => (arg.place === "named" ? [each] : []));
    const guess = nearest(name, names);
    const hint = guess === null ? "" : ` Did you mean ${guess}=?`;
    const retyped = guess === null ? [] : [replaced(this.#line, word, `${guess}${word.text.slice(name.length)}`)];
    return new Refusal(
      "grammar",
      `/${this.#command.name} has no ${short(name)}=.${hint} ${usageWithExample(this.#command)}`,
      retyped,
    );
  }
}

function isTaken({ type }: Arg<unknown>, word: string): boolean {
  try {
    type.parse(word);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function replaced(line: string, word: Word, by: string): string {
  return line.slice(0, word.at) + by + line.slice(word.at + word.text.length);
}
