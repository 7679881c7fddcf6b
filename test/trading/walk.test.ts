import { afterEach, beforeEach, expect, it } from "vitest";

import { equal, isZero, sum, text } from "../../src/domain/money.ts";
import { Alert } from "../../src/models/alert.ts";
import { LedgerLine } from "../../src/models/ledger-line.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { Trade } from "../../src/models/trade.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("one trade", (_open, client) => {
  let trader: Trader;
  beforeEach(async () => (trader = await Trader.open(client)));
  afterEach(() => trader.close());

  it("is proposed, approved, sent once, filled, booked and told", async () => {
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("🟢 BUY 0.01 BTC/USDT · paper");
    await trader.type("/approve 1");
    await trader.turn();
    const { state, sendCount, clientOrderId, timeInForce } = await trader.order(1);
    expect({ state, sendCount, timeInForce }).toEqual({ state: "open", sendCount: 1, timeInForce: "IOC" });
    trader.venue.fill(clientOrderId, { price: "46251.2", fee: "0.462512" });
    await trader.turn();

    const order = await trader.order(1);
    expect(order.status).toBe("FILLED");
    expect(
      [order.filledQuantity, order.averageFillPrice, order.fees].map((each) => text(each ?? order.quantity)),
    ).toEqual(["0.01", "46251.2", "0.462512"]);
    const [position] = await Position.query(trader.desk.db.reader);
    expect(position === undefined ? null : text(position.entryPrice)).toBe("46251.2");
    expect(await trader.total("BTC")).toBe("0.01");
    expect(await trader.total("USDT")).toBe("99537.025488");
    expect(await trader.total("USDT")).toBe(trader.venue.total("USDT"));
    const [card] = await Alert.query(trader.desk.db.reader).where({ related_entity_id: "1" });
    expect(card?.message).toContain("✅ BOUGHT 0.01 BTC/USDT · paper");
    expect(card?.message).toContain("approved by owner");
  });

  it("keeps every ledger entry at zero and every wallet at the sum of its lines", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), {
      price: "46250",
      quantity: "0.004",
      fee: "0.000004",
      feeAsset: "BTC",
    });
    trader.venue.fill(await trader.clientId(1), { price: "46251", fee: "0.01", feeAsset: "BNB", feeQuote: "5.1" });
    await trader.turn();
    const lines = await LedgerLine.query(trader.desk.db.reader);
    for (const [entry, ofEntry] of Map.groupBy(lines, (line) => `${line.entry} ${line.asset}`)) {
      expect([entry, text(sum(ofEntry.map((line) => line.amount)))]).toEqual([entry, "0"]);
    }
    for (const asset of ["BTC", "USDT", "BNB"]) expect(await trader.total(asset)).toBe(trader.venue.total(asset));
    expect(lines.filter((line) => line.account === "wallet").every((line) => line.walletId !== null)).toBe(true);
  });

  it("closes a position whole, its dust moved to the inventory at cost", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250", fee: "0.00001", feeAsset: "BTC" });
    await trader.turn();
    expect(await trader.type("/close BTC/USDT")).toContain("0.0099 BTC/USDT");
    await trader.turn();
    trader.venue.fill(await trader.clientId(2), { price: "47000" });
    await trader.turn();
    const [position] = await Position.query(trader.desk.db.reader);
    expect(position?.closedTime).not.toBeNull();
    expect(position !== undefined && isZero(position.quantity)).toBe(true);
    const dust = await LedgerLine.query(trader.desk.db.reader).where({ kind: "dust", account: "inventory" });
    expect(dust.map((line) => text(line.amount))).toEqual(["0.00009"]);
    expect(await trader.total("BTC")).toBe("0.00009");
  });

  it("moves what an entry left too small to sell to the inventory: no position that nobody can close", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    const id = await trader.clientId(1);
    trader.venue.fill(id, { price: "46250", quantity: "0.0001" });
    trader.venue.end(id, "expired");
    await trader.turn();
    await trader.turn();
    expect((await trader.order(1)).state).toBe("expired");
    expect(await Position.query(trader.desk.db.reader).where({ closed_time: null }).resultSize()).toBe(0);
    expect(await trader.total("BTC")).toBe("0.0001");
  });

  it("closes all positions when that number is confirmed, each by an order of its own", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250" });
    await trader.turn();
    expect(await trader.type("/close all 50%")).toContain("closed whole");
    expect(await trader.type("/close all")).toContain("Close 1 position (BTC/USDT) at market?");
    expect(await trader.type("/close all 1")).toContain("SELLING 0.01 BTC/USDT");
    expect(await trader.type("/close all 1")).toContain("#2 already sells it");
  });

  it("sends an exit without asking, also while the desk is halted", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250" });
    await trader.turn();
    await trader.type("/halt exchange looks odd");
    await trader.type("/sell BTC/USDT 0.005");
    await trader.turn();
    expect((await trader.order(2)).state).toBe("open");
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("halted (exchange looks odd)");
  });

  it("approves half, and refuses more than was proposed", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    expect(await trader.type("/approve 1 qty=0.02")).toContain("more than that cannot be approved");
    await trader.type("/approve 1 half");
    expect(text((await trader.order(1)).quantity)).toBe("0.005");
    await trader.turn();
    const placed = trader.venue.orders.get(await trader.clientId(1));
    expect(placed !== undefined && text(placed.quantity)).toBe("0.005");
  });

  it("is quoted anew when the price moved, and the old card's button then decides nothing", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    const { version } = await trader.order(1);
    trader.venue.price = "46624.7"; // +0.81 %
    expect(await trader.type("/approve 1")).toContain("🔁 The price moved +0.81 %");
    expect((await trader.order(1)).state).toBe("proposed");
    expect(await trader.type("/approve 1", { order: (await trader.order(1)).id, version })).toContain("outdated");
    await trader.type("/approve 1");
    expect((await trader.order(1)).state).toBe("approved");
  });

  it("lapses after five minutes, and nothing is sent", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    trader.desk.clock.advance(5 * 60_000);
    expect(await trader.type("/approve 1")).toContain("has lapsed");
    await trader.turn();
    expect((await trader.order(1)).state).toBe("lapsed");
    expect(trader.venue.orders.size).toBe(0);
  });

  it("is rejected with its reason, and then neither approved nor canceled", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    expect(await trader.type("/reject 1 too early")).toContain('"too early"');
    expect(await trader.type("/approve 1")).toContain("already rejected");
    expect(await trader.type("/cancel 1")).toContain("nothing to cancel");
  });

  it("rests as a limit order, is canceled, and counts what had filled", async () => {
    await trader.type("/buy BTC/USDT 0.01 price=46000");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46000", quantity: "0.003" });
    await trader.turn();
    await trader.type("/cancel 1");
    await trader.turn();
    const { state, status, filledQuantity } = await trader.order(1);
    expect({ state, status, filled: text(filledQuantity) }).toEqual({
      state: "canceled",
      status: "CANCELED",
      filled: "0.003",
    });
  });

  it("books three equal fills of one millisecond as three, and one that comes twice once (case 51)", async () => {
    await trader.type("/buy BTC/USDT 0.009");
    await trader.type("/approve 1");
    await trader.turn();
    const id = await trader.clientId(1);
    const fills = ["101", "102", "103"].map((trade) =>
      trader.venue.fill(id, { price: "46250", quantity: "0.003", fee: "0.000003", feeAsset: "BTC", id: trade }),
    );
    trader.venue.repeat(fills[2] ?? trader.venue.fill(id, { price: "1" }));
    await trader.turn();
    await trader.turn();
    expect(await Trade.query(trader.desk.db.reader).resultSize()).toBe(3);
    expect(text((await trader.order(1)).filledQuantity)).toBe("0.009");
    expect(await trader.total("BTC")).toBe("0.008991");
  });

  it("is halted: what rests is canceled, and the card counts it when the exchange has confirmed", async () => {
    await trader.type("/buy BTC/USDT 0.01 price=46000");
    await trader.type("/approve 1");
    await trader.turn();
    expect(await trader.type("/halt")).toContain("1 entry being canceled");
    await trader.turn();
    await trader.turn();
    const card = await Alert.query(trader.desk.db.reader).findOne({ related_entity_type: "halt" });
    expect(card?.message).toContain("1 entry canceled");
    expect((await trader.order(1)).state).toBe("canceled");
    expect(await trader.type("/resume")).toContain("Resume?");
    expect(await trader.type("/resume 1")).toContain("RESUMED");
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("BUY 0.01");
  });

  it("follows every change with a revision of one card", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250" });
    await trader.turn();
    const alerts = await Alert.query(trader.desk.db.reader).where({ related_entity_type: "order" });
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.revision).toBeGreaterThanOrEqual(4);
  });
});

