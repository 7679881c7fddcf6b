import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { type Candle, TIMEFRAMES } from "../../../src/domain/candle.ts";
import type { Pair } from "../../../src/domain/ids.ts";
import { from, toNumber } from "../../../src/domain/money.ts";
import type { Quote } from "../../../src/domain/quote.ts";
import type { MarketSource, Place } from "../../../src/exchange/market-source.ts";
import { rulesOf } from "../../../src/exchange/paper/catalog.ts";
import { PREMIUM, premiumOf } from "../../../src/exchange/synthetic/twin.ts";
import { syntheticSource, twinSource } from "../../../src/exchange/synthetic/source.ts";
import { marketSourceContract } from "../../contract/market-source.ts";
import { expectCandles } from "../../support/candle-check.ts";
import { plain } from "../../support/paper-venue.ts";

const BTC = "BTC/USDT" as Pair;
const spread = from("0.0002");
const PER_HOUR = 1_800;
/** Fees of both takers, the spread and the slippage on both sides. */
const COSTS = 0.0024;
const WORTH_IT = 0.0029;

marketSourceContract("the twin of the synthetic market", () => twinSource({ spread }));

describe("the synthetic market beside its twin", () => {
  it("is what it was before there was a twin, to the digit", async () => {
    const steps = await played(syntheticSource({ spread }), 400);
    const told = steps.map(({ event, place }) => {
      const [quotes, volumes] = [event.quotes.filter(isCoin), [...event.volumes].filter(([pair]) => isCoin({ pair }))];
      return plain([event.at, quotes, volumes, place]);
    });
    expect(hashOf(told)).toBe("8225491334fc870fa6424361f6a46824ce482111ceb7ba6f6caf1fb2ea1a65b5");
    expect(hashOf(await pastOf(syntheticSource({ spread })))).toBe(
      "9ccc72f74bdf21947d3bcca4dd54925eecb211a36f18dd9f224c44a567fb7c4e",
    );
  });
});

describe("the twin of the synthetic market", () => {
  it("has its times, places and volumes, and prices that are a premium off", async () => {
    const premium = premiumOf(1);
    const [first, twin] = await Promise.all([syntheticSource, twinSource].map((make) => played(make({ spread }), 300)));
    for (const [step, { event, place }] of (first ?? []).entries()) {
      const other = twin?.[step];
      expect([other?.place, other?.event.at, other?.event.volumes]).toEqual([place, event.at, event.volumes]);
      for (const [i, { pair, last }] of event.quotes.filter(isCoin).entries()) {
        const expected = toNumber(last) * (1 + premium.at(pair, step));
        const off = Math.abs(priceOf(other?.event.quotes[i]) - expected);
        expect(off).toBeLessThan(1.01 * toNumber(rulesOf(pair).tick)); // both are rounded to the tick
      }
    }
  });

  it("has a past that ends where its present begins, and strays from the other's as the present does", async () => {
    const [first, twin] = [syntheticSource({ spread }), twinSource({ spread })];
    const [own, other] = await Promise.all([candlesOf(first, "1m", 20_000), candlesOf(twin, "1m", 20_000)]);
    expect(other.at(-1)?.close).toEqual(own.at(-1)?.close);
    const premiums = other.map(({ close }, i) => toNumber(close) / toNumber(own[i]?.close ?? close) - 1);
    expect(deviation(premiums) / PREMIUM.deviation).toBeCloseTo(1, 0);
    expect(other.map(({ volume }) => volume)).toEqual(own.map(({ volume }) => volume));
    for (const [i, { open }] of other.slice(1).entries()) expect(open).toEqual(other[i]?.close);
  });

  it("tells the same past in every timeframe", async () => {
    const twin = twinSource({ spread });
    for (const timeframe of TIMEFRAMES)
      expectCandles(await candlesOf(twin, timeframe, 200), timeframe, Date.UTC(2020, 0, 1));
    const [day] = (await candlesOf(twin, "1d", 1)).map(extremes);
    const minutes = await candlesOf(twin, "1m", 24 * 60);
    const [lows, highs] = [minutes.map(({ low }) => toNumber(low)), minutes.map(({ high }) => toNumber(high))];
    expect(day).toEqual([Math.min(...lows), Math.max(...highs)]);
  });
});

