import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Candle } from "../../../src/domain/candle.ts";
import type { Quote } from "../../../src/domain/quote.ts";
import type { Pair } from "../../../src/domain/ids.ts";
import { matchBar } from "../../../src/domain/matching/bar.ts";
import { feeOf, mostCost } from "../../../src/domain/matching/fee.ts";
import type { Match, MatchRules, WorkingOrder } from "../../../src/domain/matching/order.ts";
import { quoteOfBar } from "../../../src/domain/matching/price.ts";
import { matchQuote } from "../../../src/domain/matching/quote.ts";
import { add, compare, from, isZero, less, mul, roundTo, equal, sum, text, ZERO } from "../../../src/domain/money.ts";
import { bar, COSTLY, FREE, order, quote, shown } from "../../support/matching.ts";

describe("against a bar", () => {
  type Row = readonly [what: string, order: string, bar: string, rules: MatchRules, result: string];
  const rows: readonly Row[] = [
    ["a buy at market takes the open", "buy 1 market", "100 110 90 105", FREE, "1 at 100 taker, filled"],
    [
      "a buyer pays half the spread and the slippage",
      "buy 1 market",
      "100 110 90 105",
      COSTLY,
      "1 at 100.3 taker, filled",
    ],
    ["a seller loses them", "sell 1 market", "100 110 90 105", COSTLY, "1 at 99.7 taker, filled"],
    ["a buyer's price goes up to the tick", "buy 1 market", "100.5 110 90 105", COSTLY, "1 at 100.9 taker, filled"],
    ["a seller's goes down to it", "sell 1 market", "100.5 110 90 105", COSTLY, "1 at 100.1 taker, filled"],
    ["5 % of the volume is the most", "buy 1 market", "100 110 90 105 10", FREE, "0.5 at 100 taker, goes on"],
    ["it is cut to the step", "sell 1 market", "100 110 90 105 0.999", FREE, "0.049 at 100 taker, goes on"],
    ["a bar without trades fills nothing", "buy 1 market", "100 100 100 100 0", FREE, "goes on"],
    [
      "a rest at market is taken at the next open",
      "buy 1 market - resting",
      "100 110 90 105",
      FREE,
      "1 at 100 taker, filled",
    ],
    ["a market buy beyond its collar expires", "buy 1 market 99", "100 110 90 105", FREE, "expired"],
    ["an IOC within its limit fills", "buy 1 ioc 100.3", "100 110 90 105", COSTLY, "1 at 100.3 taker, filled"],
    ["an IOC beyond it expires", "buy 1 ioc 100.2", "100 110 90 105", COSTLY, "expired"],
    ["an IOC sale beyond its limit expires", "sell 1 ioc 99.8", "100 110 90 105", COSTLY, "expired"],
    ["an IOC expires its rest", "buy 1 ioc 101", "100 110 90 105 10", FREE, "0.5 at 100 taker, expired"],
    ["an IOC in a bar without trades expires", "buy 1 ioc 101", "100 100 100 100 0", FREE, "expired"],
    [
      "a limit that is marketable on arrival takes",
      "buy 1 gtc 101",
      "100 110 90 105",
      COSTLY,
      "1 at 100.3 taker, filled",
    ],
    ["its rest rests", "buy 1 gtc 101", "100 110 90 105 10", COSTLY, "0.5 at 100.3 taker, goes on"],
    [
      "not marketable with its costs, it waits for its price",
      "buy 1 gtc 100.1",
      "100 110 99 105",
      COSTLY,
      "1 at 100.1 maker, filled",
    ],
    ["a touch is no trade-through", "buy 1 gtc 90 resting", "100 110 90 105", FREE, "goes on"],
    [
      "a trade through fills at the limit, free of spread",
      "buy 1 gtc 90.1 resting",
      "100 110 90 105",
      COSTLY,
      "1 at 90.1 maker, filled",
    ],
    ["a sale waits for the high", "sell 1 gtc 110 resting", "100 110 90 105", FREE, "goes on"],
    ["and is filled by a higher one", "sell 1 gtc 109.9 resting", "100 110 90 105", COSTLY, "1 at 109.9 maker, filled"],
    ["a gap fills a resting buy at the open", "buy 1 gtc 95 resting", "90 110 85 105", COSTLY, "1 at 90 maker, filled"],
    [
      "a gap fills a resting sale at the open",
      "sell 1 gtc 95 resting",
      "100 110 85 105",
      COSTLY,
      "1 at 100 maker, filled",
    ],
    ["an open at the limit is no gap", "buy 1 gtc 100 resting", "100 110 100 105", FREE, "goes on"],
    ["a resting order gets 5 % too", "buy 1 gtc 95 resting", "100 110 90 105 10", FREE, "0.5 at 95 maker, goes on"],
    ["fill-or-kill fills whole", "buy 1 fok 101", "100 110 90 105 20", FREE, "1 at 100 taker, filled"],
    ["or not at all", "buy 1 fok 101", "100 110 90 105 19.9", FREE, "expired"],
    ["nor beyond its limit", "buy 1 fok 100.2", "100 110 90 105", COSTLY, "expired"],
    ["far from the market nothing happens", "buy 1 gtc 50", "100 110 90 105", FREE, "goes on"],
  ];
  it.each(rows)("%s", (_what, given, candle, rules, result) => {
    expect(shown(matchBar(order(given), bar(candle), rules))).toBe(result);
  });

  it("leaves a quote of half the spread around its close, rounded outward", () => {
    const pair = "BTC/USDT" as Pair;
    const { bid, ask, last, ...rest } = quoteOfBar(pair, 60_000, bar("100 110 90 105.5"), COSTLY);
    expect([text(bid), text(ask), text(last)]).toEqual(["105.3", "105.7", "105.5"]);
    expect(rest).toEqual({ pair, at: 60_000, book: { bids: [], asks: [] } });
  });
});

