import { afterEach, beforeEach, expect, it } from "vitest";

import { Alert } from "../../src/models/alert.ts";
import { transact } from "../../src/db/transact.ts";
import { Order } from "../../src/models/order.ts";
import { Halt } from "../../src/models/halt.ts";
import { readTag } from "../../src/models/meta.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { recoverSending } from "../../src/trading/unknown.ts";
import { clientOrderId } from "../../src/domain/client-order-id.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("an order whose answer was lost", (_open, client) => {
  let trader: Trader;
  beforeEach(async () => {
    trader = await Trader.open(client);
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
  });
  afterEach(() => trader.close());

  const alerts = async (): Promise<string[]> =>
    (await Alert.query(trader.desk.db.reader)).map((alert) => alert.message);

  it("is found by its own id and goes on", async () => {
    trader.venue.faults = ["lost after"];
    await trader.turn();
    expect((await trader.order(1)).state).toBe("open");
    expect(trader.venue.orders.size).toBe(1);
  });

  it("is unknown until it is proven absent, and holds back other entries on its pair meanwhile", async () => {
    trader.venue.faults = ["lost before"];
    await trader.turn();
    expect((await trader.order(1)).state).toBe("unknown");
    expect(await trader.type("/buy BTC/USDT 0.02")).toContain("#1 was placed");
    trader.desk.clock.advance(1_000);
    await trader.turn();
    expect((await trader.order(1)).state).toBe("not_placed");
    expect(trader.venue.orders.size).toBe(0);
    expect(await trader.type("/buy BTC/USDT 0.02")).toContain("BUY 0.02");
  });

  it("is not proven absent by a look that was asked for too early, however late its answer comes", async () => {
    trader.venue.faults = ["lost before"];
    await sendDue(trader.app, trader.venue);
    const find = trader.venue.find.bind(trader.venue);
    trader.venue.find = async (pair, id) => {
      const answer = await find(pair, id);
      trader.desk.clock.advance(5_000);
      return answer;
    };
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("unknown");
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("not_placed");
  });

  it("stays unknown while the exchange does not answer, however long", async () => {
    trader.venue.faults = ["lost before"];
    await trader.turn();
    trader.venue.isDown = true;
    trader.desk.clock.advance(86_400_000);
    await expect(trader.turn()).rejects.toThrow("ECONNREFUSED");
    expect((await trader.order(1)).state).toBe("unknown");
  });

  it("with an answer that makes no sense is looked up, not believed", async () => {
    trader.venue.faults = ["nonsense"];
    await trader.turn();
    const { state, exchangeOrderId } = await trader.order(1);
    expect(state).toBe("open");
    expect(exchangeOrderId).toMatch(/^v\d+$/);
  });

  it("refused by the exchange is over, and tried no second time", async () => {
    trader.venue.faults = ["refuse"];
    await trader.turn();
    await trader.turn();
    expect((await trader.order(1)).state).toBe("refused");
    expect(trader.venue.orders.size).toBe(0);
  });

  it("after a crash between the claim and the call was never placed, and is not sent again", async () => {
    trader.venue.faults = ["lost before"];
    trader.venue.isDown = true;
    await expect(trader.turn()).rejects.toThrow();
    trader.venue.isDown = false;
    await recoverSending(trader.app);
    trader.desk.clock.advance(1_000);
    await trader.turn();
    await trader.turn();
    expect((await trader.order(1)).state).toBe("not_placed");
    expect(trader.venue.orders.size).toBe(0);
  });

  it("is unknown when its answer came and could not be booked, and nothing of it is there", async () => {
    await sendDue(trader.app, trader.venue);
    // As after a failed transaction behind the answer: the exchange said no, the row still says sending.
    const { clientOrderId } = await trader.order(1);
    trader.venue.orders.delete(clientOrderId);
    await transact(trader.desk, (tx) =>
      Order.query(tx).findById(1).patch({ state: "sending", status: "PENDING", exchangeOrderId: null }),
    );
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("sending");
    trader.desk.clock.advance(15_000);
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("unknown");
    trader.desk.clock.advance(1_000);
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("not_placed");
  });

  it("that the exchange took and no longer finds stays what it is, and people hear of it, once", async () => {
    await trader.turn();
    trader.venue.orders.delete(await trader.clientId(1));
    trader.desk.clock.advance(30_000);
    await reconcile(trader.app, trader.venue);
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("open");
    expect((await alerts()).filter((message) => message.includes("NOT FOUND"))).toHaveLength(1);
  });

  it("that is unknown explains no difference away: nothing is adopted until its fate is known", async () => {
    trader.venue.faults = ["lost after"];
    await sendDue(trader.app, trader.venue);
    const id = await trader.clientId(1);
    const { find, openOrders, fills } = trader.venue;
    trader.venue.find = async () => null;
    trader.venue.openOrders = async () => [];
    trader.venue.fills = async () => [];
    Object.assign(trader.venue, { receiveWindowMs: 60_000 });
    trader.venue.fill(id, { price: "46250" });
    trader.desk.clock.advance(6_000);
    await reconcile(trader.app, trader.venue);
    expect(await trader.total("BTC")).toBe("0");
    Object.assign(trader.venue, { find, openOrders, fills });
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("filled");
    expect([await trader.total("BTC"), await trader.total("USDT")]).toEqual(["0.01", "99537.5"]);
  });

  it("that is filled further than its trades show is told of, and no balance is adopted meanwhile", async () => {
    await trader.turn();
    const fill = trader.venue.fill(await trader.clientId(1), { price: "46250" });
    const fills = trader.venue.fills.bind(trader.venue);
    trader.venue.fills = async (since) => (await fills(since)).filter((each) => each !== fill);
    trader.desk.clock.advance(30_000);
    await reconcile(trader.app, trader.venue);
    expect((await alerts()).filter((message) => message.includes("FILLS MISSING"))).toHaveLength(1);
    expect(await trader.total("USDT")).toBe("100000");
    trader.venue.fills = fills;
    await reconcile(trader.app, trader.venue);
    expect((await trader.order(1)).state).toBe("filled");
    expect(await trader.total("USDT")).toBe(trader.venue.total("USDT"));
  });

  it("that was given up as absent and then fills is booked, its pair halted, and people are told", async () => {
    trader.venue.faults = ["lost before"];
    await trader.turn();
    trader.desk.clock.advance(1_000);
    await trader.turn();
    const id = await trader.clientId(1);
    trader.venue.plant(id);
    trader.venue.fill(id, { price: "46250" });
    await trader.turn();
    expect((await trader.order(1)).state).toBe("filled");
    expect(await trader.total("BTC")).toBe("0.01");
    expect(await Halt.query(trader.desk.db.reader).where({ scope: "pair", released_at: null }).resultSize()).toBe(1);
    expect((await alerts()).some((message) => message.includes("#1"))).toBe(true);
  });

  it("that fills beyond its quantity is quarantined, the money booked", async () => {
    await trader.turn();
    const id = await trader.clientId(1);
    trader.venue.fill(id, { price: "46250", quantity: "0.01" });
    trader.venue.fill(id, { price: "46250", quantity: "0.004" });
    await trader.turn();
    expect((await trader.order(1)).state).toBe("quarantined");
    expect(await trader.total("BTC")).toBe("0.014");
  });
});

