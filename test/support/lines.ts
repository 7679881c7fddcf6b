/** What is typed into the grammar: right lines of every command, and what becomes of them in a hurry or by malice. */
import type { Arg, ArgType, Command } from "../../src/chat/command.ts";
import { wordsByArgument } from "../../src/chat/grammar/read-args.ts";
import { readLine, type Word } from "../../src/chat/grammar/line.ts";
import type { Amount, Price } from "../../src/chat/grammar/arguments.ts";
import { sign, text } from "../../src/domain/money.ts";
import { anyCharacter, below, hostileText, pick, PIECES, type Random } from "./hostile.ts";

export type Declared = Pick<Command, "name" | "args" | "examples">;

/** What may stand for an argument, by its placeholder. Those of other types are taken from the examples of their command. */
const MAKERS: Readonly<Record<string, (random: Random) => string>> = {
  PAIR: (random) => pick(random, ["BTC/USDT", "eth/usdt", "BTC/USDT:USDT", "btc-perp", "A_B*/USDT", "1INCH/USDT"]),
  AMOUNT: (random) =>
    pick(random, [() => number(random), () => `$${number(random)}`, () => `${1 + below(random, 100)}%`])(),
  PRICE: (random) =>
    pick(random, [() => number(random), () => `+${number(random)}%`, () => `-${below(random, 99)}.5%`])(),
  ID: (random) => `${pick(random, ["", "#"])}${1 + below(random, 99_999)}`,
  NUMBER: (random) => String(1 + below(random, 999_999_999)),
  NAME: (random) => pick(random, ["trend", "Grid-2", "a_b", "7"]),
  ACCOUNT: (random) => pick(random, ["paper", "PAPER2", "bybit"]),
  "all|ACCOUNT|PAIR|STRATEGY": (random) => pick(random, ["all", "paper", "1INCH/USDT", "trend"]),
  COMMAND: (random) => pick(random, ["buy", "halt", "nothing"]),
  TEXT: (random) => pick(random, ["too early", "no 👩‍👩‍👧", '"x"  a=b', "東京", "exchange looks odd", "keep"]),
};

function number(random: Random): string {
  const whole = pick(random, [
    "0",
    String(1 + below(random, 9)),
    String(1 + below(random, 99_999)),
    "12345678901234567890",
  ]);
  const digits = String(1 + below(random, 99_999_999));
  return whole === "0" || random.uniform() < 0.5 ? `${whole}.${digits}` : whole;
}

/** A line that the grammar takes: each argument that may be left out is there or not. */
export function rightLine(random: Random, command: Declared): string {
  const words: string[] = [`/${command.name}`];
  const behind: string[] = [];
  let isOpen = true;
  for (const [name, arg] of Object.entries(command.args)) {
    const isThere = arg.required || (isOpen && random.uniform() < 0.6);
    const word = isThere ? wordFor(random, command, name, arg) : null;
    if (arg.place === "positional" && word === null) isOpen = false;
    if (word === null) continue;
    if (arg.place === "positional") words.push(word);
    else if (arg.place === "named") behind.push(`${name}=${word}`);
  }
  const rest = Object.entries(command.args).find(([, arg]) => arg.place === "rest");
  const last = rest === undefined || random.uniform() < 0.5 ? null : wordFor(random, command, rest[0], rest[1]);
  return [...words, ...behind, ...(last === null ? [] : [last])].join(" ");
}

function wordFor(random: Random, command: Declared, name: string, { type }: Arg<unknown>): string | null {
  if (type.choices !== undefined) return pick(random, type.choices);
  const maker = MAKERS[type.placeholder] ?? MAKERS[pick(random, type.placeholder.split("|"))];
  if (maker !== undefined) return maker(random);
  const literal = type.placeholder.split("|").filter((word) => isTaken(type, word));
  const words = [...literal, ...examplesOf(command, name)];
  return words.length === 0 ? null : pick(random, words);
}

/** How the examples of a command say this argument. */
function examplesOf(command: Declared, name: string): string[] {
  return command.examples.flatMap((line) => wordsByArgument(command, readLine(line)).get(name)?.text ?? []);
}

export function isTaken(type: ArgType<unknown>, word: string): boolean {
  try {
    type.parse(word);
    return true;
  } catch {
    return false;
  }
}

