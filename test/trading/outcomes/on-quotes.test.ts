/** Each order that a person can type × time in force, and what comes in between, on quotes; a restart while the market stands. */
import { afterAll, beforeAll, expect, it } from "vitest";

import { wrongInBooks } from "../../support/books-check.ts";
import { casesOf, marketOf, outcome } from "../../support/desk-outcomes.ts";
import { OUTCOMES } from "../../support/outcome-table.ts";
import { quotesOf } from "../../support/quote-market.ts";
import { ReplayDesk } from "../../support/replay-desk.ts";

let desk: ReplayDesk;
beforeAll(async () => void (desk = await ReplayDesk.open(quotesOf("100 100×9 | 100×9"))));
afterAll(() => desk.close());

it.each(casesOf(OUTCOMES, "quotes"))("$name", async ({ typed, moment, expected }) => {
  await desk.startOver(marketOf("quotes", typed, moment), typed.venue);
  expect(await outcome(desk, typed, moment)).toBe(expected);
  expect(await wrongInBooks(desk.trader.desk.db.reader)).toEqual([]);
});