describe("the premium", () => {
  it("is the same for a seed and a moment, whoever asks in whatever order", () => {
    const steps = [0, 1, 2_399, 2_400, 2_401, 4_801, 1_000_000, 1_000_001];
    const inOrder = premiumOf(1);
    const walked = new Map(Array.from({ length: 4_802 }, (_, step) => [step, inOrder.at(BTC, step)]));
    for (const step of steps.toReversed()) {
      const asked = premiumOf(1).at(BTC, step);
      expect(asked).toBe(inOrder.at(BTC, step));
      expect(asked).toBe(walked.get(step) ?? asked);
    }
    expect(premiumOf(2).at(BTC, 100)).not.toBe(premiumOf(1).at(BTC, 100));
    expect(premiumOf(1).at("ETH/USDT" as Pair, 100)).not.toBe(premiumOf(1).at(BTC, 100));
  });

  it("begins at nothing, jumps nowhere, and keeps its deviation for good", () => {
    const walked = walk(40 * PER_HOUR);
    expect(walked[0]).toBe(0);
    const jumps = walked.slice(1).map((premium, i) => Math.abs(premium - (walked[i] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThan(PREMIUM.deviation);
    expect(deviation(walked) / PREMIUM.deviation).toBeCloseTo(1, 0);
    expect(Math.abs(mean(walked))).toBeLessThan(PREMIUM.deviation / 4);
  });

  it("is worth a trade a few times an hour, and that is gone within minutes", () => {
    const hours = 200;
    const lasts = spans(walk(hours * PER_HOUR)).map((steps) => steps * 2);
    expect(lasts.length / hours).toBeGreaterThan(2);
    expect(lasts.length / hours).toBeLessThan(5);
    const sorted = lasts.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(20);
    expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(6 * 60);
  });
});

/** How many steps each time lasts that begins beyond what is worth it and ends at the costs. */
function spans(premiums: readonly number[]): number[] {
  const found: number[] = [];
  let since: number | null = null;
  for (const [step, premium] of premiums.entries()) {
    if (since === null && Math.abs(premium) > WORTH_IT) since = step;
    if (since === null || Math.abs(premium) > COSTS) continue;
    found.push(step - since);
    since = null;
  }
  return found;
}

function walk(steps: number): number[] {
  const premium = premiumOf(1);
  return Array.from({ length: steps }, (_, step) => premium.at(BTC, step));
}

async function played(source: MarketSource, count: number) {
  const steps = [];
  for (let place: Place | null = null; steps.length < count;) {
    const step = await source.next(place);
    if (step?.event.kind !== "quotes") throw new Error("the synthetic market has no end and only quotes");
    steps.push({ event: step.event, place: step.place });
    ({ place } = step);
  }
  return steps;
}

async function candlesOf(
  { history }: MarketSource,
  timeframe: (typeof TIMEFRAMES)[number],
  limit: number,
  pair = BTC,
): Promise<readonly Candle[]> {
  if (history.kind !== "played") throw new Error("the synthetic market is played");
  return history.before({ pair, timeframe, limit });
}

async function pastOf(source: MarketSource): Promise<unknown> {
  const all = [];
  for (const pair of source.pairs.filter((each) => isCoin({ pair: each })))
    for (const timeframe of ["1m", "1h", "1d"] as const) all.push(await candlesOf(source, timeframe, 1_500, pair));
  return plain(all);
}

/** A perpetual follows its coin. */
const isCoin = ({ pair }: { readonly pair: Pair }): boolean => !pair.includes(":");
const hashOf = (told: unknown): string => createHash("sha256").update(JSON.stringify(told)).digest("hex");
const priceOf = (quote: Quote | undefined): number => toNumber(quote?.last ?? from(0));
const extremes = ({ low, high }: Candle): number[] => [toNumber(low), toNumber(high)];
const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
