/** What every market source must do; a source's test calls this with a way to make it. */
import { describe, expect, it } from "vitest";

import { type Candle, TIMEFRAMES } from "../../src/domain/candle.ts";
import type { Pair } from "../../src/domain/ids.ts";
import { less, sign } from "../../src/domain/money.ts";
import type { MarketEvent, MarketSource, Place, WantedCandles } from "../../src/exchange/market-source.ts";
import { expectCandles } from "../support/candle-check.ts";

const EVENTS = 50;

export function marketSourceContract(name: string, make: () => MarketSource): void {
  describe(`${name} as a market source`, () => {
    it("gives the same event and place after the same place, also to another instance", async () => {
      const [source, twin] = [make(), make()];
      for (const place of [null, ...(await walk(source)).map((step) => step.place)]) {
        expect(await twin.next(place)).toEqual(await source.next(place));
      }
    });

    it("goes on from a place that was stored as JSON as if it had never stopped", async () => {
      const uninterrupted = await walk(make());
      const resumed: Walked[] = [];
      for (let place: Place | null = null; resumed.length < uninterrupted.length;) {
        const step = await make().next(place);
        if (step === null) break;
        resumed.push(step);
        place = JSON.parse(JSON.stringify(step.place)) as Place;
      }
      expect(resumed).toEqual(uninterrupted);
    });

    it("moves forward in time", async () => {
      const times = (await walk(make())).map(({ event }) => event.at);
      expect(times.length).toBeGreaterThan(1);
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    });

    it("knows its past: candles that had closed at a place, the same from another instance, and none of others' pairs", async () => {
      const [source, twin] = [make(), make()];
      const [first, ...later] = await walk(source);
      for (const { place, event } of first === undefined ? [] : [first, ...later.slice(-1)]) {
        const now = source.history.kind === "played" ? (first?.event.at ?? 0) : event.at;
        for (const pair of source.pairs) {
          for (const timeframe of TIMEFRAMES) {
            const past = await pastOf(source, place, { pair, timeframe, limit: 100 });
            expectCandles(past, timeframe, now);
            expect(await pastOf(twin, place, { pair, timeframe, limit: 7 })).toEqual(past.slice(-7));
          }
        }
        expect(await pastOf(source, place, { pair: "NO/PAIR" as Pair, timeframe: "1m", limit: 5 })).toEqual([]);
      }
    });

    it("prices its own pairs alone, above zero, bid below ask", async () => {
      const source = make();
      for (const { event } of await walk(source)) {
        for (const { pair, prices } of pricesOf(event)) {
          expect(source.pairs).toContain(pair);
          expect(prices.every((price) => sign(price) > 0)).toBe(true);
        }
        for (const quote of event.kind === "quotes" ? event.quotes : []) {
          expect(less(quote.bid, quote.ask)).toBe(true);
          expect(quote.at).toBe(event.at);
        }
      }
    });
  });
}

type Walked = { readonly event: MarketEvent; readonly place: Place };

async function walk(source: MarketSource): Promise<Walked[]> {
  const steps: Walked[] = [];
  for (let place: Place | null = null; steps.length < EVENTS;) {
    const step = await source.next(place);
    if (step === null) break;
    steps.push(step);
    ({ place } = step);
  }
  return steps;
}

function pastOf({ history }: MarketSource, place: Place, wanted: WantedCandles): Promise<readonly Candle[]> {
  return history.kind === "recorded" ? history.candles(place, wanted) : history.before(wanted);
}

function pricesOf(event: MarketEvent) {
  if (event.kind === "quotes")
    return event.quotes.map(({ pair, bid, ask, last }) => ({ pair, prices: [bid, ask, last] }));
  const { open, high, low, close } = event.candle;
  return [{ pair: event.pair, prices: [open, high, low, close] }];
}
