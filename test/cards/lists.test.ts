import { describe, expect, test } from "vitest";
import { type AccountFacts, balanceCard, balanceRows } from "../../src/cards/balance.ts";
import { type OrderRow, ordersCard } from "../../src/cards/orders.ts";
import { pageOf, rowsOf } from "../../src/cards/pages.ts";
import { proposalsCard } from "../../src/cards/proposals.ts";
import { NONE, unprotected } from "../../src/cards/protection.ts";
import { positionsCard, type PositionRow } from "../../src/cards/positions.ts";
import { type TradeRow, tradesCard } from "../../src/cards/trades.ts";
import { from } from "../../src/domain/money.ts";
import { at, ENDS, read, runs } from "./facts.ts";

const PAPER = { exchange: "paper", mode: "paper" } as const;
const whole = (rows: readonly unknown[]) => pageOf(rows.length);
const ordersOf = (rows: readonly OrderRow[], all = false) =>
  ordersCard({
    rows,
    first: "paper",
    page: whole(rows),
    all,
    waiting: rows.filter((row) => row.state === "proposed").length,
  });
const tradesOf = (rows: readonly TradeRow[]) =>
  tradesCard({ rows, first: "paper", page: whole(rows), hasOlder: false, line: "trades" });
const positionsOf = (rows: readonly PositionRow[]) => positionsCard(rows, whole(rows));
const balanceOf = (accounts: readonly AccountFacts[], page?: number) =>
  balanceCard({ currency: "USDT", accounts, page: pageOf(balanceRows(accounts).length, page), line: "balance" });
const LIVE = { exchange: "bybit", mode: "live" } as const;

