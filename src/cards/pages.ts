/** Long lists go page by page, so that nothing needs scrolling: each page is the same line again with `page=2`. */
import type { Button } from "../domain/reply.ts";
import { button } from "./words.ts";

/** Where in a list of so many rows a page stands. Pages count from 1. */
export interface Page {
  readonly number: number;
  readonly last: number;
  /** Rows before it. */
  readonly offset: number;
  readonly total: number;
}

/** As many as a phone shows at once, with a button each where they have one. */
export const PAGE_ROWS = 10;

/** A page beyond the last is the last: the list may have become shorter. */
export function pageOf(total: number, asked = 1): Page {
  const last = Math.max(1, Math.ceil(total / PAGE_ROWS));
  const number = Math.min(Math.max(1, asked), last);
  return { number, last, offset: (number - 1) * PAGE_ROWS, total };
}

export function rowsOf<Row>(rows: readonly Row[], { offset }: Page): readonly Row[] {
  return rows.slice(offset, offset + PAGE_ROWS);
}

/** ` · 21–30 of 57`; nothing where one page shows all. */
export function span({ offset, last, total }: Page): string {
  return last === 1 ? "" : ` · ${offset + 1}–${Math.min(offset + PAGE_ROWS, total)} of ${total}`;
}

/** `line` is the list's own, without a page. */
export function pageButtons({ number, last }: Page, line: string): Button[] {
  return [
    ...(number > 1 ? [button("◂ Back", `${line} page=${number - 1}`)] : []),
    ...(number < last ? [button("Next ▸", `${line} page=${number + 1}`)] : []),
  ];
}
