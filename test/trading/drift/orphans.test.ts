/** Orders at the exchange that the book does not have, and orders in the book that the exchange does not have. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { transact } from "../../../src/db/transact.ts";
import { clientOrderId } from "../../../src/domain/client-order-id.ts";
import { from } from "../../../src/domain/money.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { standingHalts } from "../../../src/models/halt.ts";
import { readTag } from "../../../src/models/meta.ts";
import { Order } from "../../../src/models/order.ts";
import { Orphan } from "../../../src/models/orphan.ts";
import { wrongInAudit } from "../../support/books-check.ts";
import { eachDatabase } from "../../support/database.ts";
import { held, hold, rest, sayYes, wrongIn, yesOf } from "../../support/drifting.ts";
import { Trader } from "../../support/trader.ts";

eachDatabase("an order without a record", (_open, client) => {
  let trader: Trader;
  let lost: string;
  beforeAll(async () => {
    trader = await Trader.open(client);
    lost = clientOrderId(await readTag(trader.desk.db.reader), "an order of a lost database");
  });
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  const drift = (): Promise<string> => trader.type("/drift");
  const newest = async (): Promise<Order> => trader.order(await trader.newest());
  const ref = (id = lost): string => trader.venue.orders.get(id)?.exchangeOrderId ?? "";
  const orders = (): Promise<number> => Order.query(trader.desk.db.reader).resultSize();
  const audited = async (): Promise<void> => {
    const { reader } = trader.desk.db;
    expect(await wrongInAudit(reader, await Order.query(reader))).toEqual([]);
    expect(await wrongIn(trader)).toEqual([]);
  };

  it("is shown with what can be done, and what it has moved is offered to nobody", async () => {
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "40000", quantity: "0.004" });
    const shown = await drift();
    expect(shown).toContain("1 order of mine without a record");
    expect(shown).toContain(`the order ${ref()} has no record here: that may be the cause`);
    expect(shown).toContain(`${ref()}    BUY 0.01 BTC/USDT at 40,000.0, open, 0.004 filled`);
    expect(shown).toContain(`[ Adopt ${ref()} ] [ Cancel ${ref()} ]`);
    expect(await trader.type("/drift adopt USDT")).toContain("has no record here");
    expect(await trader.type(`/drift close ${ref()}`)).toContain("is an order: adopt it or cancel it");
    expect(await orders()).toBe(0);
  });

  it("adopted is an order of manual from then on, its fills booked by the normal path", async () => {
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "40000", quantity: "0.004" });
    await trader.turn();
    const said = await sayYes(trader, `/drift adopt ${ref()}`);
    const order = await newest();
    expect(said).toContain(`ADOPTED ${ref()} as #${order.id} · paper`);
    expect(said).toContain("Still halted: paper. /resume paper ends that.");
    expect(order).toMatchObject({ state: "partial", purpose: "entry", strategyId: "manual", sendCount: 1 });
    expect(await held(trader)).toEqual(["manual 0.004"]);
    await audited();
    trader.venue.fill(lost, { price: "40000" });
    await trader.turn();
    expect((await newest()).state).toBe("filled");
    expect(await held(trader)).toEqual(["manual 0.01"]);
    expect(await orders()).toBe(1);
    await audited();
    await trader.resume("paper");
    await trader.turn();
    expect(await standingHalts(trader.desk.db.reader)).toEqual([]);
    rest(trader);
    expect(await drift()).toContain("agree");
    const row = await AuditRow.query(trader.desk.db.reader).findOne({ action: "drift.adopted" }).orderBy("seq", "desc");
    expect(row).toMatchObject({ entity: `order ${order.id}`, details: { state: "partial", filled: "0.004" } });
  });

  it("that is over is adopted as what it became, long after the exchange listed its fills", async () => {
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "40000" });
    await trader.turn();
    const later = trader.venue;
    later.advance(3_600_000);
    trader.desk.clock.advance(3_600_000);
    later.plant("web_1");
    later.fill("web_1", { price: "45000" });
    await trader.turn();
    later.advance(3_600_000);
    await trader.turn();
    await sayYes(trader, `/drift adopt ${ref()}`);
    expect(await newest()).toMatchObject({ state: "filled", purpose: "entry" });
    expect(await held(trader)).toEqual(["manual 0.01"]);
    await trader.turn();
    rest(trader);
    await trader.turn();
    await audited();
  });

  it("of which a sale is an exit takes from the position of manual", async () => {
    await hold(trader, "0.01");
    trader.venue.plant(lost, { side: "SELL", quantity: from("0.004") });
    trader.venue.fill(lost, { price: "47000" });
    await trader.turn();
    await sayYes(trader, `/drift adopt ${ref()}`);
    expect(await newest()).toMatchObject({ state: "filled", purpose: "exit" });
    expect(await held(trader)).toEqual(["manual 0.006"]);
    await audited();
  });

  it("is canceled as any order is: told when the exchange confirms it", async () => {
    trader.venue.plant(lost);
    trader.venue.fill(lost, { price: "40000", quantity: "0.004" });
    await trader.turn();
    expect(await sayYes(trader, `/drift cancel ${ref()}`)).toContain("paper is asked to cancel it");
    const cancel = trader.venue.cancel.bind(trader.venue);
    trader.venue.cancel = async () => undefined; // taken, and lost
    await trader.turn();
    expect((await newest()).state).toBe("canceling");
    trader.venue.cancel = cancel;
    rest(trader);
    await trader.turn();
    await trader.turn();
    expect(await newest()).toMatchObject({ state: "canceled" });
    expect(trader.venue.orders.get(lost)?.status).toBe("canceled");
    expect(await held(trader)).toEqual(["manual 0.004"]);
    await audited();
    expect(await trader.type(`/drift cancel ${ref()}`)).toContain(`Nothing of ${ref()} differs`);
  });

  it("that moves between question and yes is asked about anew, and adopted once", async () => {
    trader.venue.plant(lost);
    await trader.turn();
    const yes = await yesOf(trader, `/drift adopt ${ref()}`);
    trader.venue.fill(lost, { price: "40000", quantity: "0.004" });
    expect(await trader.type(yes)).toContain(`It has changed meanwhile. Adopt ${ref()}`);
    expect(await orders()).toBe(0);
    const again = await yesOf(trader, yes);
    const answers = await Promise.all([trader.type(again), trader.type(again)]);
    expect(answers.filter((said) => said.includes("ADOPTED"))).toHaveLength(1);
    expect(await orders()).toBe(1);
    await audited();
  });

  it("whose trades are not all told is not adopted, and can be canceled while it is open", async () => {
    trader.venue.plant(lost);
    trader.venue.withhold(trader.venue.fill(lost, { price: "40000", quantity: "0.004" }));
    await trader.turn();
    await sayYes(trader, `/drift cancel ${ref()}`);
    await trader.turn();
    expect(trader.venue.orders.get(lost)?.status).toBe("canceled");
    trader.venue.releaseFills();
    rest(trader);
    await trader.turn();
    expect(await held(trader)).toEqual(["manual 0.004"]);
    await audited();
  });

  it("that is over and whose trades are not all told waits for them", async () => {
    trader.venue.plant(lost);
    trader.venue.withhold(trader.venue.fill(lost, { price: "40000" }));
    trader.venue.plant("web_1");
    await transact(trader.desk, (tx) =>
      Orphan.query(tx).insert({
        exchange: trader.venue.exchange,
        clientOrderId: lost,
        foundAt: 1,
        tradingPair: "BTC/USDT" as never,
        seenAt: 1,
      }),
    );
    expect(await drift()).toContain("Adopt   not yet: paper tells of trades for 0 alone");
    const yes = `/drift adopt ${ref()} shown=filled/0.01/0`;
    expect(await trader.type(yes)).toContain("and tells of fewer trades");
    expect(await trader.type(`/drift cancel ${ref()}`)).toContain("is filled already");
    expect(await orders()).toBe(0);
    trader.venue.releaseFills();
    await sayYes(trader, `/drift adopt ${ref()}`);
    await audited();
  });

  it("that the exchange knows no more is said to be gone, and left to /resume", async () => {
    const row = { exchange: trader.venue.exchange, clientOrderId: lost, foundAt: 1 };
    await transact(trader.desk, (tx) => Orphan.query(tx).insert(row));
    expect(await drift()).toContain(`${lost} is not known at paper any more: nothing can be adopted`);
    expect(await trader.type(`/drift adopt ${lost}`)).toContain("does not know");
  });

  it("for which a restored row waits is adopted beside it, and the row is never sent", async () => {
    for (const wanted of ["proposed", "lapsed"] as const) {
      await trader.startOver();
      await trader.type("/buy BTC/USDT 0.01");
      const id = await trader.newest();
      const old = await trader.clientId(id);
      trader.venue.plant(old);
      trader.venue.fill(old, { price: "46250" });
      if (wanted === "lapsed") trader.desk.clock.advance(600_000);
      await trader.turn();
      expect((await trader.order(id)).state).toBe(wanted);
      await sayYes(trader, `/drift adopt ${ref(old)}`);
      expect((await trader.order(id)).state).toBe(wanted === "proposed" ? "rejected" : "lapsed");
      expect(await newest()).toMatchObject({ clientOrderId: old, state: "filled" });
      await trader.resume("paper");
      expect(await trader.type(`/approve ${id}`)).toContain("already");
      await trader.turn();
      expect(trader.venue.orders.size).toBe(1);
      await audited();
    }
  });

  it("of another hand, of another desk, or once accepted is shown and never touched", async () => {
    const tag = await readTag(trader.desk.db.reader);
    const other = `x${tag === "zzz" ? "yyy" : "zzz"}abcdefghijklm`;
    trader.venue.plant("web_123");
    expect(await drift()).toContain("The book and paper agree");
    trader.venue.plant(other);
    trader.venue.plant(lost);
    await trader.turn();
    await trader.resume("paper");
    const shown = await drift();
    expect(shown).toContain(`(${ref("web_123")})`);
    expect(shown).toContain(`(${ref(other)}, another Outcry's)`);
    expect(shown).toContain(`(${ref()}, once mine: somebody has resumed)`);
    for (const id of ["web_123", other, lost]) {
      expect(await trader.type(`/drift adopt ${ref(id)}`)).toContain("shown and never touched");
      expect(await trader.type(`/drift cancel ${ref(id)}`)).toContain("shown and never touched");
    }
    expect([...trader.venue.orders.values()].every(({ status }) => status === "open")).toBe(true);
    expect(await orders()).toBe(0);
  });

  it("is the other way round an order that the exchange does not know: it is named, and kept", async () => {
    await trader.buy("0.01 price=40000");
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.orders.delete(await trader.clientId(id));
    expect(await drift()).toContain("agree");
    rest(trader);
    expect(await drift()).toContain("1 order that is not found there");
    expect(await drift()).toContain(`#${id} is open in the book and not known at paper`);
    expect((await trader.order(id)).state).toBe("open");
  });
});
