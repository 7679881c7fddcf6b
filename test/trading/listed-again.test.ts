import { expect, it } from "vitest";

import { Trade } from "../../src/models/trade.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("fills that the exchange lists again in every round", (_open, client) => {
  const bookedOrders = async ({ desk }: Trader): Promise<number[]> =>
    (await Trade.query(desk.db.reader).orderBy("id")).map((trade) => trade.orderId);

  it("are booked once, and one trade between two of our orders is a fill of each", async () => {
    const trader = await Trader.open(client);
    for (const id of [1, 2]) {
      await trader.type("/buy BTC/USDT 0.01");
      await trader.type(`/approve ${id}`);
    }
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250", id: "both" });
    await trader.turn();
    trader.venue.fill(await trader.clientId(2), { price: "46250", id: "both" });
    await trader.turn();
    await trader.turn();
    expect(await bookedOrders(trader)).toEqual([1, 2]);
    await trader.close();
  });
});
