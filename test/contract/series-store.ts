/** What every series store must do; a store's test calls this with a way to open a new one. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Candle, TIMEFRAME_MS, TIMEFRAMES } from "../../src/domain/candle.ts";
import type { ExchangeName, Pair } from "../../src/domain/ids.ts";
import { from, toNumber } from "../../src/domain/money.ts";
import { appendAll } from "../../src/series/batch.ts";
import { type Appended, BATCH, type CandleKey, EVER, type SeriesStore } from "../../src/series/store.ts";
import { candleText } from "../support/candle-check.ts";
import { aCandle, aKey, aRow, candleAmong, cellsOf, START } from "../support/candles.ts";
import { memorySeries } from "../support/memory-series.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const KEY = aKey();
const NOTHING = { added: 0, same: 0, replaced: 0, kept: 0 };

export function seriesStoreContract(name: string, open: () => Promise<SeriesStore>): void {
  describe(`${name} as a series store`, () => {
    let store: SeriesStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const append = (candles: readonly Candle[], replace = false, key = KEY): Promise<Appended> =>
      store.candles.append([{ key, candles }], { replace });
    const all = async (key = KEY): Promise<unknown[]> => (await store.candles.range(key, EVER)).map(candleText);
    const texts = (candles: readonly Candle[]): unknown[] => candles.map(candleText);

    it("gives back what was written, oldest first, to the last digit", async () => {
      const candles = [aCandle(2), aCandle(0), { ...aCandle(1), volume: from("0.00000001"), close: from("46259.125") }];
      expect(await append(candles)).toEqual({ ...NOTHING, added: 3 });
      expect(await all()).toEqual(texts([candles[1], candles[2], candles[0]].filter((c) => c !== undefined)));
    });

    it("knows nothing of what was never written", async () => {
      expect(await all()).toEqual([]);
      expect(await store.candles.newest(KEY, { limit: 10, closedBy: EVER.to })).toEqual([]);
      expect(cellsOf(await store.candles.columns(KEY, EVER))).toEqual([]);
      expect(await store.candles.coverage(KEY)).toBeNull();
      expect(await store.candles.list()).toEqual([]);
      expect(await store.candles.remove(KEY, EVER)).toBe(0);
      expect(await append([])).toEqual(NOTHING);
      expect(await store.candles.list()).toEqual([]);
    });

    it("takes the same candle twice for one", async () => {
      await append(aRow(3));
      expect(await append(aRow(4))).toEqual({ ...NOTHING, added: 1, same: 3 });
      expect(await append([aCandle(9), aCandle(9)])).toEqual({ ...NOTHING, added: 1, same: 1 });
      expect(await all()).toEqual(texts([...aRow(4), aCandle(9)]));
    });

    it("takes figures for the same however they are spelled", async () => {
      await append([{ ...aCandle(0), open: from("46250.50") }]);
      expect(await append([{ ...aCandle(0), open: from("46250.500") }])).toEqual({ ...NOTHING, same: 1 });
    });

    it("keeps a closed candle against another one of its time, unless it is told to replace it", async () => {
      await append(aRow(3));
      const other = aCandle(1, "1m", 7);
      expect(await append([other, aCandle(3)])).toEqual({ ...NOTHING, added: 1, kept: 1 });
      expect(await all()).toEqual(texts(aRow(4)));
      expect(await append([other, aCandle(3)], true)).toEqual({ ...NOTHING, same: 1, replaced: 1 });
      expect(await all()).toEqual(texts([aCandle(0), other, aCandle(2), aCandle(3)]));
    });

    it("shows a replaced candle in columns that were read before", async () => {
      await append(aRow(3_000));
      await store.candles.columns(KEY, EVER);
      await append([aCandle(5, "1m", 7)], true);
      const { at, open } = await store.candles.columns(KEY, EVER);
      expect([at.length, open[5]]).toEqual([3_000, toNumber(aCandle(5, "1m", 7).open)]);
    });

    const wrong: readonly (readonly [what: string, candle: Candle])[] = [
      ["off the grid", { ...aCandle(1), at: START + 1 }],
      ["before 1970", { ...aCandle(1), at: -MINUTE }],
      ["at no time", { ...aCandle(1), at: Number.NaN }],
    ];
    it.each(wrong)("takes nothing of a batch with a candle %s", async (_what, candle) => {
      const other = aKey({ pair: "ETH/USDT" as Pair });
      const batch = [
        { key: other, candles: aRow(2) },
        { key: KEY, candles: [aCandle(0), candle] },
      ];
      await expect(store.candles.append(batch)).rejects.toThrow(RangeError);
      expect(await store.candles.list()).toEqual([]);
    });

    it("takes nothing of a batch that is too long, and as much as wanted in slices", async () => {
      await expect(append(aRow(BATCH + 1))).rejects.toThrow(RangeError);
      expect(await all()).toEqual([]);
      const done = await appendAll(store.candles, { key: KEY, candles: aRow(BATCH + 1) });
      expect(done).toEqual({ ...NOTHING, added: BATCH + 1 });
      expect((await store.candles.coverage(KEY))?.count).toBe(BATCH + 1);
    });

    it("writes the series of one batch together, and never mixes them", async () => {
      const keys: CandleKey[] = [
        KEY,
        aKey({ exchange: "paper2" as ExchangeName }),
        aKey({ source: "replay:/data/candles.csv" }),
        aKey({ pair: "BTC/USDT:USDT" as Pair }),
        aKey({ timeframe: "5m" }),
      ];
      const batch = keys.map((key, i) => ({ key, candles: [aCandle(i * 5, key.timeframe)] }));
      expect(await store.candles.append(batch)).toEqual({ ...NOTHING, added: 5 });
      for (const { key, candles } of batch) expect(await all(key)).toEqual(texts(candles));
      const listed = await store.candles.list();
      expect(listed).toHaveLength(keys.length);
      expect(listed).toEqual(expect.arrayContaining(keys));
    });

    it("reads from the first moment of a span to before its last", async () => {
      await append(aRow(10));
      const span = { from: START + 2 * MINUTE, to: START + 5 * MINUTE };
      expect(texts(await store.candles.range(KEY, span))).toEqual(texts(aRow(3, 2)));
      expect(cellsOf(await store.candles.columns(KEY, span))).toHaveLength(3);
      const empty = { from: span.to, to: span.from };
      expect([await store.candles.range(KEY, empty), cellsOf(await store.candles.columns(KEY, empty))]).toEqual([
        [],
        [],
      ]);
    });

    it("gives the newest that had closed at a moment, and none that was still open", async () => {
      await append(aRow(10));
      const newest = async (limit: number, closedBy: number): Promise<unknown[]> =>
        texts(await store.candles.newest(KEY, { limit, closedBy }));
      expect(await newest(3, EVER.to)).toEqual(texts(aRow(3, 7)));
      expect(await newest(3, START + 5 * MINUTE)).toEqual(texts(aRow(3, 2)));
      expect(await newest(3, START + 5 * MINUTE - 1)).toEqual(texts(aRow(3, 1)));
      expect(await newest(99, START + 2 * MINUTE)).toEqual(texts(aRow(2)));
      expect(await newest(0, EVER.to)).toEqual([]);
    });

    it("gives columns with the doubles nearest to the figures, over the edges of days", async () => {
      const candles = aRow(4_000, 700);
      await appendAll(store.candles, { key: KEY, candles });
      const span = { from: START + 1_000 * MINUTE, to: START + 4_500 * MINUTE };
      const expected = candles
        .slice(300, 3_800)
        .map(({ at, open, high, low, close, volume }) => [at, ...[open, high, low, close, volume].map(toNumber)]);
      for (let round = 0; round < 2; round++) expect(cellsOf(await store.candles.columns(KEY, span))).toEqual(expected);
    });

    it("tells what it covers, and where it has holes", async () => {
      await append([...aRow(3), ...aRow(2, 5), ...aRow(1_440, 1_440), aCandle(2_881), aCandle(9_000)]);
      const hole = (begin: number, end: number) => ({ from: START + begin * MINUTE, to: START + end * MINUTE });
      expect(await store.candles.coverage(KEY)).toEqual({
        first: START,
        last: START + 9_000 * MINUTE,
        count: 3 + 2 + 1_440 + 2,
        gaps: [hole(3, 5), hole(7, 1_440), hole(2_880, 2_881), hole(2_882, 9_000)],
      });
    });

    it.each(TIMEFRAMES)("keeps to the grid of %s in all that it tells", async (timeframe) => {
      const key = aKey({ timeframe });
      const step = TIMEFRAME_MS[timeframe];
      await append([...aRow(2_000, 0, timeframe), aCandle(2_003, timeframe)], false, key);
      expect(await store.candles.coverage(key)).toEqual({
        first: START,
        last: START + 2_003 * step,
        count: 2_001,
        gaps: [{ from: START + 2_000 * step, to: START + 2_003 * step }],
      });
      const { at } = await store.candles.columns(key, { from: START + 1_000 * step, to: EVER.to });
      expect([at.length, at[0], at.at(-1)]).toEqual([1_001, START + 1_000 * step, START + 2_003 * step]);
    });

    it("removes a span, and forgets a series of which nothing is left", async () => {
      await append(aRow(4_000));
      await store.candles.columns(KEY, EVER);
      expect(await store.candles.remove(KEY, { from: 0, to: START + 2_000 * MINUTE })).toBe(2_000);
      expect(await store.candles.coverage(KEY)).toMatchObject({
        first: START + 2_000 * MINUTE,
        count: 2_000,
        gaps: [],
      });
      expect((await store.candles.columns(KEY, EVER)).at.length).toBe(2_000);
      expect(await store.candles.remove(KEY, EVER)).toBe(2_000);
      expect([await store.candles.coverage(KEY), await store.candles.list()]).toEqual([null, []]);
      expect(await append(aRow(1))).toEqual({ ...NOTHING, added: 1 });
    });

    it("answers like a plain map whatever is written and removed, in whatever order, however it overlaps", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const plain = memorySeries();
          await store.candles.remove(KEY, EVER);
          for (const one of steps) {
            expect(await one.run(store)).toEqual(await one.run(plain));
            expect(await look(store, one.span)).toEqual(await look(plain, one.span));
          }
          expect(await look(store, EVER)).toEqual(await look(plain, EVER));
        }),
        { numRuns: 60 },
      );
    });
  });
}

/** Three days of minutes, so that candles meet and the edges of days are crossed. */
const PLACES = 4_320;

