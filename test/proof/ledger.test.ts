import fc from "fast-check";
import { expect, it } from "vitest";

import { sequences, trade } from "../support/sequences.ts";
import { Trader } from "../support/trader.ts";

it("the books equal the exchange's after 1,000 sequences of fills with fees in base, quote and a third coin", async () => {
  const trader = await Trader.open("sqlite");
  await trader.desk.db.writer.raw("pragma synchronous = off"); // nothing is killed here: speed
  const count = { sequences: 0, fills: 0, dust: 0 };
  const traded = fc.asyncProperty(sequences, (sequence) => trade(trader, sequence, count));
  await fc.assert(traded, { numRuns: 1_000 });
  await trader.close();
  console.log(`${count.sequences} sequences, ${count.fills} fills, ${count.dust} times dust`);
  expect(count.sequences).toBeGreaterThanOrEqual(1_000);
  expect(count.dust).toBeGreaterThan(50);
});
