import { describe, expect, it } from "vitest";

import { type Candle, type Timeframe, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import type { Pair } from "../../../src/domain/ids.ts";
import type { Quote } from "../../../src/domain/quote.ts";
import { compare, equal, from, roundTo, toNumber } from "../../../src/domain/money.ts";
import type { Place } from "../../../src/exchange/market-source.ts";
import { rulesOf } from "../../../src/exchange/paper/catalog.ts";
import { syntheticSource } from "../../../src/exchange/synthetic/source.ts";
import { marketSourceContract } from "../../contract/market-source.ts";

const BTC = "BTC/USDT" as Pair;
const START = Date.UTC(2020, 0, 1);
const spread = from("0.0002");
const make = () => syntheticSource({ spread });

marketSourceContract("the synthetic market", make);

describe("the synthetic market", () => {
  it("begins on 1 January 2020 at prices of that day and quotes every two seconds", async () => {
    const [first = [], second = []] = await quotesOf(2);
    expect(first.map(({ pair, at }) => [pair, at])).toEqual(
      ["BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT", "BTC/USDT:USDT"].map((pair) => [pair, Date.UTC(2020, 0, 1)]),
    );
    expect(second[0]?.at).toBe(Date.UTC(2020, 0, 1) + 2_000);
    const [bitcoin = 0, ether = 0, solana = 0, bnb = 0] = first.map(({ last }) => toNumber(last));
    expect(bitcoin / 7_200).toBeCloseTo(1, 2);
    expect(ether / 129).toBeCloseTo(1, 2);
    expect(solana / 0.95).toBeCloseTo(1, 2);
    expect(bnb / 13.7).toBeCloseTo(1, 2);
  });

  it("quotes on the tick, the spread at least and less than two ticks more", async () => {
    for (const { pair, bid, ask, last } of (await quotesOf(200)).flat()) {
      const tick = toNumber(rulesOf(pair).tick);
      const wide = toNumber(ask) - toNumber(bid);
      expect(wide).toBeGreaterThanOrEqual(toNumber(last) * 0.0002 - 1e-9);
      expect(wide).toBeLessThan(toNumber(last) * 0.0002 + 2 * tick);
      for (const price of [bid, ask, last]) expect(equal(roundTo(price, rulesOf(pair).tick, "down"), price)).toBe(true);
    }
  });

  it("has a book of ten levels, from the best price outward, in amounts on the step", async () => {
    for (const { pair, bid, ask, book } of (await quotesOf(50)).flat()) {
      expect([book.bids.length, book.asks.length]).toEqual([10, 10]);
      expect([book.bids[0]?.price, book.asks[0]?.price]).toEqual([bid, ask]);
      expect(book.bids).toEqual(book.bids.toSorted((a, b) => compare(b.price, a.price)));
      expect(book.asks).toEqual(book.asks.toSorted((a, b) => compare(a.price, b.price)));
      for (const { quantity } of [...book.bids, ...book.asks]) {
        expect(compare(quantity, rulesOf(pair).minAmount)).toBe(1);
        expect(equal(roundTo(quantity, rulesOf(pair).step, "down"), quantity)).toBe(true);
      }
    }
  });

  it("differs from seed to seed", async () => {
    const [one, other] = await Promise.all([quotesOf(20), quotesOf(20, 2)]);
    expect(one).not.toEqual(other);
  });

  it("has quiet and wild times, and pairs that move together", async () => {
    const prices = await quotesOf(6 * 1_800);
    const returns = (pair: number): number[] =>
      prices.slice(1).map((quotes, i) => Math.log(price(quotes, pair) / price(prices[i] ?? [], pair)));
    const [bitcoin, ether] = [returns(0), returns(1)];
    const perTenMinutes = Array.from({ length: 36 }, (_, i) => deviation(bitcoin.slice(i * 300, (i + 1) * 300)));
    expect(Math.max(...perTenMinutes) / Math.min(...perTenMinutes)).toBeGreaterThan(1.5);
    expect(correlation(bitcoin, ether)).toBeGreaterThan(0.3);
  });

  it("has a past of 60 days that ends where it begins, at its first prices", async () => {
    const [first = []] = await quotesOf(1);
    for (const quote of first) {
      const days = await before(quote.pair, "1d", 100);
      expect(days).toHaveLength(60);
      const last = days.at(-1);
      expect((last?.at ?? 0) + TIMEFRAME_MS["1d"]).toBe(START);
      expect(toNumber(last?.close ?? from(0)) / toNumber(quote.last)).toBeCloseTo(1, 2);
      for (const [i, day] of days.slice(1).entries()) expect(day.open).toEqual(days[i]?.close);
    }
  });

  it("has a past like its present: prices that keep within reach, on the tick, with volume", async () => {
    for (const quote of (await quotesOf(1))[0] ?? []) {
      const { tick, step } = rulesOf(quote.pair);
      const hours = await before(quote.pair, "1h", 1_500);
      expect(hours).toHaveLength(60 * 24);
      for (const { open, high, low, close, volume } of hours) {
        for (const price of [open, high, low, close]) expect(equal(roundTo(price, tick, "down"), price)).toBe(true);
        expect(equal(roundTo(volume, step, "down"), volume) && compare(volume, step) > 0).toBe(true);
        expect(toNumber(low) / toNumber(quote.last)).toBeGreaterThan(0.2);
        expect(toNumber(high) / toNumber(quote.last)).toBeLessThan(5);
      }
    }
  });

  it("has another past for another seed, and in it too pairs move together", async () => {
    expect(await before(BTC, "1h", 24, 2)).not.toEqual(await before(BTC, "1h", 24));
    const returns = async (pair: Pair): Promise<number[]> =>
      (await before(pair, "15m", 1_000)).map(({ open, close }) => Math.log(toNumber(close) / toNumber(open)));
    expect(correlation(await returns(BTC), await returns("ETH/USDT" as Pair))).toBeGreaterThan(0.3);
  });

  it("has a past that does not depend on how far somebody looked first", async () => {
    const { history } = make();
    if (history.kind !== "played") throw new Error("the synthetic market is played");
    const wanted = { pair: BTC, timeframe: "5m", limit: 1_000 } as const;
    const [all, few, again] = await Promise.all([
      history.before(wanted),
      history.before({ ...wanted, limit: 3 }),
      history.before(wanted),
    ]);
    expect([few, again]).toEqual([all.slice(-3), all]);
    expect(await before(BTC, "5m", 1_000)).toEqual(all);
  });

  it("refuses a place that is none of its own", async () => {
    await expect(make().next({ index: 3 })).rejects.toThrow("no place in the synthetic market");
  });
});

async function before(pair: Pair, timeframe: Timeframe, limit: number, seed = 1): Promise<readonly Candle[]> {
  const { history } = syntheticSource({ spread, seed });
  if (history.kind !== "played") throw new Error("the synthetic market is played");
  return history.before({ pair, timeframe, limit });
}

async function quotesOf(count: number, seed = 1): Promise<(readonly Quote[])[]> {
  const source = syntheticSource({ spread, seed });
  const seen: (readonly Quote[])[] = [];
  for (let place: Place | null = null; seen.length < count;) {
    const step = await source.next(place);
    if (step?.event.kind !== "quotes") throw new Error("the synthetic market has no end and only quotes");
    seen.push(step.event.quotes);
    ({ place } = step);
  }
  return seen;
}

const price = (quotes: readonly Quote[], pair: number): number => toNumber(quotes[pair]?.last ?? from(0));
const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - meanA) * ((b[i] ?? 0) - meanB)));
}

const deviation = (values: readonly number[]): number => Math.sqrt(covariance(values, values));
const correlation = (a: readonly number[], b: readonly number[]): number =>
  covariance(a, b) / deviation(a) / deviation(b);
