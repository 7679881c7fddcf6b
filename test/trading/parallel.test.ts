/** Many hands on one order at the same moment: one outcome, on both databases. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import type { Call } from "../../src/chat/command.ts";
import { transact } from "../../src/db/transact.ts";
import type { Quote } from "../../src/domain/quote.ts";
import { Refusal } from "../../src/domain/errors.ts";
import type { OrderId } from "../../src/domain/ids.ts";
import { text } from "../../src/domain/money.ts";
import { Approval } from "../../src/models/approval.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { Order } from "../../src/models/order.ts";
import { Person } from "../../src/models/person.ts";
import { Trade } from "../../src/models/trade.ts";
import { approve } from "../../src/trading/decide.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { causeOf } from "../../src/trading/cause.ts";
import { settle } from "../../src/trading/settle.ts";
import { wrongInAudit, wrongInBooks } from "../support/books-check.ts";
import { connectForTest, eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { BTC } from "../support/venue.ts";

eachDatabase("many at once", (_open, client) => {
  let trader: Trader;
  let id: OrderId;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    await trader.type("/buy BTC/USDT 0.01 price=46000");
    id = (await Order.query(trader.desk.db.reader).first().throwIfNotFound()).id;
  });
  afterEach(async () => {
    const { reader } = trader.desk.db;
    expect(await wrongInBooks(reader)).toEqual([]);
    expect(await wrongInAudit(reader, await Order.query(reader))).toEqual([]);
  });
  afterAll(() => trader.close());

  const steps = async (state: string): Promise<number> =>
    AuditRow.query(trader.desk.db.reader)
      .where({ action: `order.${state}`, entity: `order ${id}` })
      .resultSize();
  const ask = async (line: string, by?: Person): Promise<boolean> => !(await trader.ask(line, null, by)).isRefused;
  const taken = (answers: readonly boolean[]): number => answers.filter(Boolean).length;

  it("a hundred approvals are one", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(`/approve ${id}`)));
    expect(taken(answers)).toBe(1);
    expect(await Approval.query(trader.desk.db.reader).resultSize()).toBe(1);
    expect(await steps("approved")).toBe(1);
    await Promise.all([
      sendDue(trader.app, trader.venue),
      sendDue(trader.app, trader.venue),
      sendDue(trader.app, trader.venue),
    ]);
    expect(trader.venue.orders.size).toBe(1);
    expect((await trader.order(id)).sendCount).toBe(1);
  });

  // On SQLite a second writing connection would wait for the first in the one thread that both have.
  it.skipIf(client === "sqlite")("a hundred approvals over two connections are one, too", async () => {
    const other = await connectForTest(trader.desk.databaseUrl);
    const desks = [trader.desk, { ...trader.desk, db: other }] as const;
    const person = await Person.query(trader.desk.db.reader).first().throwIfNotFound();
    const call = { person, chat: { platform: "local" }, pressed: null } as unknown as Call;
    const quote = (await trader.venue.quote(BTC)) as Quote;
    const sight = { quote, now: trader.venue.now(), chart: null };
    const approvals = Array.from({ length: 100 }, (_, n) =>
      transact(desks[n % 2 === 0 ? 0 : 1], (tx) => approve(tx, id, "all", sight, call, NOW)),
    );
    const ends = await Promise.allSettled(approvals);
    await other.destroy();
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const end of ends) if (end.status === "rejected") expect(end.reason).toBeInstanceOf(Refusal);
    expect(await steps("approved")).toBe(1);
  });

  it("a yes and a no, twenty times each, are the one that came first", async () => {
    const lines = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? `/approve ${id}` : `/reject ${id} no`));
    expect(taken(await Promise.all(lines.map((line) => ask(line))))).toBe(1);
    expect((await steps("approved")) + (await steps("rejected"))).toBe(1);
    await sendDue(trader.app, trader.venue);
    expect(trader.venue.orders.size).toBe(await steps("approved"));
  });

  it("two people who decide at once have decided once, and the order names who did", async () => {
    const bo = await transact(trader.desk, (tx) =>
      Person.query(tx).insertAndFetch({ name: "Bo", role: "approver", isActive: true, createdAt: NOW }),
    );
    const answers = await Promise.all([
      ask(`/approve ${id}`),
      ask(`/reject ${id}`, bo),
      ask(`/approve ${id}`, bo),
      ask(`/reject ${id}`),
    ]);
    expect(taken(answers)).toBe(1);
    const { decidedBy } = await trader.order(id);
    expect(decidedBy === bo.id).toBe(answers[1] === true || answers[2] === true);
  });

  it("an approval and the price that drifted away give one new version, or one yes", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    const atMarket = await trader.newest();
    trader.venue.price = "47000";
    await Promise.all([
      ask(`/approve ${atMarket}`),
      ask(`/approve ${atMarket}`),
      ask(`/reject ${atMarket}`),
      ask(`/approve ${atMarket}`),
    ]);
    const { state, version } = await trader.order(atMarket);
    expect(["approved", "rejected"]).toContain(state);
    expect(version).toBeLessThanOrEqual(3);
  });

  it("a cancel while its fill is being booked loses neither", async () => {
    await trader.type(`/approve ${id}`);
    await trader.turn();
    const clientId = await trader.clientId(id);
    trader.venue.fill(clientId, { price: "46000", quantity: "0.004", fee: "0.184" });
    await Promise.all([
      reconcile(trader.app, trader.venue),
      ask(`/cancel ${id}`),
      reconcile(trader.app, trader.venue),
      sendDue(trader.app, trader.venue),
    ]);
    await trader.turn();
    await trader.turn();
    const { state, filledQuantity } = await trader.order(id);
    expect({ state, filled: text(filledQuantity) }).toEqual({ state: "canceled", filled: "0.004" });
    expect(await Trade.query(trader.desk.db.reader).resultSize()).toBe(1);
  });

  it("a halt and an approval leave no entry on its way", async () => {
    await Promise.all([ask(`/approve ${id}`), ask("/halt"), sendDue(trader.app, trader.venue), ask(`/approve ${id}`)]);
    await trader.turn();
    await trader.turn();
    expect(["proposed", "canceled", "denied"]).toContain((await trader.order(id)).state);
  });

  it("a change of an order that has moved on meanwhile is not written", async () => {
    const call = { person: await Person.query(trader.desk.db.reader).first().throwIfNotFound() } as unknown as Call;
    const old = await trader.order(id);
    await trader.type(`/reject ${id}`);
    const late = transact(trader.desk, (tx) => settle(tx, old, "approved", {}, causeOf(call, NOW)));
    await expect(late).rejects.toThrow("no longer at version 1");
    expect((await trader.order(id)).state).toBe("rejected");
  });

  it("two desks on one database: the paused one's approval is not written", async () => {
    await trader.desk.db.writer("lease").update({ epoch: trader.desk.lease.epoch + 1 });
    await expect(trader.type(`/approve ${id}`)).rejects.toThrow("taken over");
    await trader.desk.db.writer("lease").update({ epoch: trader.desk.lease.epoch });
    expect((await trader.order(id)).state).toBe("proposed");
  });
});
