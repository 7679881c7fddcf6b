/** How wide a text stands in a terminal (colours take no room), and fitting it into so many columns. */
import { stripVTControlCharacters } from "node:util";

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Drawn two columns wide: emoji, and the scripts whose characters fill a square. */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]/u;
/** Draws nothing by itself. */
const NARROWEST = /^\p{M}+$/u;
const PLAIN_ASCII = /^[ -~]*$/;

export function widthOf(styled: string): number {
  const text = stripVTControlCharacters(styled);
  if (PLAIN_ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += widthOfGrapheme(segment);
  return width;
}

export function padTo(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + space : space + text;
}

/** Lines of at most so many columns (≥ 2), broken between words, inside one only where it is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  const take = (piece: string, glue: string): void => {
    if (line !== "" && widthOf(line + glue + piece) > width) {
      lines.push(line);
      line = piece;
    } else line += line === "" ? piece : glue + piece;
  };
  for (const word of text.split(" ")) {
    const [first = "", ...rest] = pieces(word, width);
    take(first, " ");
    for (const piece of rest) take(piece, "");
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  for (const segment of segmentsOf(word)) {
    if (part !== "" && widthOf(part + segment) > width) parts.push(part);
    part = part !== "" && widthOf(part + segment) > width ? segment : part + segment;
  }
  return [...parts, part];
}

/** A change of colour: whole, and of no width. */
const COLOUR = new RegExp(`(${String.fromCodePoint(27)}\\[[0-9;]*m)`);

function segmentsOf(word: string): string[] {
  return word
    .split(COLOUR)
    .flatMap((part) => (COLOUR.test(part) ? [part] : Array.from(GRAPHEMES.segment(part), ({ segment }) => segment)));
}

function widthOfGrapheme(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return NARROWEST.test(grapheme) ? 0 : 1;
}
