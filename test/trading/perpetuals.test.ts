/** Perpetuals through the whole desk, at a venue under the test's hand (EXECUTION §5, §6, §7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { transact } from "../../src/db/transact.ts";
import { clientOrderId } from "../../src/domain/client-order-id.ts";
import type { StrategyId } from "../../src/domain/ids.ts";
import { from, text, ZERO } from "../../src/domain/money.ts";
import type { Capabilities } from "../../src/exchange/gateway.ts";
import { LedgerLine } from "../../src/models/ledger-line.ts";
import { readTag } from "../../src/models/meta.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { wrongInBooks } from "../support/books-check.ts";
import { sayYes } from "../support/drifting.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { protectionFaults } from "../support/protection-check.ts";
import { Trader } from "../support/trader.ts";
import { BTC_PERPETUAL, testMarket, TestVenue } from "../support/venue.ts";

const ALL: Capabilities = { stops: true, trailing: true, links: true, amends: true };
const NO_LINKS: Capabilities = { ...ALL, links: false, amends: false };
const NOTHING: Capabilities = { stops: false, trailing: false, links: false, amends: false };

eachDatabase("perpetuals", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await Trader.open(client);
  });
  afterAll(() => trader.close());

  async function begin(can: Capabilities = ALL): Promise<void> {
    const perpetual = testMarket({ pair: BTC_PERPETUAL, settle: "USDT" });
    const venue = new TestVenue(NOW, [testMarket(), perpetual]);
    venue.can = can;
    await trader.startOver(venue);
  }

  const reader = () => trader.desk.db.reader;
  const newest = async (): Promise<Position> =>
    Position.query(reader()).orderBy("id", "desc").first().throwIfNotFound();

  /** `SELL stop open 0.01 at 45000` */
  async function legs(): Promise<string[]> {
    const rows = await Order.query(reader()).whereNotNull("leg").orderBy("id");
    return rows.map(({ side, leg, state, quantity, filledQuantity, triggerPrice, price }) => {
      const level = triggerPrice ?? price;
      const filled = text(filledQuantity) === "0" ? "" : ` (${text(filledQuantity)})`;
      return `${side} ${leg} ${state} ${text(quantity)}${filled} at ${level === null ? "market" : text(level)}`;
    });
  }

  /** `SHORT 0.01 for 462.5, realised -0.46` */
  async function held(): Promise<string> {
    const { side, quantity, cost, realizedPnl, closedTime } = await newest();
    const what = closedTime === null ? `${side} ${text(quantity)} for ${text(cost)}` : `${side} closed`;
    return `${what}, realised ${text(realizedPnl)}`;
  }

  async function rest(): Promise<void> {
    for (let round = 0; round < 6; round += 1) await trader.turn();
  }

  /** Asked for, approved and filled. */
  async function enter(line: string, fee = "0"): Promise<number> {
    await trader.type(line);
    const entries = await Order.query(reader()).where({ purpose: "entry" }).orderBy("id", "desc");
    const id = entries[0]?.id ?? 0;
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: trader.venue.price, fee });
    await rest();
    return id;
  }

  /** The entry of a bracket, by any of its orders. */
  const groupOf = async (id: number): Promise<number> => (await trader.order(id)).groupId ?? id;

  const clientOf = async (leg: string): Promise<string> => {
    const rows = await Order.query(reader()).where({ leg }).orderBy("id", "desc");
    return rows[0]?.clientOrderId ?? "";
  };

  /** Of everything that the desk keeps and the venue holds, what does not agree. */
  const faults = async (): Promise<string[]> => [
    ...(await protectionFaults(trader.desk, trader.venue)),
    ...(await wrongInBooks(reader())),
  ];

  describe("a long", () => {
    it("takes its margin alone, and says where it would be liquidated", async () => {
      await begin();
      const card = await trader.type("/buy BTC/USDT:USDT 0.03 sl=45120 tp=48500");
      expect(card).toContain("BUY 0.03 BTC/USDT:USDT");
      expect(card).toContain("margin ≈ 462.50 USDT at 3×, liquidated near 30,988.3");
      expect(card).toContain("needs 1 approval");
      expect(await trader.total("BTC")).toBe("0");
    });

    it("moves its fee when it opens, and what it has earned when it closes; the exchange's own figure", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.03", "1.3875");
      expect(await held()).toBe("LONG 0.03 for 1387.5, realised -1.3875");
      expect(await trader.total("USDT")).toBe("99998.6125");
      trader.venue.price = "47000";
      expect(await trader.type("/close BTC/USDT:USDT")).toContain("SELLING 0.03 BTC/USDT:USDT");
      await trader.turn();
      trader.venue.fill(await trader.clientId(await trader.newest()), { price: "47000", fee: "1.41" });
      await rest();
      expect(await held()).toBe("LONG closed, realised 19.7025");
      expect(await trader.total("USDT")).toBe("100019.7025");
      expect(await faults()).toEqual([]);
    });
  });

  describe("a short", () => {
    it("is opened by a sale that asks, and is closed by a purchase that does not", async () => {
      await begin();
      expect(await trader.type("/sell BTC/USDT:USDT 0.01")).toContain("needs 1 approval");
      await trader.type(`/reject ${await trader.newest()}`);
      await enter("/sell BTC/USDT:USDT 0.02");
      expect(await held()).toBe("SHORT 0.02 for 925, realised 0");
      trader.venue.price = "45000";
      await trader.pass(60_000);
      expect(text((await newest()).unrealizedPnl ?? ZERO)).toBe("25");
      expect(await trader.type("/buy BTC/USDT:USDT 50%")).toContain("BUYING 0.01 BTC/USDT:USDT");
      await trader.turn();
      trader.venue.fill(await trader.clientId(await trader.newest()), { price: "45000" });
      await rest();
      expect(await held()).toBe("SHORT 0.01 for 462.5, realised 12.5");
      expect(await faults()).toEqual([]);
    });

    it("has its stop above and its target below, both reduce-only, and is named as one", async () => {
      await begin();
      const card = await trader.type("/sell BTC/USDT:USDT 0.01 sl=+2% tp=-4%");
      expect(card).toContain("Stop    47,175.0  +2.00 %");
      expect(card).toContain("Target  44,400.0  −4.00 %");
      await trader.type(`/reject ${await trader.newest()}`);
      await enter("/sell BTC/USDT:USDT 0.01 sl=47175 tp=44400");
      expect(await legs()).toContain("BUY stop open 0.01 at 47175");
      expect(await legs()).toContain("BUY target open 0.01 at 44400");
      const out = [...trader.venue.orders.values()].filter(({ status }) => status === "open");
      expect(out.map(({ side, reduceOnly }) => `${side} ${reduceOnly}`)).toEqual(["BUY true", "BUY true"]);
      expect(await trader.type("/positions")).toContain("short");
    });

    it("refuses levels of the wrong side in words", async () => {
      await begin();
      expect(await trader.type("/sell BTC/USDT:USDT 0.01 sl=-2%")).toContain("a stop of a short lies above the price");
      expect(await trader.type("/sell BTC/USDT:USDT 0.01 tp=+2%")).toContain(
        "a target of a short lies below the price",
      );
    });

    it.each([
      ["linked by the venue", ALL],
      ["side by side where the venue links nothing", NO_LINKS],
    ])("loses its target with its stop, %s", async (_, can) => {
      await begin(can);
      await enter("/sell BTC/USDT:USDT 0.02 sl=47000 tp=44000");
      trader.venue.fill(await clientOf("stop"), { price: "47010", quantity: "0.005" });
      await rest();
      expect((await legs()).filter((leg) => leg.includes(" open ") || leg.includes(" partial "))).toEqual(
        can.links
          ? ["BUY stop partial 0.02 (0.005) at 47000", "BUY target open 0.015 at 44000"]
          : ["BUY stop partial 0.02 (0.005) at 47000", "BUY target open 0.015 at 44000"],
      );
      trader.venue.fill(await clientOf("stop"), { price: "47010" });
      await rest();
      expect((await legs()).filter((leg) => leg.includes(" open ") || leg.includes(" partial "))).toEqual([]);
      expect(await held()).toBe("SHORT closed, realised -15.2");
      expect(await faults()).toEqual([]);
    });

    it("is closed at market by the desk where the venue takes no stops and the price has risen to it", async () => {
      await begin(NOTHING);
      await enter("/sell BTC/USDT:USDT 0.01 sl=47000");
      trader.venue.price = "46999";
      await rest();
      expect(await held()).toContain("SHORT 0.01");
      trader.venue.price = "47000";
      await rest();
      expect(await legs()).toContain("BUY close open 0.01 at market");
    });

    it("has a trailing stop that follows the price down and never up", async () => {
      await begin({ ...ALL, trailing: false });
      await enter("/sell BTC/USDT:USDT 0.01 trail=500");
      const stop = async (): Promise<string> => text((await newest()).stopLoss ?? ZERO);
      expect(await stop()).toBe("46750");
      trader.venue.price = "45000";
      await trader.pass(61_000);
      await rest();
      expect(await stop()).toBe("45500");
      trader.venue.price = "45400";
      await trader.pass(61_000);
      await rest();
      expect(await stop()).toBe("45500");
      expect(await faults()).toEqual([]);
    });
  });

  describe("one position a pair", () => {
    it("is never turned round by an order", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      expect(await trader.type("/sell BTC/USDT:USDT 0.02")).toContain(
        "no order turns a position round, and 0.01 of BTC/USDT:USDT are held long. Close it, then enter anew.",
      );
      expect(await held()).toContain("LONG 0.01");
    });

    it("takes no entry of the other side while one is on its way", async () => {
      await begin();
      await trader.type("/buy BTC/USDT:USDT 0.01 price=46000");
      const id = await trader.newest();
      await trader.type(`/approve ${id}`);
      await trader.turn();
      expect(await trader.type("/sell BTC/USDT:USDT 0.01")).toContain(`#${id} enters BTC/USDT:USDT on the other side`);
    });

    it("belongs to whoever holds it: another one's entry is refused by name", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      const trend = { ...(await Strategy.query(reader()).first().throwIfNotFound()), id: "trend" as StrategyId };
      await transact(trader.desk, async (tx) => {
        await Strategy.query(tx).insert(trend).onConflict("id").merge();
        await Position.query(tx).where({ closed_time: null }).patch({ strategyId: trend.id });
      });
      expect(await trader.type("/buy BTC/USDT:USDT 0.01")).toContain("BTC/USDT:USDT on paper is held by trend");
      expect(await trader.type("/close BTC/USDT:USDT")).toContain("SELLING 0.01 BTC/USDT:USDT");
    });

    it("quarantines an order that the exchange fills beyond zero", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      await trader.type("/close BTC/USDT:USDT");
      await trader.turn();
      const id = await trader.newest();
      trader.venue.fill(await trader.clientId(id), { price: "46250", quantity: "0.015" });
      await rest();
      expect((await trader.order(id)).state).toBe("quarantined");
      expect(await held()).toContain("LONG 0.01");
      expect(await trader.told()).toContainEqual(expect.stringContaining("HALTED BTC/USDT:USDT"));
    });
  });

  describe("margin", () => {
    it("is set and read back before the first order, and an answer of another kind refuses it", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      expect(trader.venue.perpetuals.leverage).toBe("3");
      await begin();
      trader.venue.perpetuals.answers = { isIsolated: false };
      await trader.type("/buy BTC/USDT:USDT 0.01");
      const id = await trader.newest();
      await trader.type(`/approve ${id}`);
      await rest();
      expect(await trader.order(id)).toMatchObject({
        state: "denied",
        reason: "paper did not set BTC/USDT:USDT to isolated, one-way, 3×.",
      });
      expect(trader.venue.orders.size).toBe(0);
    });

    it("that the exchange does not answer for leaves the order waiting, and then it goes", async () => {
      await begin();
      await trader.type("/buy BTC/USDT:USDT 0.01");
      const id = await trader.newest();
      await trader.type(`/approve ${id}`);
      trader.venue.isDown = true;
      await expect(trader.turn()).rejects.toThrow("ECONNREFUSED");
      expect((await trader.order(id)).state).toBe("approved");
      trader.venue.isDown = false;
      await trader.turn();
      expect((await trader.order(id)).state).toBe("open");
    });

    it("asks for a stop that comes well before the liquidation", async () => {
      await begin();
      expect(await trader.type("/buy BTC/USDT:USDT 0.01 sl=34041")).not.toContain("Refused");
      expect(await trader.type("/buy BTC/USDT:USDT 0.02 sl=34000")).toContain(
        "this is liquidated near 30,988.3, too near to a stop at 34,000.0. A stop nearer than 34,040.6 passes",
      );
      expect(await trader.type("/sell BTC/USDT:USDT 0.03 sl=60000")).toContain("liquidated near 61,359.8");
    });

    it("is what an entry needs: three times the money can be held, no more", async () => {
      await begin();
      expect(await trader.type("/buy BTC/USDT:USDT 6.4")).toContain("needs 1 approval");
      expect(await trader.type("/buy BTC/USDT:USDT 6.5")).toContain("is available on paper");
    });
  });

  describe("the liquidation", () => {
    it("of all that would be held then is looked at, with the stop that there is", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.1 sl=34100");
      trader.venue.price = "80000";
      expect(await trader.type("/buy BTC/USDT:USDT 0.1")).toContain("too near to a stop at 34,100.0");
      expect(await trader.type("/buy BTC/USDT:USDT 0.1 sl=60000")).toContain("needs 1 approval");
    });

    it("is not to come before a stop that is moved", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01 sl=45000");
      expect(await trader.type("/protect BTC/USDT:USDT sl=20000")).toContain("too near to a stop at 20,000.0");
      expect(text((await newest()).stopLoss ?? ZERO)).toBe("45000");
    });

    it("is looked at again when the order is sent: the limit of leverage may be another one by then", async () => {
      await begin();
      await trader.type("/buy BTC/USDT:USDT 0.01 sl=37000");
      const id = await trader.newest();
      await trader.type(`/approve ${await groupOf(id)}`);
      await trader.type("/limits leverage 20");
      await trader.turn();
      expect(await trader.order(await groupOf(id))).toMatchObject({ state: "denied", sendCount: 0 });
    });

    it("is that of the leverage which the exchange has: an entry at another one is not sent", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      trader.venue.perpetuals.refuses = "a position is open";
      await trader.type("/buy BTC/USDT:USDT 0.02");
      const id = await trader.newest();
      await trader.type(`/approve ${id}`);
      await trader.turn();
      expect(await trader.order(id)).toMatchObject({
        state: "denied",
        reason: "paper did not set BTC/USDT:USDT to 3×, as /limits has it: a position is open",
      });
    });
  });

  describe("what rests", () => {
    it("to close a position ends with it, and takes nothing from the guard of the next one", async () => {
      await begin(NO_LINKS);
      await enter("/buy BTC/USDT:USDT 0.01 sl=45000");
      await trader.type("/sell BTC/USDT:USDT 0.01 price=50000");
      const resting = await trader.newest();
      await rest();
      trader.venue.fill(await clientOf("stop"), { price: "44990" });
      await rest();
      expect(["canceling", "canceled"]).toContain((await trader.order(resting)).state);
      await enter("/buy BTC/USDT:USDT 0.02 sl=45000");
      expect(await legs()).toContain("SELL stop open 0.02 at 45000");
    });

    it("as a stop is replaced by the new one before it is canceled, where the venue changes no order", async () => {
      await begin(NO_LINKS);
      await enter("/buy BTC/USDT:USDT 0.01 sl=45000");
      await trader.type("/protect BTC/USDT:USDT sl=45500");
      const standing = () =>
        [...trader.venue.orders.values()].filter(({ status, trigger }) => status === "open" && trigger !== null);
      for (let round = 0; round < 6; round += 1) {
        await trader.turn();
        expect(standing().length).toBeGreaterThan(0);
      }
      expect(standing().map(({ trigger }) => trigger && text(trigger))).toEqual(["45500"]);
      expect(await faults()).toEqual([]);
    });
  });

  it("a fee in its base coin comes out of the wallet, and out of no contract", async () => {
    await begin();
    trader.venue.move("BTC", "1");
    await rest();
    await trader.type("/buy BTC/USDT:USDT 0.03");
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: "46250", fee: "0.00003", feeAsset: "BTC" });
    await rest();
    expect(await held()).toBe("LONG 0.03 for 1387.5, realised -1.3875");
    expect(await trader.total("BTC")).toBe("0.99997");
    expect(await faults()).toEqual([]);
  });

  describe("funding", () => {
    it("is booked once, to the wallet and to what the position has realised", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      trader.venue.pay(BTC_PERPETUAL, "-0.04625");
      await rest();
      await rest();
      expect(await held()).toBe("LONG 0.01 for 462.5, realised -0.04625");
      expect(await trader.total("USDT")).toBe("99999.95375");
      const lines = await LedgerLine.query(reader()).where({ kind: "funding" }).orderBy("id");
      expect(lines.map(({ account, amount }) => `${account} ${text(amount)}`)).toEqual([
        "wallet -0.04625",
        "funding 0.04625",
      ]);
      expect((await trader.told()).filter((line) => line.includes("Balance"))).toEqual([]);
      expect(await faults()).toEqual([]);
    });

    it("that has moved the balance before it is listed is no withdrawal", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      await trader.pass(10_000);
      trader.venue.move("USDT", "-0.04625");
      await rest();
      expect((await trader.told()).filter((line) => line.includes("Balance"))).toEqual([]);
      trader.venue.move("USDT", "0.04625");
      trader.venue.pay(BTC_PERPETUAL, "-0.04625");
      await rest();
      expect(await trader.total("USDT")).toBe("99999.95375");
    });

    it("that is told when the position is closed goes to the one that was held", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      await trader.type("/close BTC/USDT:USDT");
      await trader.turn();
      trader.venue.pay(BTC_PERPETUAL, "0.5");
      trader.venue.fill(await trader.clientId(await trader.newest()), { price: "46250" });
      await rest();
      expect(await held()).toBe("LONG closed, realised 0.5");
      expect(await faults()).toEqual([]);
    });
  });

  describe("what the exchange does by itself", () => {
    it("a liquidation is booked, told loudly, halts the pair, and leaves no leg behind", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.03 sl=45000");
      trader.venue.liquidate(BTC_PERPETUAL, "30988.3");
      await rest();
      expect(await held()).toBe("LONG closed, realised -457.851");
      expect(await trader.told()).toContainEqual(expect.stringContaining("LIQUIDATED 0.03 BTC/USDT:USDT"));
      expect((await legs()).filter((leg) => leg.includes(" open "))).toEqual([]);
      expect(await trader.type("/buy BTC/USDT:USDT 0.01")).toContain("halted");
      expect(await faults()).toEqual([]);
      const told = (await trader.told()).length;
      await rest();
      expect((await trader.told()).length).toBe(told);
    });

    it("a position that is not as in the book halts its pair, is told once, and stands in /drift", async () => {
      await begin();
      await enter("/buy BTC/USDT:USDT 0.01");
      await trader.pass(10_000);
      trader.venue.perpetuals.fill(BTC_PERPETUAL, "BUY", trader.venue.perpetuals.quantity(BTC_PERPETUAL), "46250");
      await rest();
      const told = (await trader.told()).filter((line) => line.includes("its position is not as in my book"));
      expect(told).toHaveLength(1);
      expect(await trader.type("/drift")).toContain("BTC/USDT:USDT: book 0.01, paper 0.02");
    });
  });

  it("an order there without a record is adopted as what it is: one that shorts, one that buys back", async () => {
    await begin();
    for (const side of ["SELL", "BUY"] as const) {
      await trader.pass(10_000);
      const lost = clientOrderId(await readTag(reader()), `lost ${side}`);
      trader.venue.plant(lost, { pair: BTC_PERPETUAL, side, quantity: from("0.01") });
      trader.venue.fill(lost, { price: "46250", quantity: "0.01" });
      await trader.turn();
      await sayYes(trader, `/drift adopt ${trader.venue.orders.get(lost)?.exchangeOrderId}`);
      expect(await held()).toBe(side === "SELL" ? "SHORT 0.01 for 462.5, realised 0" : "SHORT closed, realised 0");
    }
    expect(await faults()).toEqual([]);
  });

  it("a panic shows a short at what it is worth", async () => {
    await begin();
    await enter("/sell BTC/USDT:USDT 0.1");
    trader.venue.price = "40000";
    await trader.pass(60_000);
    expect(await trader.type("/panic")).toContain("4,000.00");
  });

  it("is worth in the account what it has earned so far", async () => {
    await begin();
    await enter("/sell BTC/USDT:USDT 0.1");
    trader.venue.price = "46000";
    await trader.pass(60_000);
    expect(await trader.type("/balance")).toContain("100,025.00");
  });
});