describe("lists", () => {
  test("each empty list says what to type", () => {
    const empty = [proposalsCard([], whole([])), ordersOf([]), ordersOf([], true), tradesOf([]), positionsOf([])];
    for (const card of empty) {
      const lines = read(card);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/\/[a-z]+ /);
    }
  });

  test("proposals have a line and a button each", () => {
    const row = {
      id: 42,
      side: "BUY",
      quantity: from("0.0125"),
      pair: "BTC/USDT",
      quote: "USDT",
      cost: from("578.12"),
    } as const;
    const rows = [{ ...row, expiresAt: ENDS }, { ...row, id: 43, side: "SELL", expiresAt: null } as const];
    const card = proposalsCard(rows, whole(rows));
    expect(read(card)).toEqual([
      "⏳ 2 proposals wait for a yes",
      "#42 BUY 0.0125 BTC/USDT, ≈ 578.12 USDT · 4:58 left",
      "#43 SELL 0.0125 BTC/USDT, ≈ 578.12 USDT",
      "[ Show #42 ] [ Show #43 ]",
    ]);
    expect(runs(card)).toEqual({ "Show #42": "order 42", "Show #43": "order 43" });
  });

  test("orders are a table with numbers at the right", () => {
    const row = {
      side: "BUY",
      exchange: "paper",
      pair: "BTC/USDT",
      quantity: from("0.0125"),
      pricePlaces: 1,
      leg: null,
      trigger: null,
    } as const;
    const card = ordersOf([
      { ...row, id: 7, filled: from("0.005"), limit: from("46240"), state: "partial" },
      { ...row, id: 42, filled: from(0), limit: null, state: "unknown" },
    ]);
    expect(read(card, 80)).toEqual([
      "2 orders at work",
      "#    Order                Quantity     Price  State",
      "#7   BUY BTC/USDT  0.005 of 0.0125  46,240.0  partly filled",
      "#42  BUY BTC/USDT           0.0125    market  unknown: being looked up",
    ]);
  });

  test("what is on another account than the first says so", () => {
    const row = { side: "BUY", pair: "BTC/USDT", quantity: from("0.01"), pricePlaces: 1 } as const;
    const order = { ...row, id: 7, filled: from(0), limit: null, leg: null, trigger: null, state: "open" } as const;
    const trade = {
      ...row,
      order: 7,
      quote: "USDT",
      price: from("46300"),
      feeQuote: from("0.46"),
      realized: from(0),
      isExit: false,
      at: at(9, 0, 0),
    };
    const onBoth = <Row extends object>(of: Row) => ["paper", "paper2"].map((exchange) => ({ ...of, exchange }));
    expect(read(ordersOf(onBoth(order)), 80).slice(1)).toEqual([
      "#   Order         On      Quantity   Price  State",
      "#7  BUY BTC/USDT  paper       0.01  market  resting",
      "#7  BUY BTC/USDT  paper2      0.01  market  resting",
    ]);
    expect(read(tradesOf(onBoth(trade)), 80).slice(1, 4)).toEqual([
      "#   Trade            On      Quantity     Price   Fee  At",
      "#7  bought BTC/USDT  paper       0.01  46,300.0  0.46  4 Jan 2022 09:00:00",
      "#7  bought BTC/USDT  paper2      0.01  46,300.0  0.46  4 Jan 2022 09:00:00",
    ]);
  });

  test("trades end with their fees", () => {
    const row = {
      side: "BUY",
      exchange: "paper",
      pair: "BTC/USDT",
      quote: "USDT",
      quantity: from("0.01"),
      pricePlaces: 1,
      leg: null,
      trigger: null,
    } as const;
    const card = tradesOf([
      {
        ...row,
        order: 43,
        side: "SELL",
        price: from("46300"),
        feeQuote: from("0.463"),
        realized: from("0.0245"),
        isExit: true,
        at: at(9, 0, 0),
      },
      {
        ...row,
        order: 42,
        price: from("46251.25"),
        feeQuote: from("0.4625125"),
        realized: from("-0.4625125"),
        isExit: false,
        at: at(8, 1, 12),
      },
    ]);
    expect(read(card, 80)).toEqual([
      "2 trades",
      "#    Trade            Quantity     Price   Fee  At",
      "#43  sold BTC/USDT        0.01  46,300.0  0.46  4 Jan 2022 09:00:00",
      "#42  bought BTC/USDT      0.01  46,251.2  0.46  4 Jan 2022 08:01:12",
      "Fees 0.93 USDT · realised −0.44 USDT net of them",
    ]);
  });

  test("positions in perpetuals say which are short, and where the exchange would end them", () => {
    const card = positionsCard(
      [
        {
          ...PAPER,
          ...{ pair: "BTC/USDT:USDT", quote: "USDT", strategy: "manual", side: "SHORT", quantity: from("0.01") },
          ...{ entry: from("46250"), mark: from("46000"), pricePlaces: 1, unrealized: from("2.5"), protection: NONE },
          liquidation: from("61359.8"),
        },
      ],
      pageOf(1),
    );
    expect(read(card)).toContainEqual(expect.stringContaining("0.01 short"));
    expect(read(card)).toContainEqual(expect.stringMatching(/^Liquidation +BTC\/USDT:USDT: near 61,359.8$/));
  });

  test("positions say what they are worth and who guards them, a missing price included", () => {
    const row: PositionRow = {
      ...PAPER,
      pair: "BTC/USDT",
      quote: "USDT",
      strategy: "manual",
      side: "LONG",
      liquidation: null,
      quantity: from("0.0125"),
      entry: from("46251.2"),
      mark: from("46300"),
      pricePlaces: 1,
      unrealized: from("0.61"),
      protection: NONE,
    };
    const other = { ...row, pair: "ETH/USDT", quantity: from("1.5"), mark: null, unrealized: null };
    expect(read(positionsOf([row, other]))).toEqual([
      "2 open positions",
      "Pair      Quantity     Entry      Mark  Open profit",
      "BTC/USDT    0.0125  46,251.2  46,300.0        +0.61",
      "ETH/USDT       1.5  46,251.2       n/a          n/a",
      "Stops   BTC/USDT, ETH/USDT: none was asked for",
      "Open profit +0.61 USDT",
    ]);
    const loss = { ...row, ...LIVE, unrealized: from("-31.05"), protection: unprotected(at(8, 14, 0)) };
    expect(read(positionsOf([row, loss]), 70)).toEqual([
      "LIVE · 2 open positions",
      "Pair      Of     Quantity     Entry      Mark  Open profit",
      "BTC/USDT  paper    0.0125  46,251.2  46,300.0        +0.61",
      "BTC/USDT  bybit    0.0125  46,251.2  46,300.0       −31.05",
      "Stops   BTC/USDT on paper: none was asked for",
      "        BTC/USDT on bybit: UNPROTECTED since 08:14:00",
      "Open profit −30.44 USDT",
    ]);
  });

  test("a phone gets each row under its key, no line wider than it", () => {
    const row = {
      side: "BUY",
      exchange: "paper",
      pair: "BTC/USDT",
      quantity: from("0.0125"),
      pricePlaces: 1,
      leg: null,
      trigger: null,
      filled: from(0),
    } as const;
    const lines = read(ordersOf([{ ...row, id: 42, limit: from("46240"), state: "unknown" }]), 32);
    expect(lines).toEqual([
      "1 order at work",
      "#42",
      "  Order             BUY BTC/USDT",
      "  Quantity                0.0125",
      "  Price                 46,240.0",
      "  State",
      "  unknown: being looked up",
    ]);
  });
});

