/** What the exchange does to a perpetual by itself: funding, liquidation, another position than the book's (EXECUTION §5). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { text } from "../../../src/domain/money.ts";
import { LedgerLine } from "../../../src/models/ledger-line.ts";
import { eachDatabase } from "../../support/database.ts";
import { perpetualDesk } from "../../support/perpetual-desk.ts";
import { BTC_PERPETUAL } from "../../support/venue.ts";

eachDatabase("perpetuals", (_open, client) => {
  let desk: Awaited<ReturnType<typeof perpetualDesk>>;
  beforeAll(async () => {
    desk = await perpetualDesk(client);
  });
  afterAll(() => desk.trader.close());

  describe("funding", () => {
    it("is booked once, to the wallet and to what the position has realised", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      desk.trader.venue.pay(BTC_PERPETUAL, "-0.04625");
      await desk.rest();
      await desk.rest();
      expect(await desk.held()).toBe("LONG 0.01 for 462.5, realised -0.04625");
      expect(await desk.trader.total("USDT")).toBe("99999.95375");
      const lines = await LedgerLine.query(desk.reader).where({ kind: "funding" }).orderBy("id");
      expect(lines.map(({ account, amount }) => `${account} ${text(amount)}`)).toEqual([
        "wallet -0.04625",
        "funding 0.04625",
      ]);
      expect((await desk.trader.told()).filter((line) => line.includes("Balance"))).toEqual([]);
      expect(await desk.faults()).toEqual([]);
    });

    it("that has moved the balance before it is listed is no withdrawal", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      await desk.trader.pass(10_000);
      desk.trader.venue.move("USDT", "-0.04625");
      await desk.rest();
      expect((await desk.trader.told()).filter((line) => line.includes("Balance"))).toEqual([]);
      desk.trader.venue.move("USDT", "0.04625");
      desk.trader.venue.pay(BTC_PERPETUAL, "-0.04625");
      await desk.rest();
      expect(await desk.trader.total("USDT")).toBe("99999.95375");
    });

    it("that is told when the position is closed goes to the one that was held", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      await desk.trader.type("/close BTC/USDT:USDT");
      await desk.trader.turn();
      desk.trader.venue.pay(BTC_PERPETUAL, "0.5");
      desk.trader.venue.fill(await desk.trader.clientId(await desk.trader.newest()), { price: "46250" });
      await desk.rest();
      expect(await desk.held()).toBe("LONG closed, realised 0.5");
      expect(await desk.faults()).toEqual([]);
    });
  });

  describe("what the exchange does by itself", () => {
    it("a liquidation is booked, told loudly, halts the pair, and leaves no leg behind", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.03 sl=45000");
      desk.trader.venue.liquidate(BTC_PERPETUAL, "30988.3");
      await desk.rest();
      expect(await desk.held()).toBe("LONG closed, realised -457.851");
      expect(await desk.trader.told()).toContainEqual(expect.stringContaining("LIQUIDATED 0.03 BTC/USDT:USDT"));
      expect((await desk.legs()).filter((leg) => leg.includes(" open "))).toEqual([]);
      expect(await desk.trader.type("/buy BTC/USDT:USDT 0.01")).toContain("halted");
      expect(await desk.faults()).toEqual([]);
      const told = (await desk.trader.told()).length;
      await desk.rest();
      expect((await desk.trader.told()).length).toBe(told);
    });

    it("a position that is not as in the book halts its pair, is told once, and stands in /drift", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      await desk.trader.pass(10_000);
      desk.trader.venue.perpetuals.fill(
        BTC_PERPETUAL,
        "BUY",
        desk.trader.venue.perpetuals.quantity(BTC_PERPETUAL),
        "46250",
      );
      await desk.rest();
      const told = (await desk.trader.told()).filter((line) => line.includes("its position is not as in my book"));
      expect(told).toHaveLength(1);
      expect(await desk.trader.type("/drift")).toContain("BTC/USDT:USDT: book 0.01, paper 0.02");
    });
  });
});
