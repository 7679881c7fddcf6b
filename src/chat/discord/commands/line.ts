/** What was chosen in a slash command, as the line that people type elsewhere. */
import { type Arg, offeredArgs } from "../../command.ts";
import type { Declared } from "./declare.ts";

export type Options = ReadonlyMap<string, string>;

/** Arguments in the order in which they are typed: in their place, `name=value`, the rest of the line. */
export function lineOf({ name, args }: Pick<Declared, "name" | "args">, options: Options): string {
  return [`/${name}`, ...wordsOf(args, options)].join(" ");
}

/** The line up to where a person is typing, and what may stand there. */
interface Unfinished {
  readonly line: string;
  /** What a word of the answer has too much: `sl=`. */
  readonly prefix: string;
  fits(word: string): boolean;
}

/** Null where what stands before it is still missing: nothing is known to propose. */
export function unfinishedLine(command: Declared, options: Options, focused: string): Unfinished | null {
  const offered = offeredArgs(command.args);
  const arg = offered.find(([name]) => name.toLowerCase() === focused)?.[1];
  if (arg === undefined || arg.place === "rest") return null;
  const typed = (options.get(focused) ?? "").trim();
  if (arg.place === "named") {
    const others = new Map([...options].filter(([name]) => name !== focused));
    const prefix = `${focused}=`;
    return {
      line: `${lineOf({ ...command, args: withoutRest(command.args) }, others)} ${prefix}${typed}`,
      prefix,
      fits: () => true,
    };
  }
  const places = offered.filter(([, each]) => each.place === "positional");
  const before = places.slice(
    0,
    places.findIndex(([name]) => name.toLowerCase() === focused),
  );
  if (before.some(([name, each]) => each.required && valueOf(name, options) === "")) return null;
  const line = lineOf({ name: command.name, args: Object.fromEntries(before) }, options);
  return { line: `${line} ${typed}`, prefix: "", fits: (word) => arg.type.fits?.(word) ?? true };
}

const ORDER: readonly Arg<unknown>["place"][] = ["positional", "named", "rest"];

function wordsOf(args: Declared["args"], options: Options): readonly string[] {
  return ORDER.flatMap((place) =>
    offeredArgs(args).flatMap(([name, arg]) => {
      const value = arg.place === place ? valueOf(name, options) : "";
      if (value === "") return [];
      return [place === "named" ? `${name.toLowerCase()}=${value}` : value];
    }),
  );
}

function valueOf(name: string, options: Options): string {
  return options.get(name.toLowerCase())?.trim() ?? "";
}

function withoutRest(args: Declared["args"]): Declared["args"] {
  return Object.fromEntries(Object.entries(args).filter(([, { place }]) => place !== "rest"));
}
