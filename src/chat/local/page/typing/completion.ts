/** What the list above the composer offers, while a line is typed. Pure: the words of the desk come in. */
import type { Completed, DeclaredArg, DeclaredCommand } from "../../protocol.ts";

export interface Suggestion {
  /** The whole line that it makes. */
  readonly line: string;
  /** What is shown of it. */
  readonly word: string;
  readonly help: string;
}

export interface Suggestions {
  /** The command that is being typed, and which of its arguments; null while its name is. */
  readonly command: DeclaredCommand | null;
  readonly arg: DeclaredArg | null;
  readonly items: readonly Suggestion[];
}

const NO_SUGGESTIONS: Suggestions = { command: null, arg: null, items: [] };
const MOST_ITEMS = 8;

/** `completed`: the desk's words for this line, null while there are none. */
export function suggest(
  line: string,
  commands: readonly DeclaredCommand[],
  completed: Completed | null,
  helpFor: (arg: DeclaredArg | null, word: string) => string,
): Suggestions {
  if (!line.startsWith("/")) return NO_SUGGESTIONS;
  const space = line.indexOf(" ");
  if (space === -1) return { command: null, arg: null, items: names(line.slice(1), commands) };
  const command = commands.find(({ name }) => name === line.slice(1, space).toLowerCase());
  if (command === undefined) return NO_SUGGESTIONS;
  const arg = argAt(command, line);
  return { command, arg, items: words(line, command, arg, completed, helpFor) };
}

/**
 * The desk's words while those for `line` are on their way: of the last answer what still fits, as long as the same word is
 * being typed, so that the list narrows with each key and does not come and go.
 */
export function stillFitting(
  last: { readonly line: string; readonly found: Completed } | null,
  line: string,
): Completed | null {
  if (last === null || !line.startsWith(last.line)) return null;
  const added = line.slice(last.line.length);
  if (added.includes(" ")) return null;
  const typed = last.found.typed + added;
  const begins = typed.toLowerCase();
  return { typed, words: last.found.words.filter((word) => word.toLowerCase().startsWith(begins)) };
}

function names(typed: string, commands: readonly DeclaredCommand[]): Suggestion[] {
  const begins = typed.toLowerCase();
  const found = commands.filter(({ name }) => name.startsWith(begins));
  // Typed to its end: nothing is left to complete.
  if (found.length === 1 && found[0]?.name === begins && found[0].args.length === 0) return [];
  return found.map(({ name, help, args }) => ({
    line: args.length === 0 ? `/${name}` : `/${name} `,
    word: `/${name}`,
    help,
  }));
}

function words(
  line: string,
  command: DeclaredCommand,
  arg: DeclaredArg | null,
  completed: Completed | null,
  helpFor: (arg: DeclaredArg | null, word: string) => string,
): Suggestion[] {
  if (completed === null) return [];
  const before = line.slice(0, line.length - completed.typed.length);
  return completed.words
    .filter((word) => word !== completed.typed)
    .slice(0, MOST_ITEMS)
    .map((word) => {
      const own = command.args.find(({ name, place }) => place === "named" && word === `${name}=`) ?? arg;
      return { line: before + word + (word.endsWith("=") ? "" : " "), word, help: helpFor(own, word) };
    });
}

/** Which argument the word at the end of the line is for. */
function argAt({ args }: DeclaredCommand, line: string): DeclaredArg | null {
  const typed = line.split(" ").slice(1);
  const last = typed.pop() ?? "";
  const name = /^([a-z]+)=/i.exec(last)?.[1]?.toLowerCase();
  if (name !== undefined) return args.find((arg) => arg.name === name && arg.place === "named") ?? null;
  const taken = typed.filter((word) => word !== "" && !word.includes("=")).length;
  const inPlace = args.filter(({ place }) => place === "positional");
  return inPlace[taken] ?? args.find(({ place }) => place === "rest") ?? null;
}
