/** What the tables refuse, and what a model's row is. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";

import { transact, type Tx } from "../../src/db/transact.ts";
import type { OrderId } from "../../src/domain/ids.ts";
import { type Decimal, from } from "../../src/domain/money.ts";
import { isUniqueViolation } from "../../src/db/errors.ts";
import { Exchange } from "../../src/models/exchange.ts";
import { toMarket, MarketRow } from "../../src/models/market.ts";
import { readMeta, writeMeta } from "../../src/models/meta.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { Trade } from "../../src/models/trade.ts";
import { insertLedgerLines, LedgerLine } from "../../src/models/ledger-line.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";
import { aMarket, anOrder, aPosition, oneOfEach } from "../support/rows.ts";

eachDatabase("rows", (open) => {
  let desk: TestDesk;
  let rows: Awaited<ReturnType<typeof oneOfEach>>;
  const write = <T>(work: (tx: Tx) => PromiseLike<T>): Promise<T> => transact(desk, work);
  beforeAll(async () => {
    desk = await open();
    rows = await oneOfEach(desk);
  });
  afterAll(() => desk.close());

  describe("a row", () => {
    test("has the types of its schema", async () => {
      const order = await Order.query(desk.db.reader).findById(rows.order.id);
      expectTypeOf(order).toEqualTypeOf<Order | undefined>();
      expectTypeOf<Order["quantity"]>().toEqualTypeOf<Decimal>();
      expectTypeOf<Order["id"]>().toEqualTypeOf<OrderId>();
      expectTypeOf<Order["price"]>().toEqualTypeOf<Decimal | null>();
      expect(order?.quantity).toEqual(from("0.01"));
      expect(order?.price).toBeNull();
    });

    test("as inserted equals the row as read", async () => {
      const read = await Order.query(desk.db.reader).findById(rows.order.id);
      expect({ ...read }).toEqual({ ...rows.order });
    });

    test("as the first of many is the only one that is read", () => {
      const { sql } = Order.query(desk.db.reader).orderBy("id").first().toKnexQuery().toSQL();
      expect(sql).toMatch(/limit .$|limit \$1$/);
    });

    test("carries booleans and JSON as what they are", async () => {
      const paper = await Exchange.query(desk.db.reader).findById("paper");
      expect(paper?.isActive).toBe(true);
      expect(paper?.settings).toEqual({ feePercent: "0.1", spreadPercent: "0.02", slippagePercent: "0.01" });
    });

    test("a patch changes what it names and keeps the rest", async () => {
      await write((tx) =>
        Order.query(tx)
          .patch({ version: 3, filledQuantity: from("0.005") })
          .where({ id: rows.order.id }),
      );
      await write((tx) => Order.query(tx).patch({ reason: "why" }).where({ id: rows.order.id }));
      const read = await Order.query(desk.db.reader).findById(rows.order.id);
      expect(read).toMatchObject({ version: 3, filledQuantity: from("0.005"), reason: "why" });
    });

    test.each([
      ["a column that there is not", { colour: "red" }, /colour/],
      ["money as a number", { quantity: 0.01 }, /Decimal/],
      ["a state that there is not", { state: "lost" }, /state/],
    ])("is refused with %s", async (_what, wrong, message) => {
      const insert = write((tx) => Order.query(tx).insert({ ...anOrder, uuid: "u", ...(wrong as object) }));
      await expect(insert).rejects.toThrow(message);
    });

    test("a market becomes the domain's", async () => {
      const row = await write((tx) => MarketRow.query(tx).insert(aMarket));
      expect(toMarket(row)).toMatchObject({ pair: "BTC/USDT", tick: from("0.1"), maxAmount: null });
    });

    test("a single fact is written and read", async () => {
      await write((tx) => writeMeta(tx, "k", "1"));
      await write((tx) => writeMeta(tx, "k", "2"));
      expect(await readMeta(desk.db.reader, "k")).toBe("2");
      expect(await readMeta(desk.db.reader, "none")).toBeNull();
    });
  });

  describe("relations", () => {
    test("an order knows its exchange, strategy, position and assets", async () => {
      const order = await Order.query(desk.db.reader)
        .findById(rows.order.id)
        .withGraphFetched("[atExchange, strategy, position.[atExchange, strategy], base, quote]");
      expect(order?.atExchange?.name).toBe("paper");
      expect(order?.strategy?.id).toBe("manual");
      expect(order?.position?.strategy?.name).toBe("By hand");
      expect([order?.base?.symbol, order?.quote?.symbol]).toEqual(["BTC", "USDT"]);
    });

    test("a trade leads to its wallets by the ledger, and back", async () => {
      const { trade, wallet } = rows;
      const line = {
        entry: "e",
        kind: "fill",
        exchange: trade.exchange,
        asset: "USDT",
        positionId: null,
        at: NOW,
      } as const;
      await write((tx) =>
        insertLedgerLines(tx, [
          { ...line, account: "wallet", amount: from("-1.5"), walletId: wallet.id, tradeId: trade.id },
          { ...line, account: "market", amount: from("1.5"), walletId: null, tradeId: trade.id },
        ]),
      );
      const fetched = await Trade.query(desk.db.reader).findById(trade.id).withGraphFetched("[order, wallets]");
      const lines = await LedgerLine.query(desk.db.reader)
        .where({ wallet_id: wallet.id })
        .withGraphFetched("[wallet, trade]");
      expect(fetched?.order?.id).toBe(rows.order.id);
      expect(fetched?.wallets?.map(({ asset }) => asset)).toEqual(["USDT"]);
      expect(lines.map((entry) => [entry.amount, entry.trade?.id])).toEqual([[from("-1.5"), trade.id]]);
    });

    test("a strategy leads to the markets that it follows", async () => {
      await write(async (tx) => {
        const market = { exchange: "paper", trading_pair: "BTC/USDT", timeframe: "1m" };
        await tx("strategy_market").insert({ strategy_id: "manual", ...market });
        const prices = { open_price: "1", high_price: "1", low_price: "1", close_price: "1", volume: "0" };
        await tx("market_data").insert({ ...market, timestamp: NOW, ...prices });
      });
      const manual = await Strategy.query(desk.db.reader).findById("manual").withGraphFetched("marketData");
      expect(manual?.marketData?.map(({ tradingPair }) => tradingPair)).toEqual(["BTC/USDT"]);
    });
  });

  describe("the tables themselves refuse", () => {
    const other = { ...anOrder, uuid: "u2", clientOrderId: "oabc0000000000009" };

    test("a reference to nothing", async () => {
      const insert = write((tx) => Order.query(tx).insert({ ...other, exchange: "nowhere" } as object));
      await expect(insert).rejects.toThrow(/foreign key/i);
    });

    test("a row that others refer to being taken away", async () => {
      await expect(write((tx) => tx("orders").where({ id: rows.order.id }).delete())).rejects.toThrow(/foreign key/i);
    });

    test("a second order of the same client order id, as a unique violation", async () => {
      const insert = write((tx) => Order.query(tx).insert({ ...other, clientOrderId: anOrder.clientOrderId }));
      await expect(insert).rejects.toSatisfy(isUniqueViolation);
    });

    test("a second open position of the same strategy on a pair, but not after the first is closed", async () => {
      const insert = () => write((tx) => Position.query(tx).insert(aPosition));
      await expect(insert()).rejects.toSatisfy(isUniqueViolation);
      await write((tx) => Position.query(tx).patch({ closedTime: NOW }).where({ id: rows.position.id }));
      await insert();
    });

    test.each([
      ["sending twice", "orders", { send_count: 2 }],
      ["a state that there is not", "orders", { state: "lost" }],
      ["a severity of six", "alerts", { severity: 6 }],
    ])("%s", async (_what, table, wrong) => {
      await expect(write((tx) => tx(table).update(wrong))).rejects.toThrow(/check/i);
    });

    test("a ledger line of a wallet that names none", async () => {
      const line = {
        entry: "e",
        kind: "fill",
        exchange: "paper",
        account: "wallet",
        asset: "USDT",
        amount: "1",
        at: NOW,
      };
      await expect(write((tx) => tx("ledger_lines").insert(line))).rejects.toThrow(/ledger_lines_wallet_check/);
    });

    test("nothing when an asset is renamed: what refers to it follows", async () => {
      await write((tx) => tx("assets").where({ symbol: "USDT" }).update({ symbol: "USDX" }));
      const order = await Order.query(desk.db.reader).findById(rows.order.id);
      await write((tx) => tx("assets").where({ symbol: "USDX" }).update({ symbol: "USDT" }));
      expect(order?.quoteAsset).toBe("USDX");
    });
  });
});