describe("against a quote", () => {
  const book = "99.9×1 99.8×2 99×5 | 100×1 100.1×2 101×5";
  type Row = readonly [what: string, order: string, quote: string, rules: MatchRules, result: string];
  const rows: readonly Row[] = [
    ["a buy at market takes the best offer", "buy 1 market", book, FREE, "1 at 100 taker, filled"],
    ["only slippage is added: the offer holds the spread", "buy 1 market", book, COSTLY, "1 at 100.2 taker, filled"],
    ["a sale takes the best bid", "sell 1 market", book, COSTLY, "1 at 99.7 taker, filled"],
    ["it walks the book", "buy 2 market", book, FREE, "1 at 100 taker, 1 at 100.1 taker, filled"],
    [
      "at most what the book holds",
      "buy 9 market",
      book,
      FREE,
      "1 at 100 taker, 2 at 100.1 taker, 5 at 101 taker, goes on",
    ],
    ["not beyond a market buy's collar", "buy 9 market 100.5", book, FREE, "1 at 100 taker, 2 at 100.1 taker, expired"],
    [
      "an IOC takes what lies within its limit",
      "buy 9 ioc 100.1",
      book,
      FREE,
      "1 at 100 taker, 2 at 100.1 taker, expired",
    ],
    ["an IOC sale, too", "sell 9 ioc 99.8", book, FREE, "1 at 99.9 taker, 2 at 99.8 taker, expired"],
    ["slippage may push a level beyond it", "buy 1 ioc 100.1", book, COSTLY, "expired"],
    ["an arriving limit takes and then rests", "buy 2 gtc 100", book, FREE, "1 at 100 taker, goes on"],
    ["an arriving limit below the offer rests", "buy 2 gtc 99.9", book, FREE, "goes on"],
    ["a resting buy is not filled by an offer at its price", "buy 1 gtc 100 resting", book, FREE, "goes on"],
    ["but by one below it, at its price", "buy 1 gtc 100.1 resting", book, COSTLY, "1 at 100.1 maker, filled"],
    ["and by no more than came there", "buy 9 gtc 100.5 resting", book, FREE, "3 at 100.5 maker, goes on"],
    ["a resting sale is filled by a higher bid", "sell 1 gtc 99.8 resting", book, FREE, "1 at 99.8 maker, filled"],
    ["fill-or-kill takes what it needs", "buy 3 fok 100.1", book, FREE, "1 at 100 taker, 2 at 100.1 taker, filled"],
    ["or nothing, where too little lies within its limit", "buy 3.001 fok 100.1", book, FREE, "expired"],
    ["or the book holds too little", "sell 9 fok", book, FREE, "expired"],
    ["an empty book fills nothing", "buy 1 market", "|", FREE, "goes on"],
    [
      "amounts of a book are cut to the step",
      "buy 1 market",
      "99×1 | 100×0.0005 101×0.7777",
      FREE,
      "0.777 at 101 taker, goes on",
    ],
  ];
  it.each(rows)("%s", (_what, given, levels, rules, result) => {
    expect(shown(matchQuote(order(given), quote(levels), rules))).toBe(result);
  });
});

