/** A line in parts that may not be broken inside, and its pieces where it is longer than Discord takes. Lengths are UTF-16 units. */
import { formatLine, MARKS, type Reader } from "../../../domain/format.ts";
import type { Inline, Line, Mark } from "../../../domain/reply.ts";
import { escaped, inlineCode, NOTHING } from "./escape.ts";

/** Text, escaped, which may be broken anywhere; or code, which is `broken` only where it is too long for a piece. */
interface Run {
  readonly text: string;
  readonly broken: string;
  readonly isCode: boolean;
}

export function lineRuns(line: Line, reader: Reader, mark?: Mark): readonly Run[] {
  const runs: Run[] = [];
  let words = mark === undefined ? "" : `${MARKS[mark]} `;
  for (const part of line) {
    const text = formatLine([part], reader);
    const code = isCommand(part) ? inlineCode(text) : null;
    if (code === null) {
      words += text;
      continue;
    }
    // Backticks that meet would be one sign: never code at code.
    if (words !== "" || runs.length > 0) runs.push(wordsRun(words === "" ? NOTHING : words));
    runs.push({ text: code, broken: escaped(text), isCode: true });
    words = "";
  }
  return words === "" ? runs : [...runs, wordsRun(words)];
}

/** Without code: where Discord draws none. */
export function plainRuns(text: string): readonly Run[] {
  return [wordsRun(text)];
}

function wordsRun(words: string): Run {
  const text = escaped(words);
  return { text, broken: text, isCode: false };
}

function isCommand(part: Inline): boolean {
  return typeof part !== "string" && part.type === "command";
}

/** At least one, of at most `most` each, cut behind a blank where there is one in the second half. */
export function pieces(runs: readonly Run[], most: number): readonly string[] {
  const whole = runs.map(({ text }) => text).join("");
  return whole.length <= most
    ? [whole]
    : cut(
        runs.flatMap((run) => atomsOf(run, most)),
        most,
      );
}

function atomsOf({ text, broken, isCode }: Run, most: number): readonly string[] {
  return isCode && text.length <= most ? [text] : (broken.match(ATOM) ?? []);
}

/** A character with its backslash. */
const ATOM = /\\?[^]/gu;

/** Pieces of plain characters, as in a code block. */
export function cutPlain(text: string, most: number): readonly string[] {
  return text.length <= most ? [text] : cut(Array.from(text), most);
}

function cut(atoms: readonly string[], most: number): readonly string[] {
  const found: string[] = [];
  let piece: string[] = [];
  let length = 0;
  for (const atom of atoms) {
    if (length + atom.length > most) {
      const end = breakOf(piece);
      found.push(piece.slice(0, end).join(""));
      piece = piece.slice(end);
      length = piece.reduce((sum, each) => sum + each.length, 0);
    }
    piece.push(atom);
    length += atom.length;
  }
  return [...found, piece.join("")];
}

function breakOf(piece: readonly string[]): number {
  const blank = piece.lastIndexOf(" ");
  return blank > piece.length / 2 ? blank + 1 : piece.length;
}

/** One line of at most so many units, for places that take no more. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const [first = ""] = cutPlain(text, most - 1);
  return `${first}…`;
}
