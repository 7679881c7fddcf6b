/** A line in its words. Pure and strict: what cannot be read is refused with the reason. */
import { Refusal } from "../../domain/errors.ts";

export interface Word {
  readonly text: string;
  /** Where it begins in the line. */
  readonly at: number;
}

/** A line in its words; `name` without slash, in lower case. */
export interface Sentence {
  readonly line: string;
  readonly name: string;
  readonly words: readonly Word[];
}

export const LONGEST_LINE = 1_000;

/** Throws a Refusal where the line cannot be read at all. */
export function readLine(typed: string): Sentence {
  if (typed.length > LONGEST_LINE)
    throw new Refusal("grammar", `That line is too long: ${LONGEST_LINE} characters at most.`);
  const line = typed.trim();
  checkCharacters(line);
  const [first, ...words] = Array.from(line.matchAll(/[^ ]+/g), (match) => ({ text: match[0], at: match.index }));
  const name = (first?.text ?? "").replace(/^\//, "").toLowerCase();
  if (name === "") throw new Refusal("grammar", "Type a command: /help shows them all.", ["/help"]);
  return { line, name, words };
}

// U+FFFD stands for what could not be stored (U+0000, half a surrogate pair).
const UNREADABLE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFD]/u;

function checkCharacters(line: string): void {
  const [found] = UNREADABLE.exec(line) ?? [];
  if (found === undefined) return;
  if (found === "\n" || found === "\r")
    throw new Refusal("grammar", "Send one command at a time: this message has several lines.");
  const code =
    found === "\uFFFD" ? "" : ` (U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
  throw new Refusal(
    "grammar",
    `There is a character in this line that cannot be read${code}: type the line again without it.`,
  );
}
