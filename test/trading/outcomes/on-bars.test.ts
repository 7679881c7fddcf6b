/** The same on candles; a restart misses one of them. Some of it on PostgreSQL too, and what no line can ask for. */
import { afterAll, beforeAll, expect, it } from "vitest";

import { wrongInBooks } from "../../support/books-check.ts";
import { eachDatabase } from "../../support/database.ts";
import { casesOf, marketOf, outcome } from "../../support/desk-outcomes.ts";
import { IMPOSSIBLE, OUTCOMES } from "../../support/outcome-table.ts";
import { barsOf, candles } from "../../support/paper-venue.ts";
import { ReplayDesk } from "../../support/replay-desk.ts";

const ALL = casesOf(OUTCOMES, "bars");
/** Each act once, with exits that stay, grow and end. */
const SOME = ALL.filter(({ name }) => name.startsWith("a bracket, bought with a limit, gtc"));

eachDatabase("an order", (_open, client) => {
  let desk: ReplayDesk;
  beforeAll(async () => void (desk = await ReplayDesk.open(barsOf(candles("100")), {}, client)));
  afterAll(() => desk.close());

  it.each(client === "sqlite" ? ALL : SOME)("$name", async ({ typed, moment, expected }) => {
    await desk.startOver(marketOf("bars", typed, moment), typed.venue);
    expect(await outcome(desk, typed, moment)).toBe(expected);
    expect(await wrongInBooks(desk.trader.desk.db.reader)).toEqual([]);
  });

  // The grammar refuses them before any database is asked.
  it.each(client === "sqlite" ? IMPOSSIBLE : [])("cannot be asked for as %s: %s", async (_what, line, sentence) => {
    expect(await desk.trader.type(line)).toContain(sentence);
  });
});