const span = fc
  .tuple(fc.nat(PLACES), fc.nat(PLACES))
  .map(([a, b]) => ({ from: START + Math.min(a, b) * MINUTE, to: START + Math.max(a, b) * MINUTE }));

const few = fc.array(candleAmong(40), { maxLength: 30 });
const scattered = fc.array(candleAmong(PLACES), { maxLength: 30 });
const rows = fc
  .tuple(fc.nat(PLACES - 1), fc.integer({ min: 1, max: 2_000 }))
  .map(([first, count]) => aRow(count, first));

const step = fc
  .record({
    candles: fc.oneof(few, scattered, rows),
    replace: fc.boolean(),
    isRemoval: fc.constantFrom(false, false, true),
    span,
  })
  .map(({ candles, replace, isRemoval, span: removed }) => ({
    span: removed,
    run: ({ candles: store }: SeriesStore): Promise<unknown> =>
      isRemoval ? store.remove(KEY, removed) : store.append([{ key: KEY, candles }], { replace }),
    toString: () => (isRemoval ? "removes" : `${replace ? "replaces" : "appends"} ${candles.length}`),
  }));

async function look({ candles }: SeriesStore, { from: begin, to }: { from: number; to: number }): Promise<unknown> {
  return {
    range: (await candles.range(KEY, { from: begin, to })).map(candleText),
    newest: (await candles.newest(KEY, { limit: 20, closedBy: to })).map(candleText),
    columns: cellsOf(await candles.columns(KEY, { from: begin, to })),
    coverage: await candles.coverage(KEY),
  };
}
