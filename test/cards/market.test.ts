/** The cards that tell of markets, accounts and coins. */
import { describe, expect, test } from "vitest";

import { type AssetRow, assetsCard } from "../../src/cards/assets.ts";
import { type BookFacts, bookCard } from "../../src/cards/book.ts";
import { type ExchangeRow, exchangesCard } from "../../src/cards/exchanges.ts";
import { pageOf } from "../../src/cards/pages.ts";
import { type PairRow, pairsCard } from "../../src/cards/pairs.ts";
import { depthOf } from "../../src/domain/book.ts";
import { from, mul } from "../../src/domain/money.ts";
import type { Level } from "../../src/domain/quote.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { at, NOW, read, runs } from "./facts.ts";

const PAPER = { exchange: "paper", mode: "paper" } as const;
const LIVE = { exchange: "bybit", mode: "live" } as const;

describe("an order book", () => {
  const level = (price: string, quantity: string): Level => ({ price: from(price), quantity: from(quantity) });
  const bookOf = (changes: Partial<BookFacts> = {}): Reply => {
    const facts = {
      ...{ ...PAPER, pair: "BTC/USDT", base: "BTC", quote: "USDT", pricePlaces: 1, quantityPlaces: 4 },
      ...{ bid: from("46245.4"), ask: from("46254.6"), at: NOW, line: "book BTC/USDT" },
      bids: [level("46245.4", "1.25"), level("46240", "0.5")],
      asks: [level("46254.6", "0.75"), level("46600", "2")],
      ...changes,
    };
    const book = { bids: facts.bids, asks: facts.asks };
    return bookCard({ ...facts, near: { percent: from("0.5"), depth: depthOf({ ...facts, book }, from("0.5")) } });
  };

  test("has the best prices in the middle, the spread and what may be had near it", () => {
    expect(read(bookOf())).toEqual([
      "BTC/USDT bid 46,245.4, ask 46,254.6 USDT · paper",
      "Ask       Quantity     Sum",
      "46,600.0    2.0000  2.7500",
      "46,254.6    0.7500  0.7500",
      "Bid       Quantity     Sum",
      "46,245.4    1.2500  1.2500",
      "46,240.0    0.5000  1.7500",
      "Spread  9.2 USDT, 0.020 %",
      "±0.5 %  bids at least 1.75 BTC, 80,926.75 USDT",
      "        asks 0.75 BTC, 34,690.95 USDT",
      "At      4 Jan 2022 07:56:14",
      "[ Again ]",
    ]);
    expect(runs(bookOf())).toEqual({ Again: "book BTC/USDT" });
  });

  test("of a source that has bars alone is one sentence, with what to type instead", () => {
    const card = bookOf({ bids: [], asks: [] });
    expect(read(card)).toEqual([
      "paper is played from bars: there is no order book of BTC/USDT. Its price: /price BTC/USDT",
    ]);
  });

  test("of one side says that nothing stands on the other, and no spread", () => {
    const lines = read(bookOf({ bids: [], ...LIVE }));
    expect(lines[0]).toBe("BTC/USDT bid none, ask 46,254.6 USDT · LIVE bybit");
    expect(lines).toContain("Bid: nothing stands there.");
    expect(lines.filter((line) => line.startsWith("Spread"))).toEqual([]);
  });

  test.each([
    ["coins of a fraction of a cent", "0.00001234", 8, "1234567.5", 1],
    ["tokens by the billion", "0.00000001", 8, "9876543210.12", 2],
    ["large sizes of cheap coins", "0.9493", 4, "124117.55", 2],
    ["small sizes of dear coins", "123456.78", 2, "0.00012345", 8],
    ["whole contracts", "7209.3", 1, "1", 0],
  ])("shows ten levels a side in 32 columns: %s", (_what, price, pricePlaces, quantity, quantityPlaces) => {
    const side = Array.from({ length: 12 }, (_, i) => ({
      price: from(price),
      quantity: mul(from(quantity), from(i + 1)),
    }));
    const card = bookOf({ bids: side, asks: side, pricePlaces, quantityPlaces });
    for (const block of card.blocks.filter(({ kind }) => kind === "table")) {
      const lines = read({ ...card, blocks: [block] }, 32);
      expect(lines).toHaveLength(11);
      for (const line of lines) expect([line, line.length <= 32]).toEqual([line, true]);
    }
  });
});

