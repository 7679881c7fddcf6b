/** Whatever is held and whatever goes astray: after Adopt the book is the exchange's, and nothing was earned by it. */
import fc from "fast-check";
import { expect, it } from "vitest";

import { from, less } from "../../../src/domain/money.ts";
import { standingHalts } from "../../../src/models/halt.ts";
import { eachDatabase } from "../../support/database.ts";
import { heldTogether, hold, realized, rest, sayYes, TREND, wrongIn } from "../../support/drifting.ts";
import { Trader } from "../../support/trader.ts";

/** Hundred-thousandths of a coin, which is a tenth of the market's step. */
const coins = (places: number): string => (places / 100_000).toFixed(5);

/** None, or what the market takes: in ten-thousandths. */
const position = fc.oneof(fc.constant(0), fc.integer({ min: 2, max: 200 }));

const astray = fc.record({
  manual: position,
  trend: position,
  inventory: fc.integer({ min: 0, max: 999 }),
  /** Percent of all coins, in up to three moves; below zero: they come. */
  moves: fc.array(fc.integer({ min: -30, max: 70 }), { minLength: 1, maxLength: 3 }),
  usdt: fc.integer({ min: -5_000, max: 5_000 }),
});

type Astray = typeof astray extends fc.Arbitrary<infer T> ? T : never;

async function goAstray(trader: Trader, { manual, trend, inventory, moves, usdt }: Astray): Promise<number> {
  if (manual > 0) await hold(trader, coins(manual * 10));
  if (trend > 0) await hold(trader, coins(trend * 10), TREND);
  trader.venue.move("BTC", coins(inventory));
  await trader.turn();
  const before = await realized(trader);
  let adopted = 0;
  for (const percent of moves) {
    const all = Math.round(Number(trader.venue.total("BTC")) * 100_000);
    trader.venue.move("BTC", coins(-Math.trunc((all * percent) / 100)));
    trader.venue.move("USDT", String(usdt));
    rest(trader);
    await trader.turn();
    if ((await trader.type("/drift")).includes("agree")) continue;
    await sayYes(trader, "/drift adopt BTC");
    adopted += 1;
    expect(await wrongIn(trader)).toEqual([]);
    expect(less(from(trader.venue.total("BTC")), await heldTogether(trader))).toBe(false);
    expect(await realized(trader)).toBe(before);
    expect(await trader.type("/drift")).toContain("agree");
    await trader.turn();
    expect(await wrongIn(trader)).toEqual([]);
  }
  expect((await standingHalts(trader.desk.db.reader)).length).toBeLessThanOrEqual(adopted === 0 ? 0 : 1);
  return adopted;
}

eachDatabase("adopting", (_open, client) => {
  it("makes the book the exchange's to the last digit, whatever went astray", async () => {
    const trader = await Trader.open(client);
    let adopted = 0;
    const property = fc.asyncProperty(astray, async (each) => {
      await trader.startOver();
      adopted += await goAstray(trader, each);
    });
    await fc.assert(property, { numRuns: 12 });
    await trader.close();
    expect(adopted).toBeGreaterThan(3);
  });
});