describe("balance", () => {
  const coin = (asset: string, total: string, locked: string, available: string) => ({
    asset,
    total: from(total),
    locked: from(locked),
    available: from(available),
  });

  test("shows every digit there is", () => {
    const coins = [coin("USDT", "9537.041504", "0", "9537.041504"), coin("BTC", "0.01", "0", "0.01")];
    const accounts = [{ ...PAPER, coins, equity: from("9999.5375"), unpriced: [] }];
    expect(read(balanceOf(accounts))).toEqual([
      "Balance · paper",
      "Coin     Available",
      "USDT  9,537.041504",
      "BTC           0.01",
      "Equity 9,999.54 USDT",
    ]);
  });

  test("shows what rests in orders, and a coin without a price", () => {
    const coins = [coin("USDT", "1000", "400.4", "599.6")];
    const accounts = [{ ...LIVE, coins, equity: null, unpriced: ["XYZ"] }];
    expect(read(balanceOf(accounts))).toEqual([
      "Balance · LIVE bybit",
      "Coin  Available  Locked     Total",
      "USDT     599.60  400.40  1,000.00",
      "Equity n/a: no price for XYZ",
    ]);
  });
});

describe("a long list", () => {
  const many = <Row>(count: number, row: (id: number) => Row): Row[] =>
    Array.from({ length: count }, (_, index) => row(count - index));
  const order = (id: number): OrderRow => ({
    id,
    side: "BUY",
    exchange: "paper",
    pair: "BTC/USDT",
    quantity: from("0.01"),
    filled: from(0),
    limit: null,
    leg: null,
    trigger: null,
    pricePlaces: 1,
    state: "filled",
  });

  test("shows ten rows a page, which of how many, and the way on and back", () => {
    const orders = many(57, order);
    const shown = (asked: number) => {
      const page = pageOf(orders.length, asked);
      return ordersCard({ rows: rowsOf(orders, page), first: "paper", page, all: true, waiting: 0 });
    };
    expect(read(shown(3))[0]).toBe("57 orders · 21–30 of 57");
    expect(read(shown(3))).toHaveLength(13);
    expect(runs(shown(3))).toEqual({ "◂ Back": "orders all page=2", "Next ▸": "orders all page=4" });
    expect(runs(shown(1))).toEqual({ "Next ▸": "orders all page=2" });
    expect(runs(shown(6))).toEqual({ "◂ Back": "orders all page=5" });
    expect(read(shown(99))).toEqual(read(shown(6)));
  });

  test("that one page shows has no pages", () => {
    const orders = many(10, order);
    expect(read(ordersOf(orders, true))[0]).toBe("10 orders");
    expect(runs(ordersOf(orders, true))).toEqual({});
  });

  test("adds up all its rows, not those of the page alone", () => {
    const trade = (id: number): TradeRow => ({
      order: id,
      side: "BUY",
      exchange: "paper",
      pair: "BTC/USDT",
      quote: "USDT",
      quantity: from("0.01"),
      price: from("46250"),
      pricePlaces: 1,
      feeQuote: from("0.5"),
      realized: from("1"),
      isExit: true,
      at: at(8, 0, 0),
    });
    const rows = many(25, trade);
    const card = tradesCard({ rows, first: "paper", page: pageOf(25, 3), hasOlder: true, line: "trades BTC/USDT" });
    const lines = read(card, 80);
    expect(lines[0]).toBe("The newest 25 trades · 21–25 of 25");
    expect(lines).toHaveLength(9);
    expect(lines.at(-2)).toBe("Fees 12.50 USDT");
    expect(runs(card)).toEqual({ "◂ Back": "trades BTC/USDT page=2" });
  });

  test("of coins goes on through the accounts, each with the equity of all of it", () => {
    const coins = many(8, (id) => ({ asset: `C${id}`, total: from(1), available: from(1), locked: from(0) }));
    const account = { ...PAPER, coins, equity: from(100), unpriced: [] };
    const accounts = [account, { ...account, exchange: "paper2" }, { ...account, exchange: "paper3", coins: [] }];
    const second = read(balanceOf(accounts, 2));
    expect(second[0]).toBe("Balance · paper2 · 11–17 of 17");
    expect(second).toContain("Equity 100.00 USDT");
    expect(second).toContain("Balance · paper3");
    expect(second.filter((line) => /^C\d/.test(line))).toHaveLength(6);
  });
});
