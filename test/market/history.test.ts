/** Candles that charts and decisions read: stored ones where they will do, and never worse than the exchange's own. */
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { type Candle, type Timeframe, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import { recentCandles } from "../../src/market/history.ts";
import { EVER, type SeriesStore } from "../../src/series/store.ts";
import { candleText } from "../support/candle-check.ts";
import { aKey, aRow, START } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { memorySeries } from "../support/memory-series.ts";
import { BTC, TestVenue } from "../support/venue.ts";

const PLAYED = 200;
const KEY = aKey({ source: "its own" });

let series: SeriesStore;
let venue: TestVenue;
beforeEach(() => {
  series = memorySeries();
  venue = new TestVenue(START + PLAYED * TIMEFRAME_MS["1m"] + 1_000);
  venue.bars = async () => aRow(PLAYED);
});

const recent = async (limit: number, timeframe: Timeframe = "1m"): Promise<unknown[]> =>
  texts(await recentCandles({ series, feeds: new Map(), log: silentLog }, venue, { pair: BTC, timeframe, limit }));
const texts = (candles: readonly Candle[]): unknown[] => candles.map(candleText);
const keep = (candles: readonly Candle[]): Promise<unknown> => series.candles.append([{ key: KEY, candles }]);

describe("recent candles", () => {
  it("are the stored ones where these are whole: the exchange is not asked", async () => {
    await keep(aRow(PLAYED));
    const asked = vi.spyOn(venue, "candles");
    expect(await recent(50)).toEqual(texts(aRow(50, PLAYED - 50)));
    expect(asked).not.toHaveBeenCalled();
  });

  it("are asked for where they closed after the last stored one", async () => {
    await keep(aRow(PLAYED - 3));
    const asked = vi.spyOn(venue, "candles");
    expect(await recent(50)).toEqual(texts(aRow(50, PLAYED - 50)));
    expect(asked.mock.calls).toEqual([[BTC, "1m", 3]]);
  });

  it("that lie ahead of the market are never shown", async () => {
    await keep(aRow(2 * PLAYED));
    expect(await recent(5)).toEqual(texts(aRow(5, PLAYED - 5)));
  });

  it("of a moment that is past are those that had closed then, stored or not", async () => {
    const then = START + 120 * TIMEFRAME_MS["1m"] + 500;
    const past = () =>
      recentCandles({ series, feeds: new Map(), log: silentLog }, venue, {
        pair: BTC,
        timeframe: "1m",
        limit: 30,
        closedBy: then,
      });
    expect(texts(await past())).toEqual(texts(aRow(30, 90)));
    await keep(aRow(PLAYED));
    const asked = vi.spyOn(venue, "candles");
    expect(texts(await past())).toEqual(texts(aRow(30, 90)));
    expect(asked).not.toHaveBeenCalled();
  });

  it("of another feed are not these", async () => {
    await series.candles.append([{ key: aKey({ source: "synthetic" }), candles: aRow(PLAYED) }]);
    venue.bars = async () => [];
    expect(await recent(5)).toEqual([]);
  });

  it("are the exchange's where the store fails", async () => {
    vi.spyOn(series.candles, "newest").mockRejectedValue(new Error("disk full"));
    expect(await recent(5)).toEqual(texts(aRow(5, PLAYED - 5)));
  });

  it("fail as the exchange fails where it has to be asked", async () => {
    await keep(aRow(PLAYED - 1));
    venue.bars = () => Promise.reject(new Error("connect ECONNREFUSED"));
    await expect(recent(5)).rejects.toThrow("ECONNREFUSED");
  });

  it("are at least what the exchange gives, whatever is stored", async () => {
    const places = fc.uniqueArray(fc.nat(PLAYED + 20), { maxLength: PLAYED });
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: PLAYED }), fc.nat(PLAYED), async (kept, limit, told) => {
        await series.candles.remove(KEY, EVER);
        await keep(kept.flatMap((place) => aRow(1, place)));
        venue.bars = async () => aRow(told, PLAYED - told);
        const shown = await recent(limit);
        expect(shown.length).toBeGreaterThanOrEqual(Math.min(limit, told));
        const newest = texts(aRow(told, PLAYED - told)).slice(Math.max(0, told - limit));
        expect(shown.slice(shown.length - newest.length)).toEqual(newest);
      }),
    );
  });
});
