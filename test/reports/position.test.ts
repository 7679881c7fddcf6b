/** /position: everything about one position, open or closed. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { Trader } from "../support/trader.ts";
import { TestVenue } from "../support/venue.ts";
import { NOW } from "../support/database.ts";

let trader: Trader;
beforeAll(async () => void (trader = await Trader.open()));
beforeEach(() => trader.startOver());
afterAll(() => trader.close());

async function filled(id: number, price: string, fee: string): Promise<void> {
  if ((await trader.order(id)).state === "proposed") await trader.type(`/approve ${id}`);
  await trader.turn();
  trader.venue.fill(await trader.clientId(id), { price, fee });
  await trader.turn();
}

it("tells worth, profit, fees, guard, fills and legs, and offers to close and to protect", async () => {
  const venue = new TestVenue(NOW);
  venue.can = { stops: true, trailing: false, links: true, amends: true };
  await trader.startOver(venue);
  venue.price = "20000";
  await trader.type("/buy BTC/USDT 1 sl=19000");
  await filled(await entry(), "20000", "20");
  venue.price = "20500";
  await trader.turn();
  expect((await trader.type("/position btc/usdt")).split("\n")).toEqual([
    "1 BTC/USDT, +500.00 USDT open · paper",
    "Entry     20,000.0, cost 20,000.00 USDT",
    "Mark      20,500.0  +2.50 %",
    "Realised  −20.00 USDT net of fees of 20.00 USDT",
    "Stop      19,000.0  −5.00 %  risk 1,039.00 USDT with fees",
    "Guard     protected by the exchange",
    "Legs      #2 stop of 1 at 19,000.0, resting",
    "Held      since 1 Jan 2022 00:00:00",
    "#   Fill    Quantity     Price",
    "#1  bought         1  20,000.0",
    "[ Close ] [ Protect ]",
  ]);
});

it("of a pair that is flat is the round trip that was closed last", async () => {
  trader.venue.price = "20000";
  await trader.type("/buy BTC/USDT 1");
  await filled(await trader.newest(), "20000", "20");
  trader.venue.price = "20100";
  await trader.type("/close BTC/USDT");
  await filled(await trader.newest(), "20100", "20.1");
  expect((await trader.type("/position BTC/USDT")).split("\n").slice(0, 3)).toEqual([
    "BTC/USDT closed, +59.90 USDT net of all fees · paper",
    "Realised  +59.90 USDT net of fees of 40.10 USDT",
    "Held      1 Jan 2022 00:00:00 to 1 Jan 2022 00:00:00",
  ]);
});

it("of a pair that was never held says so", async () => {
  expect(await trader.type("/position ETH/USDT")).toBe(
    "There was no position on ETH/USDT yet. /buy ETH/USDT 0.01 proposes one.",
  );
});

/** The order that a bracket begins with. */
async function entry(): Promise<number> {
  let id = await trader.newest();
  while ((await trader.order(id)).leg !== null) id -= 1;
  return id;
}
