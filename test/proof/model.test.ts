import fc from "fast-check";
import { expect, it } from "vitest";

import { AuditRow } from "../../src/models/audit.ts";
import { firstBreak } from "../support/audit.ts";
import { stories } from "../support/events.ts";
import { newTally, play, told } from "../support/story.ts";
import { Trader } from "../support/trader.ts";

it("thousands of events in random stories go on the desk as on the plain model", async () => {
  const trader = await Trader.open("sqlite");
  await trader.desk.db.writer.raw("pragma synchronous = off"); // nothing is killed here: speed
  const tally = newTally();
  const played = fc.asyncProperty(stories(40), (story) => play(trader, story, tally));
  await fc.assert(played, { numRuns: 80 });
  expect(firstBreak(await AuditRow.query(trader.desk.db.reader).orderBy("seq"))).toBeNull();
  await trader.close();
  console.log(told(tally));
  expect(tally.events).toBeGreaterThan(5_000);
});
