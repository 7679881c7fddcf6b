/** The history of an account's markets: all that has closed is kept, whatever comes in between. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { App } from "../../src/app.ts";
import {
  CANDLES_AT_ONCE,
  type Candle,
  joined,
  openOf,
  type Timeframe,
  TIMEFRAME_MS,
  TIMEFRAMES,
} from "../../src/domain/candle.ts";
import { from } from "../../src/domain/money.ts";
import { type Collector, createCollector } from "../../src/market/collect.ts";
import { pruneCandles } from "../../src/market/retention.ts";
import { refreshMarkets } from "../../src/market/rules.ts";
import { MarketData } from "../../src/models/market-data.ts";
import { EVER, IMPORTED } from "../../src/series/store.ts";
import { candleText, foldedPlain } from "../support/candle-check.ts";
import { aCandle, aKey, aRow, START } from "../support/candles.ts";
import { memorySeries } from "../support/memory-series.ts";
import { barsOf, closeFloors, openFloor } from "../support/paper-venue.ts";
import { Trader } from "../support/trader.ts";
import { BTC, TestVenue } from "../support/venue.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const DAY = TIMEFRAME_MS["1d"];

let trader: Trader;
let app: App;
let venue: TestVenue;
let collector: Collector;
const warnings: string[] = [];
beforeEach(async () => {
  trader = await Trader.open("sqlite", new TestVenue(START));
  warnings.length = 0;
  const log = { ...trader.desk.log, warn: note, error: note, info: note };
  app = { ...trader.app, series: memorySeries(), log };
  venue = trader.venue;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await closeFloors();
  await trader.close();
});
const note = (_fields: object, message: string): void => void warnings.push(message);

/** It has played these minutes, and tells of them what has closed, in every timeframe. */
function tells(minutes: readonly Candle[]): void {
  venue.bars = async (timeframe) => {
    const spans = Map.groupBy(minutes, ({ at }) => openOf(at, timeframe));
    const candles = Array.from(spans, ([at, within]) => ({ ...within.reduce(joined), at }));
    return candles.filter(({ at }) => at + TIMEFRAME_MS[timeframe] <= venue.now());
  };
}

const start = (): void => {
  collector = createCollector(app, venue);
};
const key = (timeframe: Timeframe) => aKey({ timeframe, source: "its own" });
const stored = async (timeframe: Timeframe = "1m"): Promise<unknown[]> =>
  (await app.series.candles.range(key(timeframe), EVER)).map(candleText);
const texts = (candles: readonly Candle[]): unknown[] => candles.map(candleText);
const pass = (minutes: number): void => venue.advance(minutes * MINUTE);