describe("fees", () => {
  it("are a fraction of the cost, cut to eight places", () => {
    expect(text(feeOf(from("4638.63"), from("0.001")))).toBe("4.63863");
    expect(text(feeOf(from("0.00001234"), from("0.00075")))).toBe("0");
  });

  it("of the parts, with their costs, never come to more than was locked for the whole", () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 8 });
    const prices = fc.integer({ min: 1, max: 10_000_000 });
    const rates = fc.integer({ min: 0, max: 99_999 });
    fc.assert(
      fc.property(amounts, prices, rates, (parts, price, permille) => {
        const [limit, rate] = [mul(from(price), from("0.0001")), mul(from(permille), from("0.0000001"))];
        const quantities = parts.map((part) => mul(from(part), from("0.0001")));
        const spent = sum(quantities.map((q) => add(mul(q, limit), feeOf(mul(q, limit), rate))));
        expect(compare(spent, mostCost(sum(quantities), limit, rate))).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("whatever happens", () => {
  const ticks = (min: number, max: number) => fc.integer({ min, max }).map((n) => mul(from(n), FREE.tick));
  const steps = (max: number) => fc.integer({ min: 1, max }).map((n) => mul(from(n), FREE.step));
  const orders: fc.Arbitrary<WorkingOrder> = fc
    .record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      kind: fc.constantFrom("market" as const, "gtc" as const, "ioc" as const, "fok" as const),
      remaining: steps(100_000),
      limit: ticks(800, 1_200),
      stop: fc.option(fc.record({ trigger: ticks(800, 1_200), trail: fc.option(ticks(1, 200)) })),
      isResting: fc.boolean(),
    })
    .map((made) => (made.kind === "market" && made.side === "SELL" ? { ...made, limit: null } : made));
  const bars: fc.Arbitrary<Candle> = fc
    .tuple(fc.array(ticks(800, 1_200), { minLength: 4, maxLength: 4 }), steps(1_000_000))
    .map(([prices, volume]) => {
      const [low = ZERO, open = ZERO, close = ZERO, high = ZERO] = prices.toSorted(compare);
      return { at: 0, open, high, low, close, volume };
    });
  const quotes: fc.Arbitrary<Quote> = fc
    .tuple(ticks(850, 1_150), fc.array(steps(50_000), { minLength: 1, maxLength: 10 }))
    .map(([mid, sizes]) => {
      const level = (way: number) =>
        sizes.map((quantity, i) => ({ price: add(mid, mul(from(way * (i + 1)), FREE.tick)), quantity }));
      const [bids, asks] = [level(-1), level(1)];
      return {
        pair: "BTC/USDT" as Pair,
        at: 0,
        bid: bids[0]?.price ?? mid,
        ask: asks[0]?.price ?? mid,
        last: mid,
        book: { bids, asks },
      };
    });
  const rules = fc.constantFrom(FREE, COSTLY);

  function isSound(given: WorkingOrder, { fills, ends, stop }: Match): void {
    const filled = sum(fills.map((fill) => fill.quantity));
    expect(compare(filled, given.remaining)).toBeLessThanOrEqual(0);
    expect(ends === "filled").toBe(equal(filled, given.remaining));
    const isWaiting = stop !== null;
    if (isWaiting) expect([fills, ends, given.stop === null]).toEqual([[], null, false]);
    if (given.kind === "ioc" || given.kind === "fok") expect(ends === null).toBe(isWaiting);
    if (given.kind === "fok" && !isWaiting) expect(isZero(filled) || ends === "filled").toBe(true);
    if (given.kind === "gtc") expect(ends).not.toBe("expired");
    for (const { price, quantity, liquidity } of fills) {
      expect(isZero(quantity)).toBe(false);
      expect(equal(roundTo(quantity, FREE.step, "down"), quantity)).toBe(true);
      expect(equal(roundTo(price, FREE.tick, "down"), price)).toBe(true);
      if (given.limit !== null)
        expect(given.side === "BUY" ? less(given.limit, price) : less(price, given.limit)).toBe(false);
      if (given.kind !== "gtc") expect(liquidity).toBe("taker");
    }
  }

  it("no bar gives more than was ordered, more than 5 % of itself, or a price beyond the limit", () => {
    fc.assert(
      fc.property(orders, bars, rules, (given, candle, rule) => {
        const match = matchBar(given, candle, rule);
        isSound(given, match);
        const filled = sum(match.fills.map((fill) => fill.quantity));
        expect(compare(filled, mul(candle.volume, from("0.05")))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it("no quote gives more than was ordered, more than its book holds, or a price beyond the limit", () => {
    fc.assert(
      fc.property(orders, quotes, rules, (given, offer, rule) => {
        const match = matchQuote(given, offer, rule);
        isSound(given, match);
        const side = given.side === "BUY" ? offer.book.asks : offer.book.bids;
        const filled = sum(match.fills.map((fill) => fill.quantity));
        expect(compare(filled, sum(side.map((level) => level.quantity)))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
