/** What could follow in a partial line: command names, then words for its arguments, then `name=`. */
import type { Desk } from "../../db/desk.ts";
import { type Arg, type ArgType, type Command, mayAct, offeredArgs, type Role } from "../command.ts";

export interface Completion {
  /** The unfinished word at the line's end, which each of `words` could stand for. */
  readonly typed: string;
  readonly words: readonly string[];
}

type Declared = Pick<Command, "name" | "role" | "args">;
type NamedArg = readonly [name: string, arg: Arg<unknown>];

const MOST_WORDS = 25;

export function completeName(commands: readonly Declared[], role: Role, typed: string): Completion {
  const names = commands.filter((command) => mayAct(role, command.role)).map((command) => `/${command.name}`);
  const prefix = typed.startsWith("/") ? typed : `/${typed}`;
  return { typed, words: startingWith(prefix, names) };
}

/** `line` is what stands behind the command's name and its space. */
export async function completeArgs(desk: Desk, command: Declared, role: Role, line: string): Promise<Completion> {
  if (!mayAct(role, command.role)) return { typed: "", words: [] };
  const words = line.split(" ");
  const typed = words.pop() ?? "";
  const before = words.filter((word) => word !== "");
  const value = valueBehind(command, typed);
  const candidates =
    value === null ? await nextWords(desk, command, before, typed) : await namedWords(desk, value, before, typed);
  return { typed, words: startingWith(typed, candidates) };
}

function valueBehind(command: Declared, typed: string): NamedArg | null {
  const sign = typed.indexOf("=");
  const name = typed.slice(0, Math.max(sign, 0)).toLowerCase();
  const arg = command.args[name];
  return arg?.place === "named" ? [name, arg] : null;
}

async function namedWords(desk: Desk, [name, { type }]: NamedArg, before: Before, typed: string): Promise<string[]> {
  if (isGiven(name, before)) return [];
  const values = (await type.complete?.(desk, typed.slice(name.length + 1))) ?? [];
  return values.map((value) => `${name}=${value}`);
}

/** The next argument in its place and, where it may be left out, what comes after it; behind name=value only more of those. */
async function nextWords(desk: Desk, command: Declared, before: Before, typed: string): Promise<string[]> {
  const args = offeredArgs(command.args);
  const named = args.filter(([, arg]) => arg.place === "named");
  const free = named.filter(([name]) => !isGiven(name, before)).map(([name]) => `${name}=`);
  if (named.some(([name]) => isGiven(name, before))) return free;
  const words: string[] = [];
  const passed: ArgType<unknown>[] = [];
  for (const [, { type, required }] of args.filter(([, each]) => each.place === "positional").slice(before.length)) {
    const own = (await type.complete?.(desk, typed)) ?? [];
    // A word that an earlier one would take does not come to this one.
    words.push(...own.filter((word) => passed.every((earlier) => earlier.fits?.(word) === false)));
    if (required) return words;
    passed.push(type);
  }
  return [...words, ...free];
}

type Before = readonly string[];

function isGiven(name: string, before: Before): boolean {
  return before.some((word) => word.toLowerCase().startsWith(`${name}=`));
}

function startingWith(typed: string, words: readonly string[]): string[] {
  const prefix = typed.toLowerCase();
  // Several arguments of a kind offer the same.
  return [...new Set(words)].filter((word) => word.toLowerCase().startsWith(prefix)).slice(0, MOST_WORDS);
}