describe("collecting", () => {
  it("begins with all that the exchange gives, on every timeframe", async () => {
    tells(aRow(3_000));
    pass(3_000);
    start();
    await collector.round();
    expect(await stored()).toEqual(texts(aRow(CANDLES_AT_ONCE, 1_500)));
    for (const timeframe of TIMEFRAMES.slice(1))
      expect(await stored(timeframe)).toEqual(foldedPlain(aRow(3_000), timeframe, venue.now()));
  });

  it("takes each minute as it closes, and folds the larger candles of them without asking", async () => {
    tells(aRow(5_000));
    pass(1_440);
    start();
    await collector.round();
    const asked = vi.spyOn(venue, "candles");
    for (const minutes of [1, 1, 3, 0, 10, 240, 700, 1_000]) {
      pass(minutes);
      await collector.round();
    }
    expect(new Set(asked.mock.calls.map(([, timeframe]) => timeframe))).toEqual(new Set(["1m"]));
    expect(asked.mock.calls.map(([, , limit]) => limit)).toEqual([2, 2, 4, 11, 241, 701, 1_001]);
    for (const timeframe of TIMEFRAMES)
      expect(await stored(timeframe)).toEqual(foldedPlain(aRow(1_440 + 1_955), timeframe, venue.now()));
  });

  it("asks for a larger candle where a minute of it is not there", async () => {
    const minutes = aRow(2_000).filter((_, place) => place % 17 !== 3);
    tells(minutes);
    pass(1_000);
    start();
    await collector.round();
    for (let i = 0; i < 10; i++) {
      pass(97);
      await collector.round();
    }
    for (const timeframe of TIMEFRAMES)
      expect(await stored(timeframe)).toEqual(foldedPlain(minutes, timeframe, venue.now()));
    expect(warnings).toEqual([]);
  });

  it("catches up after a pause, and leaves a hole that can be seen where the exchange gives no more", async () => {
    tells(aRow(6_000));
    pass(200);
    start();
    await collector.round();
    pass(1_000);
    start();
    const asked = vi.spyOn(venue, "candles");
    await collector.round();
    expect(asked.mock.calls[0]).toEqual([BTC, "1m", 1_001]);
    expect(await app.series.candles.coverage(key("1m"))).toMatchObject({ count: 1_200, gaps: [] });
    pass(4_000);
    start();
    await collector.round();
    const gap = { from: START + 1_200 * MINUTE, to: START + 3_700 * MINUTE };
    expect(await app.series.candles.coverage(key("1m"))).toMatchObject({ count: 2_700, gaps: [gap] });
    expect(await app.series.candles.coverage(key("1h"))).toMatchObject({
      count: 5_200 / 60 - (5_200 % 60) / 60,
      gaps: [],
    });
  });

  it("says when it lies so far behind that the market should wait, and not when it cannot do its work", async () => {
    tells(aRow(6_000));
    start();
    pass(749);
    expect(collector.isBehind()).toBe(false);
    pass(1);
    expect(collector.isBehind()).toBe(true);
    vi.spyOn(app.series.candles, "append").mockRejectedValueOnce(new Error("disk full"));
    await collector.round();
    expect([warnings, collector.isBehind()]).toEqual([["candles could not be collected"], false]);
    await collector.round();
    expect(await stored()).toEqual(texts(aRow(750)));
  });

  it("takes the exchange's word where it tells another candle than it did, and says so", async () => {
    tells(aRow(100));
    pass(50);
    start();
    await collector.round();
    const other = aCandle(49, "1m", 5);
    tells([...aRow(49), other, ...aRow(50, 50)]);
    pass(10);
    start();
    await collector.round();
    expect(await stored()).toEqual(texts([...aRow(49), other, ...aRow(10, 50)]));
    expect(warnings[0]).toContain("its word counts");
  });

  it("drops what lies ahead of a market that has begun anew", async () => {
    tells(aRow(3_000));
    pass(2_000);
    start();
    await collector.round();
    pass(-1_700);
    start();
    await collector.round();
    expect(await stored()).toEqual(texts(aRow(300)));
    expect(await stored("1h")).toEqual(foldedPlain(aRow(300), "1h", venue.now()));
    pass(1);
    await collector.round();
    expect(await stored()).toEqual(texts(aRow(301)));
  });

  it("keeps what each feed of an account made apart", async () => {
    const other = aRow(30).map((candle) => ({ ...candle, close: candle.high }));
    for (const [file, minutes] of [
      ["/a.csv", aRow(30)],
      ["/b.csv", other],
    ] as const) {
      const feed = { kind: "replay", file, speed: "max", pair: null } as const;
      app = { ...app, feeds: new Map([[venue.exchange, feed]]) };
      tells(minutes);
      pass(30 - (venue.now() - START) / MINUTE);
      start();
      await collector.round();
    }
    const of = async (source: string): Promise<unknown[]> =>
      texts(await app.series.candles.range(aKey({ source }), EVER));
    expect(await of("replay:/a.csv")).toEqual(texts(aRow(30)));
    expect(await of("replay:/b.csv")).toEqual(texts(other));
  });

  it("forgets minutes of more than 400 days", async () => {
    const old = { ...aCandle(0), at: START - 401 * DAY };
    const kept = { ...aCandle(0), at: START - 398 * DAY };
    await app.series.candles.append([{ key: key("1m"), candles: [old, kept, aCandle(0)] }]);
    tells(aRow(2_000));
    pass(10);
    start();
    await collector.round();
    expect((await app.series.candles.coverage(key("1m")))?.count).toBe(12);
    pass(1_435);
    await collector.round();
    expect(await app.series.candles.coverage(key("1m"))).toMatchObject({ first: kept.at, count: 1 + 1_445 });
  });

  it("never forgets what people imported, however old it is", async () => {
    const imported = aKey({ source: IMPORTED });
    const old = { ...aCandle(0), at: START - 4_000 * DAY };
    await app.series.candles.append([
      { key: imported, candles: [old] },
      { key: key("1m"), candles: [old] },
    ]);
    tells(aRow(2_000));
    pass(10);
    start();
    await collector.round();
    expect(await app.series.candles.coverage(key("1m"))).toMatchObject({ first: START });
    expect(await pruneCandles(app.series.candles, imported, START)).toBe(0);
    expect(await app.series.candles.coverage(imported)).toMatchObject({ first: old.at, count: 1 });
  });

  it("stops between two series when it is told to", async () => {
    tells(aRow(100));
    pass(50);
    start();
    const ending = new AbortController();
    ending.abort();
    await collector.round(ending.signal);
    expect(await stored()).toEqual([]);
  });

  it("misses nothing of a replay that runs as fast as it can", async () => {
    const rows = aRow(1_800);
    const floor = await openFloor(barsOf(rows));
    await refreshMarkets(app, floor.venue);
    collector = createCollector(app, floor.venue);
    while (await floor.step()) if (collector.isBehind()) await collector.round();
    await collector.round();
    for (const timeframe of TIMEFRAMES)
      expect(await stored(timeframe)).toEqual(foldedPlain(rows, timeframe, floor.venue.now()));
  });
});

