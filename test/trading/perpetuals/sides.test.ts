/** Longs and shorts through the whole desk, at a venue under the test's hand: what they earn and what guards them (EXECUTION §5, §6). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { text, ZERO } from "../../../src/domain/money.ts";
import { eachDatabase } from "../../support/database.ts";
import { ALL, NO_LINKS, NOTHING, perpetualDesk } from "../../support/perpetual-desk.ts";

eachDatabase("perpetuals", (_open, client) => {
  let desk: Awaited<ReturnType<typeof perpetualDesk>>;
  beforeAll(async () => {
    desk = await perpetualDesk(client);
  });
  afterAll(() => desk.trader.close());

  describe("a long", () => {
    it("takes its margin alone, and says where it would be liquidated", async () => {
      await desk.begin();
      const card = await desk.trader.type("/buy BTC/USDT:USDT 0.03 sl=45120 tp=48500");
      expect(card).toContain("BUY 0.03 BTC/USDT:USDT");
      expect(card).toContain("margin ≈ 462.50 USDT at 3×, liquidated near 30,988.3");
      expect(card).toContain("needs 1 approval");
      expect(await desk.trader.total("BTC")).toBe("0");
    });

    it("moves its fee when it opens, and what it has earned when it closes; the exchange's own figure", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.03", "1.3875");
      expect(await desk.held()).toBe("LONG 0.03 for 1387.5, realised -1.3875");
      expect(await desk.trader.total("USDT")).toBe("99998.6125");
      desk.trader.venue.price = "47000";
      expect(await desk.trader.type("/close BTC/USDT:USDT")).toContain("SELLING 0.03 BTC/USDT:USDT");
      await desk.trader.turn();
      desk.trader.venue.fill(await desk.trader.clientId(await desk.trader.newest()), { price: "47000", fee: "1.41" });
      await desk.rest();
      expect(await desk.held()).toBe("LONG closed, realised 19.7025");
      expect(await desk.trader.total("USDT")).toBe("100019.7025");
      expect(await desk.faults()).toEqual([]);
    });
  });

  describe("a short", () => {
    it("is opened by a sale that asks, and is closed by a purchase that does not", async () => {
      await desk.begin();
      expect(await desk.trader.type("/sell BTC/USDT:USDT 0.01")).toContain("needs 1 approval");
      await desk.trader.type(`/reject ${await desk.trader.newest()}`);
      await desk.enter("/sell BTC/USDT:USDT 0.02");
      expect(await desk.held()).toBe("SHORT 0.02 for 925, realised 0");
      desk.trader.venue.price = "45000";
      await desk.trader.pass(60_000);
      expect(text((await desk.newest()).unrealizedPnl ?? ZERO)).toBe("25");
      expect(await desk.trader.type("/buy BTC/USDT:USDT 50%")).toContain("BUYING 0.01 BTC/USDT:USDT");
      await desk.trader.turn();
      desk.trader.venue.fill(await desk.trader.clientId(await desk.trader.newest()), { price: "45000" });
      await desk.rest();
      expect(await desk.held()).toBe("SHORT 0.01 for 462.5, realised 12.5");
      expect(await desk.faults()).toEqual([]);
    });

    it("has its stop above and its target below, both reduce-only, and is named as one", async () => {
      await desk.begin();
      const card = await desk.trader.type("/sell BTC/USDT:USDT 0.01 sl=+2% tp=-4%");
      expect(card).toContain("Stop    47,175.0  +2.00 %");
      expect(card).toContain("Target  44,400.0  −4.00 %");
      await desk.trader.type(`/reject ${await desk.trader.newest()}`);
      await desk.enter("/sell BTC/USDT:USDT 0.01 sl=47175 tp=44400");
      expect(await desk.legs()).toContain("BUY stop open 0.01 at 47175");
      expect(await desk.legs()).toContain("BUY target open 0.01 at 44400");
      const out = [...desk.trader.venue.orders.values()].filter(({ status }) => status === "open");
      expect(out.map(({ side, reduceOnly }) => `${side} ${reduceOnly}`)).toEqual(["BUY true", "BUY true"]);
      expect(await desk.trader.type("/positions")).toContain("short");
    });

    it("refuses levels of the wrong side in words", async () => {
      await desk.begin();
      expect(await desk.trader.type("/sell BTC/USDT:USDT 0.01 sl=-2%")).toContain(
        "a stop of a short lies above the price",
      );
      expect(await desk.trader.type("/sell BTC/USDT:USDT 0.01 tp=+2%")).toContain(
        "a target of a short lies below the price",
      );
    });

    it.each([
      ["linked by the venue", ALL],
      ["side by side where the venue links nothing", NO_LINKS],
    ])("loses its target with its stop, %s", async (_, can) => {
      await desk.begin(can);
      await desk.enter("/sell BTC/USDT:USDT 0.02 sl=47000 tp=44000");
      desk.trader.venue.fill(await desk.clientOf("stop"), { price: "47010", quantity: "0.005" });
      await desk.rest();
      expect((await desk.legs()).filter((leg) => leg.includes(" open ") || leg.includes(" partial "))).toEqual(
        can.links
          ? ["BUY stop partial 0.02 (0.005) at 47000", "BUY target open 0.015 at 44000"]
          : ["BUY stop partial 0.02 (0.005) at 47000", "BUY target open 0.015 at 44000"],
      );
      desk.trader.venue.fill(await desk.clientOf("stop"), { price: "47010" });
      await desk.rest();
      expect((await desk.legs()).filter((leg) => leg.includes(" open ") || leg.includes(" partial "))).toEqual([]);
      expect(await desk.held()).toBe("SHORT closed, realised -15.2");
      expect(await desk.faults()).toEqual([]);
    });

    it("is closed at market by the desk where the venue takes no stops and the price has risen to it", async () => {
      await desk.begin(NOTHING);
      await desk.enter("/sell BTC/USDT:USDT 0.01 sl=47000");
      desk.trader.venue.price = "46999";
      await desk.rest();
      expect(await desk.held()).toContain("SHORT 0.01");
      desk.trader.venue.price = "47000";
      await desk.rest();
      expect(await desk.legs()).toContain("BUY close open 0.01 at market");
    });

    it("has a trailing stop that follows the price down and never up", async () => {
      await desk.begin({ ...ALL, trailing: false });
      await desk.enter("/sell BTC/USDT:USDT 0.01 trail=500");
      const stop = async (): Promise<string> => text((await desk.newest()).stopLoss ?? ZERO);
      expect(await stop()).toBe("46750");
      desk.trader.venue.price = "45000";
      await desk.trader.pass(61_000);
      await desk.rest();
      expect(await stop()).toBe("45500");
      desk.trader.venue.price = "45400";
      await desk.trader.pass(61_000);
      await desk.rest();
      expect(await stop()).toBe("45500");
      expect(await desk.faults()).toEqual([]);
    });
  });

  describe("what rests", () => {
    it("to close a position ends with it, and takes nothing from the guard of the next one", async () => {
      await desk.begin(NO_LINKS);
      await desk.enter("/buy BTC/USDT:USDT 0.01 sl=45000");
      await desk.trader.type("/sell BTC/USDT:USDT 0.01 price=50000");
      const resting = await desk.trader.newest();
      await desk.rest();
      desk.trader.venue.fill(await desk.clientOf("stop"), { price: "44990" });
      await desk.rest();
      expect(["canceling", "canceled"]).toContain((await desk.trader.order(resting)).state);
      await desk.enter("/buy BTC/USDT:USDT 0.02 sl=45000");
      expect(await desk.legs()).toContain("SELL stop open 0.02 at 45000");
    });

    it("as a stop is replaced by the new one before it is canceled, where the venue changes no order", async () => {
      await desk.begin(NO_LINKS);
      await desk.enter("/buy BTC/USDT:USDT 0.01 sl=45000");
      await desk.trader.type("/protect BTC/USDT:USDT sl=45500");
      const standing = () =>
        [...desk.trader.venue.orders.values()].filter(({ status, trigger }) => status === "open" && trigger !== null);
      for (let round = 0; round < 6; round += 1) {
        await desk.trader.turn();
        expect(standing().length).toBeGreaterThan(0);
      }
      expect(standing().map(({ trigger }) => trigger && text(trigger))).toEqual(["45500"]);
      expect(await desk.faults()).toEqual([]);
    });
  });

  it("a fee in its base coin comes out of the wallet, and out of no contract", async () => {
    await desk.begin();
    desk.trader.venue.move("BTC", "1");
    await desk.rest();
    await desk.trader.type("/buy BTC/USDT:USDT 0.03");
    const id = await desk.trader.newest();
    await desk.trader.type(`/approve ${id}`);
    await desk.trader.turn();
    desk.trader.venue.fill(await desk.trader.clientId(id), { price: "46250", fee: "0.00003", feeAsset: "BTC" });
    await desk.rest();
    expect(await desk.held()).toBe("LONG 0.03 for 1387.5, realised -1.3875");
    expect(await desk.trader.total("BTC")).toBe("0.99997");
    expect(await desk.faults()).toEqual([]);
  });

  it("a panic shows a short at what it is worth", async () => {
    await desk.begin();
    await desk.enter("/sell BTC/USDT:USDT 0.1");
    desk.trader.venue.price = "40000";
    await desk.trader.pass(60_000);
    expect(await desk.trader.type("/panic")).toContain("4,000.00");
  });

  it("is worth in the account what it has earned so far", async () => {
    await desk.begin();
    await desk.enter("/sell BTC/USDT:USDT 0.1");
    desk.trader.venue.price = "46000";
    await desk.trader.pass(60_000);
    expect(await desk.trader.type("/balance")).toContain("100,025.00");
  });
});
