/** Texts as Discord shows them letter by letter: what people and exchanges write becomes no markdown, mention, link or emoji. */

/** Stands where Discord takes no empty text, and between signs that must not meet. `plain` takes it out of what people write. */
export const NOTHING = "\u200B";

/**
 * A backslash before any of these shows the sign itself. A colon opens an emoji (:100:) or stands in a link; one before two
 * digits (08:01:12) or a blank does neither.
 */
const SPECIAL = /[\\*_~`|<>[\]@]|(?<!\d):(?!\s|$)|:(?!\d\d(?!\d)|\s|$)/g;

export function escaped(text: string): string {
  return text.replace(SPECIAL, "\\$&");
}

const HEADING_OR_BULLET = /^(\s*)([#+-])/gm;
const NUMBERED = /^(\s*\d+)([.)])(?=\s|$)/gm;

/** What is markdown at the beginning of a line alone: headings, lists, small print. Adds a sign a line. */
export function withPlainStarts(text: string): string {
  return text.replace(HEADING_OR_BULLET, "$1\\$2").replace(NUMBERED, "$1\\$2");
}

/** A line to type, in a mono face; null where it can't be: nothing is escaped in there, and a backtick would end it. */
export function inlineCode(text: string): string | null {
  return text.trim() === "" || text.includes("`") ? null : `\`${text}\``;
}

const FENCE = "```";

export const FENCES_LENGTH = 2 * (FENCE.length + 1);

export function codeBlock(lines: readonly string[]): string {
  return `${FENCE}\n${lines.map(unfenced).join("\n")}\n${FENCE}`;
}

/** Backticks in a row would end the block. */
function unfenced(line: string): string {
  return line.replace(/`(?=`)/g, `\`${NOTHING}`);
}
