import { afterEach, beforeEach, expect, it } from "vitest";

import { newestEquity } from "../../src/models/equity.ts";
import { allIdle } from "../../src/runtime/loop.ts";
import { startLooking } from "../../src/trading/looking.ts";
import { Trader } from "../support/trader.ts";

const MINUTE = 60_000;

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open("sqlite");
});
afterEach(() => trader.close());

it.each([
  ["a quarter of an hour of its time", 15 * MINUTE],
  ["a new day of it", 24 * 60 * MINUTE],
])(
  "a market that waits for the desk waits for the look that is due by %s, though no clock has moved",
  async (_what, ms) => {
    const { app, venue } = trader;
    const looking = startLooking(app, venue);
    try {
      await allIdle([looking]);
      const before = await newestEquity(app.db.reader, venue.exchange);
      if (before === null) throw new Error("there was no look");
      expect(looking.isBusy()).toBe(false);
      const now = venue.now() + ms;
      venue.advance(ms);
      expect(looking.isBusy()).toBe(true);
      await allIdle([looking]);
      expect(await newestEquity(app.db.reader, venue.exchange)).toMatchObject({ at: now, takenAt: before.takenAt });
    } finally {
      await looking.stop();
    }
  },
);
