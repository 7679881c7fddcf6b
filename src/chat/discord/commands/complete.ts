/** What is proposed while somebody fills in a slash command. */
import { within } from "../../../runtime/deadline.ts";
import type { Declared } from "./declare.ts";
import { type Options, unfinishedLine } from "./line.ts";

/** What may stand for the last word of an unfinished line, best first; for people whom the desk does not know, nothing. */
export type Complete = (userRef: string, line: string) => Promise<readonly string[]>;

/** A command as far as it is filled in. */
export interface Typing {
  readonly command: Declared;
  readonly options: Options;
  /** The option in which somebody types. */
  readonly focused: string;
}

interface Choice {
  readonly name: string;
  readonly value: string;
}

const MOST_CHOICES = 25;
const LONGEST_CHOICE = 100;
const COMPLETE_MS = 2_000;

export async function choicesFor(
  complete: Complete,
  userRef: string,
  { command, options, focused }: Typing,
): Promise<readonly Choice[]> {
  const unfinished = unfinishedLine(command, options, focused);
  if (unfinished === null) return [];
  const { line, prefix, fits } = unfinished;
  const words = await within(COMPLETE_MS, "finding words", complete(userRef, line));
  const values = words.filter((word) => word.startsWith(prefix)).map((word) => word.slice(prefix.length));
  return [...new Set(values)]
    .filter((word) => word !== "" && word.length <= LONGEST_CHOICE && fits(word))
    .slice(0, MOST_CHOICES)
    .map((word) => ({ name: word, value: word }));
}