describe("the last known state of a market", () => {
  const row = async (timeframe: Timeframe) =>
    MarketData.query(app.db.reader).findOne({ exchange: "paper", trading_pair: BTC, timeframe });

  it("is the candle that closed last, with the best prices at its close", async () => {
    tells(aRow(100));
    pass(60);
    venue.price = "46250.75";
    venue.asks = [["46251.5", "0.12345678"]];
    start();
    await collector.round();
    expect(await row("1m")).toMatchObject({
      ...{ timestamp: START + 59 * MINUTE, openPrice: aCandle(59).open, volume: aCandle(59).volume },
      ...{ bidPrice: from("46250.75"), askPrice: from("46250.75"), askVolume: from("0.12345678") },
      ...{ bidVolume: null, numTrades: null },
    });
    expect(await row("1h")).toMatchObject({ timestamp: START, closePrice: aCandle(59).close });
    expect(await row("4h")).toBeUndefined();
    pass(1);
    await collector.round();
    expect(await row("1m")).toMatchObject({ timestamp: START + 60 * MINUTE });
    expect(await row("1h")).toMatchObject({ timestamp: START });
    expect(await MarketData.query(app.db.reader).resultSize()).toBe(4);
  });

  it("has no prices where those at the close are not known any more", async () => {
    tells(aRow(100));
    pass(61);
    start();
    await collector.round();
    expect(await row("1m")).toMatchObject({ bidPrice: from("46250") });
    expect(await row("1h")).toMatchObject({ bidPrice: null, askPrice: null, bidVolume: null, askVolume: null });
  });

  it("is that of the present market where the account's feed is another one", async () => {
    tells(aRow(100));
    pass(60);
    start();
    await collector.round();
    pass(-50);
    app = { ...app, feeds: new Map([[venue.exchange, { kind: "synthetic", speed: 1 }]]) };
    start();
    await collector.round();
    expect(await row("1m")).toMatchObject({ timestamp: START + 9 * MINUTE });
  });
});
