import { beforeEach, expect, test } from "vitest";

import type { Candle } from "../../src/domain/candle.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import { findCandles, type Wanted } from "../../src/research/candles.ts";
import { type CandleKey, IMPORTED, type SeriesStore } from "../../src/series/store.ts";
import { wanderingMinutes } from "../support/engine.ts";
import { memorySeries } from "../support/memory-series.ts";
import { BTC, MINUTE, START } from "../support/paper-venue.ts";

const PAPER = "paper" as ExchangeName;

let series: SeriesStore;
beforeEach(() => {
  series = memorySeries();
});

const wanted = (changes: Partial<Wanted> = {}): Wanted => ({
  ...{ exchange: PAPER, pair: BTC, span: null, warmUp: 0, source: "synthetic" },
  ...changes,
});
const keep = (source: string, candles: readonly Candle[]): Promise<unknown> => {
  const key: CandleKey = { exchange: PAPER, source, pair: BTC, timeframe: "1m" };
  return series.candles.append([{ key, candles }]);
};
const minutes = wanderingMinutes(300, 1, 5);
const at = (minute: number): number => START + minute * MINUTE;

test("what was imported comes before what was collected", async () => {
  await keep("synthetic", minutes.slice(0, 50));
  expect(await findCandles(series, wanted())).toMatchObject({ source: "synthetic", from: START });
  await keep(IMPORTED, minutes.slice(100, 200));
  const { source, from, candles } = await findCandles(series, wanted());
  expect([source, from, candles.at.length]).toEqual([IMPORTED, at(100), 100]);
});

/** With a hole of 70 minutes from the 50th on, and one minute without trades at the 250th. */
const holed = [...minutes.slice(0, 50), ...minutes.slice(120, 250), ...minutes.slice(251)];

test("a period is given with the minutes before it that warm up, as far as there are any without a hole", async () => {
  await keep(IMPORTED, holed);
  const span = { from: at(150), to: at(200) };
  const some = await findCandles(series, wanted({ span, warmUp: 20 }));
  expect([some.from, some.candles.at[0], some.candles.at.at(-1)]).toEqual([at(150), at(130), at(199)]);
  const many = await findCandles(series, wanted({ span, warmUp: 90 }));
  expect(many.candles.at[0]).toBe(at(120));
});

test("minutes without trades stand as flat ones, and are counted", async () => {
  await keep(IMPORTED, holed);
  const { candles, filled } = await findCandles(series, wanted({ span: { from: at(200), to: at(300) } }));
  expect([candles.at.length, filled]).toEqual([100, 1]);
  const close = candles.close[49];
  expect([candles.open[50], candles.high[50], candles.low[50], candles.close[50]]).toEqual([
    close,
    close,
    close,
    close,
  ]);
  expect([candles.at[50], candles.volume[50]]).toEqual([at(250), 0]);
  expect([...candles.at]).toEqual(Array.from({ length: 100 }, (_, i) => at(200 + i)));
});

test("what has all of the period comes before what has a part of it", async () => {
  await keep(IMPORTED, minutes.slice(0, 100));
  await keep("synthetic", minutes);
  expect(await findCandles(series, wanted({ span: { from: at(90), to: at(110) } }))).toMatchObject({
    source: "synthetic",
  });
  expect(await findCandles(series, wanted({ span: { from: at(0), to: at(50) } }))).toMatchObject({ source: IMPORTED });
});

test("where there is nothing at all it is said how to get some", async () => {
  await expect(findCandles(series, wanted())).rejects.toThrow(
    /There are no minutes of BTC\/USDT to run on yet\. .*candles import FILE --pair BTC\/USDT/,
  );
});

test.each([
  ["before all of it", { from: at(-200), to: at(-100) }, /no minutes of BTC\/USDT in that period: they go from/],
  ["beyond its end", { from: at(200), to: at(400) }, /from .* to .* alone: choose a period within/],
  ["over a hole", { from: at(40), to: at(200) }, /are missing from .* to .*: choose a period without them/],
])("a period %s is refused, with what there is", async (_, span, sentence) => {
  await keep(IMPORTED, holed);
  await expect(findCandles(series, wanted({ span }))).rejects.toThrow(sentence);
});
