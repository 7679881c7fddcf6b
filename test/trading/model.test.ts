import fc from "fast-check";
import { expect, it } from "vitest";

import { eachDatabase } from "../support/database.ts";
import { stories } from "../support/events.ts";
import { newTally, play } from "../support/story.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("any story of orders", (_open, client) => {
  it("goes on the desk as on the plain model", async () => {
    const trader = await Trader.open(client);
    const tally = newTally();
    const played = fc.asyncProperty(stories(25), (story) => play(trader, story, tally));
    await fc.assert(played, { numRuns: 6 });
    await trader.close();
    expect(tally.events).toBeGreaterThan(100);
  });
});
