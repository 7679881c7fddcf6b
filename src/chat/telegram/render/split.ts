/** Rich text into messages of at most so many UTF-16 units. Only blanks where it is cut are left out. */
import { cutBefore, type Rich, sliceOf, textOf } from "./rich.ts";

/** What Telegram takes for nothing: a message of these alone is refused. */
const SEEN = /[^\s\p{Z}\p{Cc}\p{Cf}\u2800\uFFFC]/u;

export function isBlank(text: string): boolean {
  return !SEEN.test(text);
}

interface Limits {
  readonly first: number;
  readonly others: number;
}

/** Cut at line ends where there are some, else between words. None where there is nothing to see. */
export function split(rich: Rich, { first, others }: Limits): Rich[] {
  const text = textOf(rich);
  const parts: Rich[] = [];
  let from = Math.max(0, text.search(SEEN));
  let limit = first;
  while (text.length - from > limit) {
    const { end, next } = cut(text, from, limit);
    parts.push(sliceOf(rich, from, end));
    from = next;
    limit = others;
  }
  parts.push(sliceOf(rich, from));
  return parts.filter((part) => !isBlank(textOf(part)));
}

function cut(text: string, from: number, limit: number): { readonly end: number; readonly next: number } {
  for (const blank of ["\n", " "]) {
    const end = text.lastIndexOf(blank, from + limit);
    if (end > from) return { end, next: end + 1 };
  }
  const end = cutBefore(text, from + limit);
  return { end, next: end };
}