eachDatabase("reconcile", (_open, client) => {
  let trader: Trader;
  beforeEach(async () => (trader = await Trader.open(client)));
  afterEach(() => trader.close());

  it("done twice changes nothing the second time", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250" });
    await trader.turn();
    const before = JSON.stringify(await trader.order(1));
    await trader.turn();
    expect(JSON.stringify(await trader.order(1))).toBe(before);
  });

  it("takes over a deposit and tells of it", async () => {
    trader.venue.move("USDT", "250.5");
    await trader.turn();
    expect(await trader.total("USDT")).toBe("100250.5");
    const [alert] = await Alert.query(trader.desk.db.reader);
    expect(alert?.message).toContain("250.5");
  });

  it("halts the pair when the coin behind a position is less than the book says", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250" });
    await trader.turn();
    trader.desk.clock.advance(6_000);
    trader.venue.move("BTC", "-0.004");
    await trader.turn();
    await trader.turn();
    expect(await trader.total("BTC")).toBe("0.01");
    const halts = await Halt.query(trader.desk.db.reader).where({ released_at: null });
    expect(halts.map((halt) => halt.scope)).toEqual(["pair"]);
  });

  it("halts the account when orders of ours have no record here, and sends nothing (case 58)", async () => {
    trader.venue.plant(clientOrderId(await readTag(trader.desk.db.reader), "an order of a lost database"));
    await trader.turn();
    await trader.turn();
    const halts = await Halt.query(trader.desk.db.reader).where({ released_at: null });
    expect(halts.map((halt) => halt.reason)).toEqual(["orders without a record here"]);
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("halted");
  });

  it("takes an order for lost that the restored database never sent, and goes on with everything else", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    const { clientOrderId: lost } = await trader.order(1);
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "46250" });
    await trader.turn();
    await trader.turn();
    const halts = await Halt.query(trader.desk.db.reader).where({ released_at: null });
    expect(halts.map((halt) => halt.reason)).toEqual(["orders without a record here"]);
    expect((await trader.order(1)).state).toBe("proposed");
    expect(await trader.type("/approve 1")).toContain("is not sent again");
    expect(await trader.type("/buy BTC/USDT 0.02")).toContain("halted");
  });

  it("keeps to its orphans until a person has looked, also when the exchange no longer lists their fills", async () => {
    const lost = clientOrderId(await readTag(trader.desk.db.reader), "an order of a lost database");
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "46250" });
    await trader.turn();
    trader.venue.fills = async () => [];
    trader.desk.clock.advance(60_000);
    await trader.turn();
    expect(await trader.total("BTC")).toBe("0");
    expect(await trader.total("USDT")).toBe("100000");
  });

  it("tells of each orphan, and one that came after the question is not accepted with the others", async () => {
    const tag = await readTag(trader.desk.db.reader);
    trader.venue.plant(clientOrderId(tag, "one"));
    await trader.turn();
    expect(await trader.type("/resume")).toContain("1 halt ends");
    trader.venue.plant(clientOrderId(tag, "two"));
    await trader.turn();
    expect(await trader.type("/resume 1")).toContain("2 halts end");
    expect(await Alert.query(trader.desk.db.reader).where({ related_entity_type: "exchange" }).resultSize()).toBe(2);
  });

  it("sends no order again that the exchange has had before the database was restored", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    const { clientOrderId: lost } = await trader.order(1);
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "46250" });
    await trader.turn();
    await trader.type("/resume 1");
    await trader.turn();
    expect(await trader.type("/approve 1")).toContain("is not sent again");
    expect(trader.venue.orders.size).toBe(1);
  });

  it("goes on after a person has looked and resumed: the orphans stay told, what they moved is booked as external", async () => {
    const lost = clientOrderId(await readTag(trader.desk.db.reader), "an order of a lost database");
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "46250" });
    await trader.turn();
    expect(await trader.total("BTC")).toBe("0");
    await trader.type("/resume 1");
    await trader.turn();
    await trader.turn();
    expect(await Halt.query(trader.desk.db.reader).where({ released_at: null }).resultSize()).toBe(0);
    expect(await trader.total("BTC")).toBe("0.01");
    expect(await trader.total("USDT")).toBe(trader.venue.total("USDT"));
    trader.venue.plant(clientOrderId(await readTag(trader.desk.db.reader), "one more"));
    await trader.turn();
    expect(await Halt.query(trader.desk.db.reader).where({ released_at: null }).resultSize()).toBe(1);
  });

  it("counts a coin that the exchange no longer names as nothing", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(1), { price: "46250" });
    await trader.turn();
    trader.desk.clock.advance(6_000);
    const balances = trader.venue.balances.bind(trader.venue);
    trader.venue.balances = async () => (await balances()).filter(({ asset }) => asset !== "BTC");
    await trader.turn();
    const [halt] = await Halt.query(trader.desk.db.reader).where({ released_at: null });
    expect(halt?.reason).toContain("BTC on paper is less");
  });

  it("halts the account when another desk trades on it, and leaves foreign orders alone", async () => {
    trader.venue.plant("web_123");
    await trader.turn();
    expect(await Halt.query(trader.desk.db.reader).resultSize()).toBe(0);
    trader.venue.plant(`x${(await readTag(trader.desk.db.reader)) === "zzz" ? "yyy" : "zzz"}abcdefghijklm`);
    await trader.turn();
    const [halt] = await Halt.query(trader.desk.db.reader);
    expect(halt?.reason).toBe("another Outcry trades here");
  });

  it("asks again for a cancel that shows no effect", async () => {
    await trader.type("/buy BTC/USDT 0.01 price=46000");
    await trader.type("/approve 1");
    await trader.turn();
    const cancel = trader.venue.cancel.bind(trader.venue);
    trader.venue.cancel = async () => undefined; // taken, and lost
    await trader.type("/cancel 1");
    await trader.turn();
    expect((await trader.order(1)).state).toBe("canceling");
    const { version } = await trader.order(1);
    trader.venue.cancel = cancel;
    trader.desk.clock.advance(4_999);
    await trader.turn();
    expect((await trader.order(1)).state).toBe("canceling");
    trader.desk.clock.advance(1);
    await trader.turn();
    await trader.turn();
    expect(await trader.order(1)).toMatchObject({ state: "canceled", version: version + 1 });
  });
});
