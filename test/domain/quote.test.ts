/** What the best prices of a pair say, and what they do not. */
import { expect, it } from "vitest";

import { from, text } from "../../src/domain/money.ts";
import { markOf } from "../../src/domain/quote.ts";

it.each([
  ["of two prices is their middle", "100", "101", "100.5"],
  ["of one price is that", "100", "100", "100"],
  ["of a book without a bid is none", "0", "101", null],
  ["of a book without an offer is none", "100", "0", null],
  ["of a crossed book is none", "101", "100", null],
])("the mark %s", (_what, bid, ask, mark) => {
  const found = markOf({ bid: from(bid), ask: from(ask) });
  expect(found === null ? null : text(found)).toBe(mark);
});
