/** No digit of money is lost or misspelt on its way to the database and back. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ExchangeName, StrategyId } from "../../src/domain/ids.ts";
import { from, text } from "../../src/domain/money.ts";
import { transact, type Tx } from "../../src/db/transact.ts";
import { Asset } from "../../src/models/asset.ts";
import { Drift } from "../../src/models/drift.ts";
import { EquityRow } from "../../src/models/equity.ts";
import { LedgerLine } from "../../src/models/ledger-line.ts";
import { MarketData } from "../../src/models/market-data.ts";
import { MarketRow } from "../../src/models/market.ts";
import { Order } from "../../src/models/order.ts";
import { PerformanceMetrics } from "../../src/models/performance-metrics.ts";
import { Position } from "../../src/models/position.ts";
import { StrategyEquity } from "../../src/models/strategy-equity.ts";
import { Trade } from "../../src/models/trade.ts";
import { Wallet } from "../../src/models/wallet.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";
import { allModels, type AnyModel, moneyColumns } from "../support/models.ts";
import {
  aCandleRow,
  aMarket,
  anOrder,
  aPosition,
  aTrade,
  aWallet,
  oneOfEach,
  somePerformance,
} from "../support/rows.ts";

const BEYOND_FLOATS = from("9007199254740993.123456789012345678");
const aLine = {
  entry: "e1",
  kind: "opening",
  exchange: "paper" as ExchangeName,
  account: "external",
  asset: "USDT",
  amount: from("1"),
  at: NOW,
} as const;
const someEquity = {
  exchange: "paper" as ExchangeName,
  at: NOW,
  takenAt: NOW,
  source: "synthetic",
  currency: "USDT",
  day: "2022-01-01",
  flows: from("0"),
  ledgerId: 0,
} as const;
const someGain = {
  exchange: "paper" as ExchangeName,
  strategyId: "manual" as StrategyId,
  at: NOW,
  takenAt: NOW,
  source: "synthetic",
  currency: "USDT",
  settled: from("0"),
  settledId: 0,
} as const;
const aDrift = {
  exchange: "paper" as ExchangeName,
  asset: "BTC",
  difference: from("-0.004"),
  foundAt: NOW,
} as const;
const anAsset = {
  symbol: "XRP",
  name: "XRP",
  decimalPlaces: 6,
  minOrderSize: from("1"),
  tradingFee: from("0.1"),
} as const;

const orderOfIts = { ...anOrder, uuid: "another", clientOrderId: "oabc0000000000002" };
const elsewhere = { tradingPair: "ETH/USDT" };

/** A row of each model that holds money; `order` is one to refer to. */
const ROWS: readonly (readonly [AnyModel, (order: number) => object])[] = [
  [Asset, () => anAsset],
  [MarketRow, () => aMarket],
  [MarketData, () => aCandleRow],
  [Position, () => ({ ...aPosition, ...elsewhere })],
  [Order, () => orderOfIts],
  [Trade, (order) => ({ ...aTrade, exchangeTradeId: "t2", orderId: order })],
  [Wallet, () => ({ ...aWallet, asset: "BTC" })],
  [LedgerLine, () => aLine],
  [EquityRow, () => someEquity],
  [StrategyEquity, () => someGain],
  [Drift, () => aDrift],
  [PerformanceMetrics, () => somePerformance],
];

test("every model that holds money is tried", async () => {
  const holders = (await allModels()).filter((model) => moneyColumns(model).length > 0).map((model) => model.name);
  expect(ROWS.map(([model]) => model.name).toSorted()).toEqual(holders.toSorted());
});

eachDatabase("money", (open) => {
  let desk: TestDesk;
  let order: number;
  beforeAll(async () => {
    desk = await open();
    order = (await oneOfEach(desk)).order.id;
  });
  afterAll(() => desk.close());

  test.each(ROWS.map(([model, row]) => [model.name, model, row] as const))(
    "in every column of %s comes back to the last digit",
    async (_name, model, row) => {
      const properties = moneyColumns(model).map((column) => model.columnNameToPropertyName(column));
      const money = Object.fromEntries(properties.map((property) => [property, BEYOND_FLOATS]));

      const inserted = await transact(desk, (tx) => model.query(tx).insert({ ...row(order), ...money }));
      const read = await model.query(desk.db.reader).findById(inserted.$id() as number);

      expect(properties.length).toBeGreaterThan(0);
      expect(read).toMatchObject(money);
    },
  );

  test("of any size and sign comes back as it was", async () => {
    const digits = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n });
    await fc.assert(
      fc.asyncProperty(digits, fc.integer({ min: 0, max: 24 }), async (mantissa, places) => {
        const amount = from(text({ mantissa, places }));
        const line = await transact(desk, (tx) => LedgerLine.query(tx).insert({ ...aLine, amount }));
        const read = await LedgerLine.query(desk.db.reader).findById(line.id);
        expect(read?.amount).toEqual(amount);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    "",
    "1e3",
    "+1",
    "01",
    "-01",
    "1.0",
    "1.",
    ".5",
    "-.5",
    "-0",
    "-",
    "--1",
    "1-1",
    "1.2.3",
    "1,5",
    " 1",
    "1 ",
    "0x1",
    "NaN",
    "٣",
  ])("spelt %j is refused by the table itself", async (spelling) => {
    const write = transact(desk, (tx) => insertRaw(tx, spelling));
    await expect(write).rejects.toThrow(/ledger_lines_amount_check/);
  });

  test.each(["0", "7", "-7", "0.5", "-0.05", "100", "10.01"])("spelt %s is taken", async (spelling) => {
    await expect(transact(desk, (tx) => insertRaw(tx, spelling))).resolves.toBeUndefined();
  });
});

async function insertRaw(tx: Tx, amount: string): Promise<void> {
  await tx("ledger_lines").insert({ ...aLine, amount });
}
