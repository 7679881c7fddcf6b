/** The perpetual of the synthetic market: near its coin, marked, and a stranger to all other prices. */
import { createHash } from "node:crypto";

import { afterEach, describe, expect, it } from "vitest";

import type { Pair } from "../../../src/domain/ids.ts";
import { compare, equal, from, mul, roundTo, text, toNumber } from "../../../src/domain/money.ts";
import { middle, type Quote } from "../../../src/domain/quote.ts";
import type { MarketSource, Place, QuotesEvent } from "../../../src/exchange/market-source.ts";
import { syntheticSource } from "../../../src/exchange/synthetic/source.ts";
import { closeFloors, MINUTE, newFile, openFloor, order, plain } from "../../support/paper-venue.ts";
import { moneyOf, PERPETUAL, perpetual, positionOf } from "../../support/perpetual-venue.ts";
import { BEGIN, PER_MINUTE, play, synthetic } from "../../support/synthetic-market.ts";

afterEach(closeFloors);

const COIN = "BTC/USDT" as Pair;
/** Of the first 500 events as they were before there was a perpetual: quotes, books, volumes and places. */
const WITHOUT = "b785bea43ebb71b7d30ba215c30de0b216d45a9403b1fd99611acfe547bc8d08";

describe("the synthetic perpetual", () => {
  it("changes no digit of any other price, book, volume or place", async () => {
    const hash = createHash("sha256");
    for (const { event, place } of await events(500)) {
      const coins = event.quotes.filter(({ pair }) => pair !== PERPETUAL);
      hash.update(JSON.stringify([coins.map((quote) => told(quote, event)), place]));
    }
    expect(hash.digest("hex")).toBe(WITHOUT);
  });

  it("costs what its coin does but for a premium of less than 0.3 %, which changes", async () => {
    const premiums = (await hourly(60)).map(({ coin, contract }) => toNumber(contract.last) / toNumber(coin.last) - 1);
    for (const premium of premiums) expect(Math.abs(premium)).toBeLessThan(0.003);
    expect(Math.max(...premiums)).toBeGreaterThan(0.0001);
    expect(Math.min(...premiums)).toBeLessThan(-0.0001);
  });

  it("has half of its premium in its mark", async () => {
    for (const { coin, contract } of await hourly(20)) {
      const [index, mark] = [toNumber(middle(coin)), toNumber(contract.mark ?? from(0))];
      const premium = toNumber(contract.last) / toNumber(coin.last) - 1;
      expect(Math.abs(mark / index - 1 - premium / 2)).toBeLessThan(0.00003); // two ticks
    }
    for (const { coin } of await hourly(1)) expect(coin.mark).toBeUndefined();
  });

  it("has a book of ten levels on its own tick and step, from its best prices outward", async () => {
    for (const { contract } of await hourly(5)) {
      const { bid, ask, last, book } = contract;
      expect([book.bids.length, book.asks.length, book.bids[0]?.price, book.asks[0]?.price]).toEqual([
        10,
        10,
        bid,
        ask,
      ]);
      expect(book.bids).toEqual(book.bids.toSorted((a, b) => compare(b.price, a.price)));
      expect(book.asks).toEqual(book.asks.toSorted((a, b) => compare(a.price, b.price)));
      expect((toNumber(ask) - toNumber(bid)) / toNumber(last)).toBeGreaterThanOrEqual(0.0002 - 1e-9);
      for (const { price, quantity } of [...book.bids, ...book.asks]) {
        expect([text(roundTo(price, from("0.1"), "down")), text(roundTo(quantity, from("0.001"), "down"))]).toEqual([
          text(price),
          text(quantity),
        ]);
      }
    }
  });

  it("trades ten times what its coin does", async () => {
    for (const { event } of await events(20)) {
      const [coin, contract] = [COIN, PERPETUAL].map((pair) => event.volumes.get(pair) ?? from(0));
      expect(equal(mul(coin ?? from(0), from(10)), contract ?? from(1))).toBe(true);
    }
  });

  it("has its coin's candles before the market began, and meets them without a jump", async () => {
    const { history } = synthetic();
    if (history.kind !== "played") throw new Error("the synthetic market is played");
    const wanted = { timeframe: "15m", limit: 40 } as const;
    const [coin, contract] = await Promise.all([COIN, PERPETUAL].map((pair) => history.before({ ...wanted, pair })));
    expect(contract?.map(({ at, close }) => [at, close])).toEqual(coin?.map(({ at, close }) => [at, close]));
    const [first] = await events(1);
    const quotes = new Map(first?.event.quotes.map((quote) => [quote.pair, text(quote.last)]));
    expect(quotes.get(PERPETUAL)).toBe(quotes.get(COIN));
  });

  it("pays funding at its first funding time", async () => {
    const floor = await openFloor(at(BEGIN + 8 * 60 * MINUTE - 4_000));
    await floor.venue.place(perpetual("SELL 0.1 MARKET"));
    await play(floor, 4);
    const [payment] = await floor.venue.funding(0);
    expect(payment).toMatchObject({ pair: PERPETUAL, at: BEGIN + 8 * 60 * MINUTE, asset: "USDT" });
    expect(Math.abs(toNumber(payment?.rate ?? from(1)))).toBeLessThan(0.003);
  });
});

