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

test("a period is given with the minutes before it that warm up, as far as there are any without a hole", async () => {
  await keep(IMPORTED, [...minutes.slice(0, 50), ...minutes.slice(60)]);
  const span = { from: at(100), to: at(200) };
  const some = await findCandles(series, wanted({ span, warmUp: 20 }));
  expect([some.from, some.candles.at[0], some.candles.at.at(-1)]).toEqual([at(100), at(80), at(199)]);
  const many = await findCandles(series, wanted({ span, warmUp: 90 }));
  expect(many.candles.at[0]).toBe(at(60));
});

test("where there is nothing at all it is said how to get some", async () => {
  await expect(findCandles(series, wanted())).rejects.toThrow(
    /There are no minutes of BTC\/USDT to run on yet\. .*candles import FILE --pair BTC\/USDT/,
  );
});

test.each([
  ["before all of it", { from: at(-200), to: at(-100) }, /no minutes of BTC\/USDT in that period: they go from/],
  ["beyond its end", { from: at(200), to: at(400) }, /from .* to .* alone: choose a period within/],
  ["over a hole", { from: at(40), to: at(100) }, /are missing from .* to .*: choose a period without them/],
])("a period %s is refused, with what there is", async (_, span, sentence) => {
  await keep(IMPORTED, [...minutes.slice(0, 50), ...minutes.slice(60)]);
  await expect(findCandles(series, wanted({ span }))).rejects.toThrow(sentence);
});
