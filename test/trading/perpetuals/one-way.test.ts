/** An account has one position of a perpetual, and the book has the one that the exchange has (EXECUTION §5). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import { transact } from "../../../src/db/transact.ts";
import { clientOrderId } from "../../../src/domain/client-order-id.ts";
import type { StrategyId } from "../../../src/domain/ids.ts";
import { readTag } from "../../../src/models/meta.ts";
import { Position } from "../../../src/models/position.ts";
import { sayYes } from "../../support/drifting.ts";
import { eachDatabase } from "../../support/database.ts";
import { perpetualDesk } from "../../support/perpetual-desk.ts";
import { BTC_PERPETUAL } from "../../support/venue.ts";

eachDatabase("perpetuals", (_open, client) => {
  let desk: Awaited<ReturnType<typeof perpetualDesk>>;
  beforeAll(async () => {
    desk = await perpetualDesk(client);
  });
  afterAll(() => desk.trader.close());

  describe("one position a pair", () => {
    it("is never turned round by an order", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      expect(await desk.trader.type("/sell BTC/USDT:USDT 0.02")).toContain(
        "no order turns a position round, and 0.01 of BTC/USDT:USDT are held long. Close it, then enter anew.",
      );
      expect(await desk.held()).toContain("LONG 0.01");
    });

    it("takes no entry of the other side while one is on its way", async () => {
      await desk.begin();
      await desk.trader.type("/buy BTC/USDT:USDT 0.01 price=46000");
      const id = await desk.trader.newest();
      await desk.trader.type(`/approve ${id}`);
      await desk.trader.turn();
      expect(await desk.trader.type("/sell BTC/USDT:USDT 0.01")).toContain(
        `#${id} enters BTC/USDT:USDT on the other side`,
      );
    });

    it("belongs to whoever holds it: another one's entry is refused by name", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      await transact(desk.trader.desk, async (tx) => {
        await Position.query(tx)
          .where({ closed_time: null })
          .patch({ strategyId: "trend" as StrategyId });
      });
      expect(await desk.trader.type("/buy BTC/USDT:USDT 0.01")).toContain("BTC/USDT:USDT on paper is held by trend");
      expect(await desk.trader.type("/close BTC/USDT:USDT")).toContain("SELLING 0.01 BTC/USDT:USDT");
    });

    it("quarantines an order that the exchange fills beyond zero", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      await desk.trader.type("/close BTC/USDT:USDT");
      await desk.trader.turn();
      const id = await desk.trader.newest();
      desk.trader.venue.fill(await desk.trader.clientId(id), { price: "46250", quantity: "0.015" });
      await desk.rest();
      expect((await desk.trader.order(id)).state).toBe("quarantined");
      expect(await desk.held()).toContain("LONG 0.01");
      expect(await desk.trader.told()).toContainEqual(expect.stringContaining("HALTED BTC/USDT:USDT"));
    });
  });

  it("an order there without a record is adopted as what it is: one that shorts, one that buys back", async () => {
    await desk.begin();
    for (const side of ["SELL", "BUY"] as const) {
      await desk.trader.pass(10_000);
      const lost = clientOrderId(await readTag(desk.reader), `lost ${side}`);
      desk.trader.venue.plant(lost, { pair: BTC_PERPETUAL, side, quantity: from("0.01") });
      desk.trader.venue.fill(lost, { price: "46250", quantity: "0.01" });
      await desk.trader.turn();
      await sayYes(desk.trader, `/drift adopt ${desk.trader.venue.orders.get(lost)?.exchangeOrderId}`);
      expect(await desk.held()).toBe(side === "SELL" ? "SHORT 0.01 for 462.5, realised 0" : "SHORT closed, realised 0");
    }
    expect(await desk.faults()).toEqual([]);
  });
});