/** The line of these values: command, arguments in their place, name=value, free text. */
export function printed(
  command: Declared,
  values: Readonly<Record<string, unknown>>,
  typed: ReadonlyMap<string, Word>,
): string {
  const ofPlace = (place: Arg<unknown>["place"]) =>
    Object.entries(values)
      .filter(([name]) => command.args[name]?.place === place)
      .map(([name, value]) => [name, print(value) ?? typed.get(name)?.text ?? ""] as const);
  return [
    `/${command.name}`,
    ...ofPlace("positional").map(([, word]) => word),
    ...ofPlace("named").map(([name, word]) => `${name}=${word}`),
    ...ofPlace("rest").map(([, words]) => words),
  ].join(" ");
}

/** Null for a value whose type nobody has told here: it is printed as it was typed. */
function print(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (value === null) return null;
  const known = value as Partial<Amount | Price>;
  switch (known.kind) {
    case "base":
      return known.quantity === undefined ? null : text(known.quantity);
    case "quote":
      return known.cost === undefined ? null : `$${text(known.cost)}`;
    case "percent":
      return known.percent === undefined ? null : `${text(known.percent)}%`;
    case "at":
      return known.price === undefined ? null : text(known.price);
    case "off":
      return known.percent === undefined ? null : `${sign(known.percent) < 0 ? "" : "+"}${text(known.percent)}%`;
    default:
      return null;
  }
}

const CARD_LINES = [
  "🟢 BUY 0.0125 BTC/USDT · paper              #42",
  "≈ 578.12 USDT at 46,249.6 (market)",
  "Stop    45,120.0  −2.44 %   risk 15.26 USDT with fees",
  "✅ BOUGHT 0.0125 BTC/USDT · paper           #42",
  "[ Approve ] [ Half ] [ Reject ] [ Why ]          + chart: candles, entry, stop, target",
  "⏳ needs 1 approval · 4:58 left · valid ±0.50 %",
];

const UNFRIENDLY = [
  "1,",
  "1.",
  "1 ",
  "9",
  "(",
  "1e",
  "a=",
  "= ",
  "0.",
  ",,",
  "-",
  "+1%",
  "k",
  "\\",
  "[a",
  "price=1 ",
  "#",
  "1_",
  "１",
];

/** A line as it must be expected: half of them begin as right ones. */
export function anyLine(random: Random, commands: readonly Declared[]): string {
  const chance = random.uniform();
  if (chance < 0.15) return Array.from({ length: below(random, 60) }, () => anyCharacter(random)).join("");
  if (chance < 0.25) return hostileText(random, 12);
  if (chance < 0.35) return soup(random, commands);
  if (chance < 0.42) return mutated(random, `${pick(random, ["", "/buy ", "/reject 42 "])}${pick(random, CARD_LINES)}`);
  if (chance < 0.5) return pick(random, UNFRIENDLY).repeat(1 + below(random, below(random, 10) === 0 ? 20_000 : 400));
  if (chance < 0.56)
    return `${pick(random, commands).examples[0]}${pick(random, UNFRIENDLY).repeat(below(random, 300))}`;
  const line =
    random.uniform() < 0.5 ? rightLine(random, pick(random, commands)) : pick(random, pick(random, commands).examples);
  return chance < 0.7 ? line : mutated(random, line);
}

function soup(random: Random, commands: readonly Declared[]): string {
  const words = [
    ...(PIECES["words"] ?? []),
    "=",
    " ",
    "  ",
    "price=",
    "exchange=",
    "page=2",
    "half",
    "all",
    "keep",
    "$500",
    "25%",
    "1,5",
  ];
  return `/${pick(random, commands).name} ${Array.from({ length: below(random, 8) }, () => pick(random, words)).join(pick(random, [" ", "", "="]))}`;
}

/** One to four slips: a character more, less, another, twice, in the other case, or two swapped. */
function mutated(random: Random, line: string): string {
  let now = line;
  for (let slips = 1 + below(random, 4); slips > 0; slips -= 1) {
    const at = below(random, now.length + 1);
    const [before, one, after] = [now.slice(0, at), now.charAt(at), now.slice(at + 1)];
    const other = random.uniform() < 0.3 ? pick(random, pick(random, Object.values(PIECES))) : anyCharacter(random);
    now = pick(random, [
      before + other + one + after,
      before + after,
      before + other + after,
      before + one + one + after,
      before + (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()) + after,
      before + after.charAt(0) + one + after.slice(1),
      `${before} ${one}${after}`,
    ]);
  }
  return now;
}
