/** The limits of a new desk, met by people who type: at proposal, at approval and right before sending. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Order } from "../../../src/models/order.ts";
import { eachDatabase, NOW } from "../../support/database.ts";
import { Trader } from "../../support/trader.ts";
import { TestVenue } from "../../support/venue.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

eachDatabase("limits", (_open, client) => {
  let trader: Trader;
  // 100,000 USDT at a price of 46,250: 0.2 BTC are 9.25 % of equity, 0.3 are 13.9 %.
  beforeEach(async () => void (trader = await Trader.open(client, new TestVenue(NOW), "initial")));
  afterEach(() => trader.close());

  const newestState = async (): Promise<string> => (await trader.order(await trader.newest())).state;

  describe("per order", () => {
    it("hold at the proposal, with the size that would pass", async () => {
      expect(await trader.buy("0.3")).toContain(
        "Refused: order of 13,875.00 USDT is above the limit of 10,000.00 USDT per order (10 % of equity, /limits). 0.2162 BTC would pass.",
      );
      expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(0);
    });

    it("are a person's own where they are narrower, and nobody else's", async () => {
      const ann = await trader.letIn("Ann", "trader");
      expect(await trader.type("/limits order $2000 person=Ann")).toContain(
        "Limit order for Ann: as the desk's → 2,000.00 USDT",
      );
      expect(await trader.buy("0.1", ann)).toContain(
        "order of 4,625.00 USDT is above your limit of 2,000.00 USDT per order (/limits)",
      );
      expect(await trader.buy("0.04", ann)).toContain("BUY 0.04 BTC/USDT");
      expect(await trader.buy("0.1")).toContain("BUY 0.1 BTC/USDT");
    });

    it("that were narrowed since the proposal hold at the approval", async () => {
      await trader.buy("0.2");
      await trader.type("/limits order 5%");
      expect(await trader.type("/approve 1")).toContain("above the limit of 5,000.00 USDT per order");
      expect(await newestState()).toBe("proposed");
    });

    it("that were narrowed since the approval hold right before sending", async () => {
      await trader.buy("0.2");
      await trader.type("/approve 1");
      await trader.type("/limits order 5%");
      await trader.turn();
      expect(await newestState()).toBe("denied");
      expect(trader.venue.orders.size).toBe(0);
    });
  });

  describe("a day", () => {
    it("count what a person's entries of the day cost, canceled ones by their filled part alone", async () => {
      const ann = await trader.letIn("Ann", "trader");
      await trader.type("/limits day 20%");
      await trader.type("/limits four-eyes off");
      await trader.ask("/buy BTC/USDT 0.2 price=46000", null, ann); // 9,200
      await trader.ask("/approve 1", null, ann);
      await trader.turn();
      trader.venue.fill(await trader.clientId(1), { price: "46000", quantity: "0.05" });
      await trader.turn();
      const second = await trader.buy("0.21", ann); // 9,712.50 beside 9,200: 18,912.50
      expect(second).toContain("BUY 0.21");
      await trader.ask("/approve 2", null, ann);
      expect(await trader.buy("0.03", ann)).toContain(
        "entries of 20,300.00 USDT today are above the limit of 20,002.50 USDT a day (20 % of equity, /limits)",
      );
      expect(await trader.buy("0.03")).toContain("BUY 0.03 BTC/USDT"); // the owner has a day of their own
      await trader.ask("/cancel 1", null, ann); // 2,300 of it stay
      await trader.turn();
      await trader.turn();
      expect(await trader.buy("0.1", ann)).toContain("BUY 0.1 BTC/USDT");
    });

    it("do not count what was never approved, and begin anew with the day of the market", async () => {
      await trader.type("/limits day 9%");
      for (let i = 0; i < 3; i++) {
        expect(await trader.buy("0.1")).toContain("BUY 0.1");
        await trader.type(`/reject ${await trader.newest()}`);
      }
      await trader.bought("0.1");
      expect(await trader.buy("0.11")).toContain("a day (9 % of equity, /limits)");
      await trader.pass(DAY);
      expect(await trader.buy("0.1")).toContain("BUY 0.1");
    });
  });

  it("of exposure count positions and what may still fill", async () => {
    await trader.type("/limits exposure 12%");
    await trader.bought("0.1");
    await trader.type("/buy BTC/USDT 0.1 price=46000");
    await trader.type("/approve 2");
    await trader.turn();
    expect(await trader.buy("0.11")).toContain("with this order, exposure of 14,312.50 USDT is above the limit of");
    expect(await trader.type("/close BTC/USDT")).toContain("SELLING 0.1");
  });

  it("of open orders and of orders a minute refuse entries; exits wait for their minute and are never refused", async () => {
    await trader.type("/limits orders 2");
    await trader.type("/limits duplicate off");
    await trader.bought("0.01");
    await trader.bought("0.01");
    expect(await trader.buy("0.01")).toContain("2 orders were sent to paper in the last minute, and the limit is 2");
    await trader.type("/sell BTC/USDT 0.01");
    await trader.turn();
    expect(await newestState()).toBe("approved");
    await trader.pass(MINUTE + 1);
    await trader.turn();
    expect(await newestState()).toBe("open");
    await trader.type("/limits open-orders 1");
    expect(await trader.buy("0.01")).toContain("1 order is at work on paper");
  });

  it("of cancels a minute let cancels wait, and carry them out later", async () => {
    await trader.type("/limits cancels 1");
    for (const price of ["45000", "44000"]) {
      await trader.type(`/buy BTC/USDT 0.01 price=${price}`);
      await trader.type(`/approve ${await trader.newest()}`);
    }
    await trader.turn();
    await trader.type("/cancel 1");
    await trader.type("/cancel 2");
    await trader.turn();
    await trader.turn();
    expect([(await trader.order(1)).state, (await trader.order(2)).state]).toEqual(["canceled", "open"]);
    await trader.pass(MINUTE + 1);
    await trader.turn();
    await trader.turn();
    expect((await trader.order(2)).state).toBe("canceled");
  });

  it("of the age of a price hold while the feed stands, also right before sending, and exits pass", async () => {
    await trader.bought("0.01");
    await trader.buy("0.02");
    trader.venue.stalledAt = trader.venue.now();
    trader.venue.advance(5_001);
    expect(await trader.buy("0.03")).toContain(
      "the price of BTC/USDT on paper is 5.1 s old, above the limit of 5 s (/limits)",
    );
    expect(await trader.type("/approve 2")).toContain("5.1 s old");
    trader.venue.stalledAt = null;
    await trader.type("/approve 2");
    trader.venue.stalledAt = trader.venue.now() - 5_001;
    await trader.type("/close BTC/USDT");
    await trader.turn();
    expect([(await trader.order(2)).state, (await trader.order(3)).state]).toEqual(["denied", "open"]);
    expect((await trader.order(2)).reason).toContain("5.1 s old");
  });

  it("of slippage walk the book, and offer the size that passes", async () => {
    trader.venue.asks = [
      ["46250", "0.05"],
      ["46800", "1"],
    ];
    const refused = await trader.buy("0.2");
    expect(refused).toContain("0.0862 BTC would pass");
    expect(refused).toContain("/buy BTC/USDT 0.0862 exchange=paper");
    expect(await trader.buy("0.0862")).toContain("BUY 0.0862");
    expect(await trader.buy("0.0863")).toContain("0.5 % slippage");
  });

  it("of the collar stop a limit with a digit too many", async () =>
    expect(await trader.type("/buy BTC/USDT 0.01 price=64250")).toContain("The highest that passes is 47637.5."));

  it("of own orders refuse an entry that would meet an own sale, by its name", async () => {
    await trader.bought("0.01");
    await trader.type("/sell BTC/USDT 0.01 price=46300");
    await trader.turn();
    expect(await trader.buy("0.02")).toContain("it could meet our own resting order #2 at 46300");
    expect(await trader.type("/buy BTC/USDT 0.02 price=46299.9")).toContain("BUY 0.02");
  });

  it("of duplicates ask before the same is proposed again: two presses are two orders, one line sent twice is one", async () => {
    await trader.buy("0.01");
    await trader.type("/halt");
    expect(await trader.buy("0.01")).toContain("halted");
    await trader.type("/resume 1");
    trader.desk.clock.advance(3_000);
    const asked = await trader.buy("0.01");
    expect(asked).toContain("You asked for the same 3 s ago: #1. Once more?");
    expect(asked).toContain("Buy again");
    expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(1);
    expect(await trader.type("/buy BTC/USDT 0.01 again=1")).toContain("BUY 0.01");
    expect(await trader.type("/buy BTC/USDT 0.01 again=1")).toContain("#2. Once more?");
    expect(await trader.buy("0.011")).toContain("BUY 0.011");
    expect(await trader.type("/buy BTC/USDT 0.0100 price=46000")).toContain("BUY 0.01");
    trader.desk.clock.advance(10_000);
    expect(await trader.buy("0.01")).toContain("BUY 0.01");
    expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(5);
  });

  it("of duplicates know the same words by the market as it moves, other people's lines, and what came to nothing", async () => {
    const ann = await trader.letIn("Ann", "trader");
    await trader.buy("$500");
    trader.venue.price = "46300";
    expect(await trader.buy("$500")).toContain("Once more?");
    expect(await trader.buy("$500", ann)).toContain("BUY 0.01");
    await trader.type("/reject 1");
    expect(await trader.buy("$500")).toContain("BUY 0.01");
  });

  it("of duplicates ask for what was canceled after it had filled in part, and not for what came to nothing", async () => {
    const line = "/buy BTC/USDT 0.02 price=46000";
    const canceled = async (filled: string | null): Promise<void> => {
      const id = await trader.newest();
      await trader.type(`/approve ${id}`);
      await trader.turn();
      if (filled !== null) trader.venue.fill(await trader.clientId(id), { price: "46000", quantity: filled });
      await trader.turn();
      await trader.type(`/cancel ${id}`);
      await trader.turn();
      expect((await trader.order(id)).state).toBe("canceled");
    };
    await trader.type(line);
    await canceled(null);
    expect(await trader.type(line)).toContain("BUY 0.02");
    await canceled("0.015");
    expect(await trader.type(line)).toContain("#2. Once more?");
  });
});