describe("an account of a version without a perpetual", () => {
  it("goes on where it stood, prices it from the next event on, and has its candles from its first whole one", async () => {
    const file = newFile();
    const before = await openFloor(withoutPerpetual(synthetic()), {}, file);
    await play(before, PER_MINUTE + 7);
    await before.venue.place(order("BUY", "0.01"));
    await play(before, 1);
    const seen = plain([before.venue.now(), await before.venue.quote(COIN), await before.venue.fills(0)]);

    const after = await before.restart(synthetic());
    expect(plain([after.venue.now(), await after.venue.quote(COIN), await after.venue.fills(0)])).toEqual(seen);
    expect(after.venue.earlierSource).toBeNull();
    expect(await after.venue.quote(PERPETUAL)).toBeNull();
    await play(after, 3 * PER_MINUTE);
    const minutes = async (pair: Pair) =>
      (await after.venue.candles(pair, "1m", 5)).map(({ at }) => (at - BEGIN) / MINUTE);
    expect(await minutes(COIN)).toEqual([-1, 0, 1, 2, 3]);
    expect(await minutes(PERPETUAL)).toEqual([2, 3]);
    const again = await after.restart();
    await play(again, PER_MINUTE);
    expect((await again.venue.candles(PERPETUAL, "1m", 5)).map((candle) => (candle.at - BEGIN) / MINUTE)).toEqual([
      2, 3, 4,
    ]);
    await again.venue.place(perpetual("BUY 0.1 MARKET"));
    await play(again, 1);
    expect(await positionOf(again.venue)).toMatch(/^LONG 0.1 at 7/);
    expect(await moneyOf(again.venue)).toMatch(/locked 3\d\.\d+$/);
  });
});

function told({ pair, at: time, bid, ask, last, book }: Quote, { volumes }: QuotesEvent): unknown[] {
  const levels = [...book.bids, ...book.asks].map(({ price, quantity }) => `${text(price)}×${text(quantity)}`);
  return [pair, time, text(bid), text(ask), text(last), text(volumes.get(pair) ?? from(0)), ...levels];
}

interface Played {
  readonly event: QuotesEvent;
  readonly place: Place;
}

async function events(count: number, source = syntheticSource({ spread: from("0.0002") })): Promise<readonly Played[]> {
  const seen: Played[] = [];
  for (let place: Place | null = null; seen.length < count;) {
    const step = await source.next(place);
    if (step?.event.kind !== "quotes") throw new Error("the synthetic market has no end and only quotes");
    seen.push({ event: step.event, place: step.place });
    ({ place } = step);
  }
  return seen;
}

/** Coin and contract at the first event of so many hours. */
async function hourly(hours: number): Promise<readonly { readonly coin: Quote; readonly contract: Quote }[]> {
  const begun = (await events(1))[0]?.place;
  return Promise.all(
    Array.from({ length: hours }, async (_, hour) => {
      const step = await synthetic().next({ ...begun, step: hour * 60 * PER_MINUTE });
      const quotes = step?.event.kind === "quotes" ? step.event.quotes : [];
      const [coin, contract] = [COIN, PERPETUAL].map((pair) => quotes.find((quote) => quote.pair === pair));
      if (coin === undefined || contract === undefined) throw new Error("both are quoted");
      return { coin, contract };
    }),
  );
}

/** The synthetic market, at its first prices at a later time. */
function at(time: number): MarketSource {
  const source = synthetic();
  return {
    ...source,
    next: async (place) => {
      if (place !== null) return source.next(place);
      const [first] = await events(1, source);
      return source.next({ ...first?.place, step: (time - BEGIN) / 2_000 });
    },
  };
}

function withoutPerpetual(source: MarketSource): MarketSource {
  return {
    ...source,
    pairs: source.pairs.filter((pair) => pair !== PERPETUAL),
    next: async (place) => {
      const step = await source.next(place);
      if (step?.event.kind !== "quotes") return step;
      const quotes = step.event.quotes.filter(({ pair }) => pair !== PERPETUAL);
      return { ...step, event: { ...step.event, quotes } };
    },
  };
}
