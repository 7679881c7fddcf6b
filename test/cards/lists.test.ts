import { describe, expect, test } from "vitest";
import { balanceCard } from "../../src/cards/balance.ts";
import { ordersCard } from "../../src/cards/orders.ts";
import { proposalsCard } from "../../src/cards/proposals.ts";
import { positionsCard, type PositionRow } from "../../src/cards/positions.ts";
import { tradesCard } from "../../src/cards/trades.ts";
import { from } from "../../src/domain/money.ts";
import { at, ENDS, read, runs } from "./facts.ts";

const PAPER = { exchange: "paper", mode: "paper" } as const;
const LIVE = { exchange: "bybit", mode: "live" } as const;

describe("lists", () => {
  test("each empty list says what to type", () => {
    const empty = [proposalsCard([]), ordersCard([], false), ordersCard([], true), tradesCard([]), positionsCard([])];
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
    const card = proposalsCard([
      { ...row, expiresAt: ENDS },
      { ...row, id: 43, side: "SELL", expiresAt: null },
    ]);
    expect(read(card)).toEqual([
      "⏳ 2 proposals wait for a yes",
      "#42 BUY 0.0125 BTC/USDT, ≈ 578.12 USDT · 4:58 left",
      "#43 SELL 0.0125 BTC/USDT, ≈ 578.12 USDT",
      "[ Show #42 ] [ Show #43 ]",
    ]);
    expect(runs(card)).toEqual({ "Show #42": "order 42", "Show #43": "order 43" });
  });

  test("orders are a table with numbers at the right", () => {
    const row = { side: "BUY", pair: "BTC/USDT", quantity: from("0.0125"), pricePlaces: 1 } as const;
    const card = ordersCard(
      [
        { ...row, id: 7, filled: from("0.005"), limit: from("46240"), state: "partial" },
        { ...row, id: 42, filled: from(0), limit: null, state: "unknown" },
      ],
      false,
    );
    expect(read(card, 80)).toEqual([
      "2 orders at work",
      "#    Order                Quantity     Limit  State",
      "#7   BUY BTC/USDT  0.005 of 0.0125  46,240.0  partly filled",
      "#42  BUY BTC/USDT           0.0125    market  unknown: being looked up",
    ]);
  });

  test("trades end with their fees", () => {
    const row = { side: "BUY", pair: "BTC/USDT", quote: "USDT", quantity: from("0.01"), pricePlaces: 1 } as const;
    const card = tradesCard([
      { ...row, order: 43, side: "SELL", price: from("46300"), feeQuote: from("0.463"), at: at(9, 0, 0) },
      { ...row, order: 42, price: from("46251.25"), feeQuote: from("0.4625125"), at: at(8, 1, 12) },
    ]);
    expect(read(card, 80)).toEqual([
      "2 trades",
      "#    Trade            Quantity     Price   Fee  At",
      "#43  sold BTC/USDT        0.01  46,300.0  0.46  4 Jan 2022 09:00:00",
      "#42  bought BTC/USDT      0.01  46,251.2  0.46  4 Jan 2022 08:01:12",
      "Fees 0.93 USDT",
    ]);
  });

  test("positions say what they are worth and who guards them, a missing price included", () => {
    const row: PositionRow = {
      ...PAPER,
      pair: "BTC/USDT",
      quote: "USDT",
      strategy: "manual",
      quantity: from("0.0125"),
      entry: from("46251.2"),
      mark: from("46300"),
      pricePlaces: 1,
      unrealized: from("0.61"),
      protection: "none was asked for",
    };
    const other = { ...row, pair: "ETH/USDT", quantity: from("1.5"), mark: null, unrealized: null };
    expect(read(positionsCard([row, other]))).toEqual([
      "2 open positions",
      "Pair      Quantity     Entry      Mark  Open profit",
      "BTC/USDT    0.0125  46,251.2  46,300.0        +0.61",
      "ETH/USDT       1.5  46,251.2       n/a          n/a",
      "Open profit +0.61 USDT",
      "Stops   BTC/USDT, ETH/USDT: none was asked for",
    ]);
    const loss = { ...row, ...LIVE, unrealized: from("-31.05"), protection: "UNPROTECTED since 08:14" };
    expect(read(positionsCard([row, loss]), 70)).toEqual([
      "LIVE · 2 open positions",
      "Pair      Of     Quantity     Entry      Mark  Open profit",
      "BTC/USDT  paper    0.0125  46,251.2  46,300.0        +0.61",
      "BTC/USDT  bybit    0.0125  46,251.2  46,300.0       −31.05",
      "Open profit −30.44 USDT",
      "Stops   BTC/USDT: none was asked for",
      "        BTC/USDT: UNPROTECTED since 08:14",
    ]);
  });

  test("a phone gets each row under its key, no line wider than it", () => {
    const row = { side: "BUY", pair: "BTC/USDT", quantity: from("0.0125"), pricePlaces: 1, filled: from(0) } as const;
    const lines = read(ordersCard([{ ...row, id: 42, limit: from("46240"), state: "unknown" }], false), 32);
    expect(lines).toEqual([
      "1 order at work",
      "#42",
      "  Order             BUY BTC/USDT",
      "  Quantity                0.0125",
      "  Limit                 46,240.0",
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
    expect(read(balanceCard({ currency: "USDT", accounts }))).toEqual([
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
    expect(read(balanceCard({ currency: "USDT", accounts }))).toEqual([
      "Balance · LIVE bybit",
      "Coin  Available  Locked     Total",
      "USDT     599.60  400.40  1,000.00",
      "Equity n/a: no price for XYZ",
    ]);
  });
});