describe("pairs", () => {
  const row: PairRow = {
    ...{ pair: "BTC/USDT", base: "BTC", quote: "USDT", last: from("46250"), dayChange: from("-1.2") },
    ...{ tick: from("0.1"), minAmount: from("0.0001"), minCost: from("5") },
  };

  test("say what they cost, how they moved and what the smallest order is", () => {
    const other = { ...row, pair: "XYZ/USDT", base: "XYZ", last: null, dayChange: null, minCost: from(0) };
    expect(read(pairsCard({ ...PAPER, rows: [row, other], page: pageOf(2), line: "pairs" }))).toEqual([
      "2 pairs · paper",
      "Pair          Last  24 h %  Tick             Minimum",
      "BTC/USDT  46,250.0   −1.20   0.1  0.0001 BTC, 5 USDT",
      "XYZ/USDT       n/a     n/a   0.1          0.0001 XYZ",
    ]);
  });

  test("go on page by page with the filter that was asked for", () => {
    const card = pairsCard({ ...LIVE, rows: [row], page: pageOf(57, 2), line: "pairs USDT" });
    expect(read(card)[0]).toBe("57 pairs · LIVE bybit · 11–20 of 57");
    expect(runs(card)).toEqual({ "◂ Back": "pairs USDT page=1", "Next ▸": "pairs USDT page=3" });
  });
});

describe("accounts", () => {
  const row: ExchangeRow = {
    ...{ ...PAPER, isHalted: false, standstill: null, pairs: 5, orders: 1 },
    market: { source: "synthetic", speed: 60, now: at(8, 0, 0) },
  };

  test("say what they run on and how they stand", () => {
    expect(read(exchangesCard([row], pageOf(1)))).toEqual([
      "1 account",
      "paper   active",
      "        synthetic at ×60, market time 4 Jan 2022 08:00:00",
      "        5 pairs, 1 open order",
    ]);
  });

  test("that are halted, stand still or are not open say so, and live ones are LIVE", () => {
    const rows = [
      { ...row, isHalted: true, standstill: "the feed has ended: nothing fills any more" },
      { ...row, ...LIVE, market: null },
    ];
    const lines = read(exchangesCard(rows, pageOf(2)));
    expect(lines[0]).toBe("LIVE · 2 accounts");
    expect(lines).toContain("paper       HALTED · the feed has ended: nothing fills any more");
    expect(lines).toContain("LIVE bybit  not active");
  });

  test("are told page by page", () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({ ...row, exchange: `paper${i}` }));
    expect(read(exchangesCard(rows, pageOf(12, 2))).filter((line) => line.startsWith("paper"))).toHaveLength(2);
    expect(runs(exchangesCard(rows, pageOf(12)))).toEqual({ "Next ▸": "exchanges page=2" });
  });
});

describe("coins", () => {
  const rows: AssetRow[] = [
    { symbol: "BTC", places: 8, held: from("0.0125"), worth: from("578.12") },
    { symbol: "USDT", places: 2, held: from("1000"), worth: from("1000") },
  ];

  test("say what is held of them, to the last digit, and what that is worth together", () => {
    expect(read(assetsCard({ rows, mode: "paper", currency: "USDT", page: pageOf(2) }))).toEqual([
      "2 coins",
      "Coin  Places      Held          Worth",
      "BTC        8    0.0125    578.12 USDT",
      "USDT       2  1,000.00  1,000.00 USDT",
      "On all paper accounts 1,578.12 USDT",
    ]);
  });

  test("without a price are left out of the total, by name; real money is LIVE", () => {
    const unpriced = { symbol: "XYZ", places: 8, held: from(1), worth: null };
    const lines = read(assetsCard({ rows: [...rows, unpriced], mode: "live", currency: "USDT", page: pageOf(3) }));
    expect(lines[0]).toBe("LIVE · 3 coins");
    expect(lines.at(-1)).toBe("On all live accounts 1,578.12 USDT, without XYZ: no price");
  });

  test("are added up over all pages", () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ symbol: `C${i}`, places: 8, held: from(1), worth: from(2) }));
    const second = read(assetsCard({ rows: many, mode: "paper", currency: "USDT", page: pageOf(12, 2) }));
    expect(second[0]).toBe("12 coins · 11–12 of 12");
    expect(second).toContain("On all paper accounts 24.00 USDT");
  });
});
