/** Text with its looks, before it is HTML: what is cut here is never cut inside a tag, an entity or a surrogate pair. */
export interface Run {
  /** pre: a block of its own in a mono face */
  readonly look: "plain" | "bold" | "code" | "pre";
  readonly text: string;
}
export type Rich = readonly Run[];

/** What people read; Telegram's limits count its UTF-16 units. */
export function textOf(rich: Rich): string {
  return rich.map(({ text }) => text).join("");
}

export function lengthOf(rich: Rich): number {
  return rich.reduce((total, { text }) => total + text.length, 0);
}

const TAGS = { plain: null, bold: "b", code: "code", pre: "pre" } as const;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

export function htmlOf(rich: Rich): string {
  return rich
    .map(({ look, text }) => {
      const escaped = text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
      const tag = TAGS[look];
      return tag === null || text === "" ? escaped : `<${tag}>${escaped}</${tag}>`;
    })
    .join("");
}

/** From one UTF-16 unit to before another, as in a string. */
export function sliceOf(rich: Rich, from: number, to = Infinity): Rich {
  let at = 0;
  return rich.flatMap(({ look, text }) => {
    const begin = at;
    at += text.length;
    const part = text.slice(Math.max(0, from - begin), Math.max(0, to - begin));
    return part === "" ? [] : [{ look, text: part }];
  });
}

export function joined(lines: readonly Rich[]): Rich {
  return lines.flatMap((line, index) => (index === 0 ? line : [LINE_END, ...line]));
}

const LINE_END: Run = { look: "plain", text: "\n" };

/** Each with its line's look, without the ends. */
export function linesOf(rich: Rich): Rich[] {
  let from = 0;
  return textOf(rich)
    .split("\n")
    .map((line) => {
      const begin = from;
      from += line.length + 1;
      return sliceOf(rich, begin, begin + line.length);
    });
}

/** The nearest place at or before `at` where a text may be cut: not between the two halves of a character. */
export function cutBefore(text: string, at: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at;
}