eachDatabase("bad input", (_open, client) => {
  let trader: Trader;
  beforeEach(async () => (trader = await Trader.open(client)));
  afterEach(() => trader.close());

  it.each([
    ["/buy BTCUSD 0.1", "Did you mean BTC/USDT?"],
    ["/buy BTC/USDT 0", "above zero"],
    ["/buy BTC/USDT -1", "below zero"],
    ["/buy BTC/USDT 0.00001", "the least that paper takes is 0.0001 BTC"],
    ["/buy BTC/USDT 0.0001", "worth 5 USDT"],
    ["/buy BTC/USDT 100", "is available on paper"],
    ["/buy BTC/USDT 1,5", "1.5"],
    ["/buy BTC/USDT 1e3", "1000"],
    ["/buy BTC/USDT 0.1 stop=1", "stop"],
    ["/sell BTC/USDT 0.1", "0 BTC is available"],
    ["/close BTC/USDT", "no open position"],
    ["/approve 99", "no order #99"],
    ["/cancel 99", "no order #99"],
    ["/buy BTC/USDT 0.01 exchange=bybit", "bybit"],
  ])("%s gets one sentence and changes nothing", async (line, sentence) => {
    expect(await trader.type(line)).toContain(sentence);
    expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(0);
    expect(await trader.total("USDT")).toBe("100000");
  });

  it("a price off the tick is rounded on the safe side, and that is said", async () => {
    const card = await trader.type("/buy BTC/USDT 0.01 price=46000.27");
    expect(card).toContain("price rounded from 46,000.27 to 46,000.2");
    const { price } = await trader.order(1);
    expect(price !== null && equal(price, { mantissa: 460002, places: 1 })).toBe(true);
  });
});
