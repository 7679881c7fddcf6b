/** Halts of every scope: what is stopped, what is canceled, and what nobody in a chat needs to type. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { transact } from "../../../src/db/transact.ts";
import { Refusal } from "../../../src/domain/errors.ts";
import type { ClientOrderId, ExchangeName, OrderId, Pair, PersonId, StrategyId } from "../../../src/domain/ids.ts";
import { from } from "../../../src/domain/money.ts";
import { Alert } from "../../../src/models/alert.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Halt, standingHalts } from "../../../src/models/halt.ts";
import { MarketRow } from "../../../src/models/market.ts";
import { Order } from "../../../src/models/order.ts";
import { refuseHalted } from "../../../src/trading/guards/guard.ts";
import { reconcile } from "../../../src/trading/reconcile.ts";
import { createStops } from "../../../src/trading/halts/without-chat.ts";
import { eachDatabase } from "../../support/database.ts";
import { aMarket, anOrder } from "../../support/rows.ts";
import { Trader } from "../../support/trader.ts";

const RESTING = "/buy BTC/USDT 0.01 price=46000";

eachDatabase("a halt", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    trader.ageMs = 0;
    await trader.startOver();
  });
  afterAll(() => trader.close());

  const standing = (): Promise<Halt[]> => standingHalts(trader.desk.db.reader);
  const card = async (): Promise<string> => {
    const alerts = await Alert.query(trader.desk.db.reader).where({ related_entity_type: "halt" }).orderBy("id");
    return alerts[0]?.message ?? "";
  };
  const rest = async (line = RESTING): Promise<number> => {
    await trader.type(line);
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    return id;
  };

  it.each([
    ["/halt exchange looks odd", "exchange looks odd"],
    ["/halt oddly keep nothing", "oddly keep nothing"],
    ["/halt BTC/USTD news", "BTC/USTD news"],
    ["/halt BTC/USDT exchange=kraken news", "BTC/USDT exchange=kraken news"],
    [`/halt ${"x".repeat(900)}`, "x".repeat(200)],
  ])("whose first word names nothing is one of everything, and keeps nothing: %s", async (line, reason) => {
    await trader.type(line);
    expect(await standing()).toMatchObject([{ scope: "all", reason, keepsOrders: false }]);
  });

  it("by a word that is nearly a pair says so, also once its cancels are confirmed", async () => {
    await rest();
    expect(await trader.type("/halt BTC/USTD news")).toContain("1 entry being canceled");
    await trader.turn();
    await trader.turn();
    expect(await card()).toContain("1 entry canceled");
    expect(await card()).toContain("For BTC/USDT alone: /halt BTC/USDT, then /resume all");
  });

  it.each([
    ["/halt", { scope: "all", reason: null }],
    ["/halt all news", { scope: "all", reason: "news" }],
    ["/halt paper keep", { scope: "exchange", exchange: "paper", keepsOrders: true }],
    ["/halt exchange=paper odd", { scope: "exchange", exchange: "paper", reason: "odd" }],
    ["/halt btc/usdt news", { scope: "pair", tradingPair: "BTC/USDT", exchange: null, reason: "news" }],
    ["/halt BTC/USDT exchange=paper news", { scope: "pair", tradingPair: "BTC/USDT", exchange: "paper" }],
    ["/halt manual", { scope: "strategy", strategyId: "manual", reason: null }],
  ])("%s", async (line, halt) => {
    expect(await trader.type(line)).toContain("HALTED");
    expect(await standing()).toMatchObject([halt]);
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("halted");
    expect(await trader.resume()).toContain("RESUMED");
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("BUY 0.01");
  });

  it("stops what waits for a yes before a new quote of it could be promised", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    const id = await trader.newest();
    trader.venue.price = "47000";
    await trader.type("/halt BTC/USDT news");
    expect(await trader.type(`/approve ${id}`)).toContain("Refused: BTC/USDT is halted (news)");
    expect((await trader.order(id)).version).toBe(1);
  });

  it("lets closing pass in every scope", async () => {
    const id = await rest("/buy BTC/USDT 0.01");
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    await trader.turn();
    for (const scope of ["all", "paper", "BTC/USDT", "manual"]) await trader.type(`/halt ${scope}`);
    expect(await trader.type("/close BTC/USDT")).toContain("SELLING 0.01");
  });

  it("counts its cancels as the exchange confirms them, and says what filled first", async () => {
    const [filled, canceled] = [await rest(), await rest("/buy BTC/USDT 0.02 price=45000")];
    trader.venue.fill(await trader.clientId(filled), { price: "46000" });
    expect(await trader.type("/halt paper")).toContain("2 entries being canceled");
    await reconcile(trader.app, trader.venue);
    expect(await card()).toContain("1 entry being canceled · 1 entry filled before its cancel");
    await trader.turn();
    expect(await card()).toContain("1 entry canceled · 1 entry filled before its cancel");
    expect((await trader.order(canceled)).state).toBe("canceled");
    expect(await trader.type(`/order ${canceled}`)).toContain("canceled by the halt of owner, 00:00:00");
  });

  it("leaves to a person the cancel that the person asked for before", async () => {
    const ann = await trader.letIn("Ann", "trader");
    const id = await rest();
    await trader.ask(`/cancel ${id}`, null, ann);
    await trader.type("/halt");
    await trader.turn();
    await trader.turn();
    const shown = await trader.type(`/order ${id}`);
    expect(shown).toContain("canceled by Ann, 00:00:00");
    expect(shown).not.toContain("by the halt");
  });

  it("offers, at a yes that it stops, to look and to end it", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/halt");
    expect(await trader.type(`/approve ${await trader.newest()}`)).toContain("[ /status ] [ /resume ]");
  });

  it("goes on canceling after a stop of the process in between", async () => {
    const id = await rest();
    await trader.type("/halt");
    await trader.restart();
    expect((await trader.order(id)).state).toBe("open");
    await reconcile(trader.app, trader.venue);
    await trader.turn();
    await trader.turn();
    expect((await trader.order(id)).state).toBe("canceled");
    expect(await card()).toContain("1 entry canceled");
  });

  it("is the same when it comes twice, and keep later does not undo it", async () => {
    const id = await rest();
    await trader.type("/halt keep first");
    expect(await trader.type("/halt keep")).toContain('Halted already: everything by owner, 00:00:00: "first"');
    expect((await trader.order(id)).cancelRequestedAt).toBeNull();
    expect(await trader.type("/halt")).toContain("1 resting entry is being canceled");
    expect(await trader.type("/halt keep")).toContain("It stands as it was");
    expect(await standing()).toMatchObject([{ reason: "first", keepsOrders: false }]);
    expect((await trader.order(id)).cancelRequestedAt).not.toBeNull();
  });

  it("that is narrower than another stands by itself", async () => {
    await trader.type("/halt BTC/USTD news");
    await trader.type("/halt BTC/USDT");
    const said = await trader.resume("all");
    expect(said).toContain("Still halted: BTC/USDT by owner");
    expect(await standing()).toMatchObject([{ scope: "pair" }]);
  });

  it("acts on an old message and says how old it was", async () => {
    trader.ageMs = 30_000;
    expect(await trader.type("/halt paper")).not.toContain("had been written");
    trader.ageMs = 400_000;
    expect(await trader.type("/halt")).toContain("The message had been written 6 min before.");
  });

  it("cancels what turns up at the exchange later", async () => {
    trader.venue.faults.push("lost before");
    const id = await rest();
    trader.desk.clock.advance(6_000);
    await trader.turn();
    expect((await trader.order(id)).state).toBe("not_placed");
    await trader.type("/halt paper");
    trader.venue.plant(await trader.clientId(id));
    for (let round = 0; round < 3; round++) await trader.turn();
    expect((await trader.order(id)).state).toBe("canceled");
  });

  it("covers exactly the entries of its scope, on every account and of every strategy", async () => {
    await prepareGrid(trader);
    const names = ["all", "paper", "paper2", "BTC/USDT", "BTC/USDT exchange=paper2", "manual", "trend"];
    const inScope = (scope: string, { exchange, tradingPair, strategyId }: Order): boolean =>
      scope === "all" ||
      [exchange, tradingPair, strategyId].includes(scope as never) ||
      scope === `${tradingPair} exchange=${exchange}`;
    for (const scope of names) {
      await emptyGrid(trader);
      const orders = await restingGrid(trader);
      await trader.type(`/halt ${scope}`);
      for (const order of orders) {
        const { cancelRequestedAt } = await trader.order(order.id);
        expect([scope, order.exchange, order.tradingPair, order.strategyId, cancelRequestedAt !== null]).toEqual([
          scope,
          order.exchange,
          order.tradingPair,
          order.strategyId,
          inScope(scope, order),
        ]);
        const asked = transact(trader.desk, (tx) => refuseHalted(tx, order));
        if (inScope(scope, order)) await expect(asked).rejects.toThrow(Refusal);
        else await asked;
      }
    }
    await emptyGrid(trader);
  });
});

const GRID = {
  exchanges: ["paper", "paper2"] as ExchangeName[],
  pairs: ["BTC/USDT", "ETH/USDT"] as Pair[],
  strategies: ["manual", "trend"] as StrategyId[],
};

async function prepareGrid({ desk }: Trader): Promise<void> {
  await transact(desk, async (tx) => {
    for (const exchange of GRID.exchanges)
      for (const pair of GRID.pairs)
        if ((await MarketRow.query(tx).findOne({ exchange, pair })) === undefined)
          await MarketRow.query(tx).insert({ ...aMarket, exchange, pair, base: pair.slice(0, 3) });
  });
}

async function restingGrid({ desk }: Trader): Promise<Order[]> {
  const places = GRID.exchanges.flatMap((exchange) =>
    GRID.pairs.flatMap((tradingPair) =>
      GRID.strategies.map((strategyId) => ({ exchange, tradingPair, strategyId, baseAsset: tradingPair.slice(0, 3) })),
    ),
  );
  return transact(desk, async (tx) => {
    const orders: Order[] = [];
    for (const [n, place] of places.entries()) {
      const ids = { uuid: `u${n}`, clientOrderId: `xabc000000000000${n}` as ClientOrderId };
      const resting = {
        orderType: "LIMIT",
        price: from("40000"),
        state: "open",
        status: "OPEN",
        sendCount: 1,
      } as const;
      orders.push(await Order.query(tx).insertAndFetch({ ...anOrder, ...place, ...ids, ...resting }));
    }
    return orders;
  });
}

async function emptyGrid({ desk }: Trader): Promise<void> {
  await desk.db.writer.transaction(async (trx) => {
    for (const table of ["deliveries", "orders", "halts", "alerts"]) await trx(table).delete();
  });
}

eachDatabase("the file HALT and the signal", (_open, client) => {
  let trader: Trader;
  let reason: string | null | undefined;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    reason = undefined;
  });
  afterAll(() => trader.close());

  const stops = () =>
    createStops(trader.app, { path: "HALT", isThere: () => reason !== undefined, reason: () => reason });
  const halts = async (): Promise<Halt[]> => Halt.query(trader.desk.db.reader).orderBy("id");

  it("halts once while it lies there, cancels, and resumes nothing when it goes", async () => {
    await trader.type(RESTING);
    const id = (await trader.newest()) as OrderId;
    await trader.type(`/approve ${id}`);
    await trader.turn();
    const looking = stops();
    await looking.look();
    expect(await halts()).toEqual([]);
    reason = "fire in the server room";
    await looking.look();
    await looking.look();
    expect(await halts()).toMatchObject([{ scope: "all", actor: "the file HALT", reason, personId: null }]);
    expect((await trader.order(id)).cancelRequestedAt).not.toBeNull();
    reason = undefined;
    await looking.look();
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("halted (fire in the server room)");
    expect(await trader.type("/status")).toContain('everything by the file HALT, 00:00:00: "fire in the server room"');
    await trader.resume();
    reason = null;
    await looking.look();
    expect(await halts()).toHaveLength(2);
  });

  it("that lies there at a start halts once, also a desk without chats", async () => {
    const listens = (is_active: boolean) => trader.desk.db.writer("chats").update({ is_active });
    await listens(false);
    reason = null;
    await stops().look();
    await stops().look();
    expect(await halts()).toHaveLength(1);
    await listens(true);
  });

  it("halts by the signal, never sells, and tells every chat", async () => {
    const looking = stops();
    looking.signal();
    await looking.look();
    await looking.look();
    expect(await halts()).toMatchObject([{ scope: "all", actor: "a signal" }]);
    await trader.resume();
    await looking.look();
    expect(await halts()).toHaveLength(1);
    const [alert] = await Alert.query(trader.desk.db.reader).where({ related_entity_type: "halt" }).orderBy("id");
    expect(alert?.message).toContain("It was halted by a signal, 00:00:00");
    const [row] = await AuditRow.query(trader.desk.db.reader).where({ action: "halt" }).orderBy("seq", "desc");
    expect(row).toMatchObject({ actor: "a signal", personId: null as PersonId | null });
  });

  it("tries the signal again where the halt could not be written", async () => {
    const looking = stops();
    looking.signal();
    const { epoch } = trader.desk.lease;
    const taken = (at: number) => trader.desk.db.writer("lease").update({ epoch: at });
    await taken(epoch + 1);
    await expect(looking.look()).rejects.toThrow("taken over");
    await taken(epoch);
    await looking.look();
    expect(await halts()).toHaveLength(1);
  });
});
