/** The candles that a strategy decides on: kept from one look to the next, and never fewer than a look of its own would find. */
import { expect, it, vi } from "vitest";

import { type Candle, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import { createHistories } from "../../../src/trading/strategies/history.ts";
import { trend } from "../../../src/strategies/trend.ts";
import { aRow, START } from "../../support/candles.ts";
import { silentLog } from "../../support/database.ts";
import { memorySeries } from "../../support/memory-series.ts";
import { BTC, TestVenue } from "../../support/venue.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const PLAYED = 600;
/** Its longest period is 4: it wants 160 candles. */
const CONFIGURED = trend.configure({ timeframe: "1m", fast: 2, slow: 4, atr: 2 });

function opened() {
  const venue = new TestVenue(START + PLAYED * MINUTE + 1_000);
  let played: Candle[] = aRow(PLAYED);
  venue.bars = async () => played;
  const pass = (minutes: number): void => {
    venue.advance(minutes * MINUTE);
    played = aRow(played.length + minutes);
  };
  const histories = createHistories({ series: memorySeries(), feeds: new Map(), log: silentLog }, venue);
  const of = async (lastAgo: number | null): Promise<number[]> => {
    const newest = START + (played.length - 1) * MINUTE;
    const history = await histories.of(BTC, CONFIGURED, lastAgo === null ? null : newest - lastAgo * MINUTE);
    return Array.from(history?.candles.at ?? []);
  };
  return { venue, pass, of, correct: (candle: Candle) => (played = played.with(-1, candle)), played: () => played };
}

const minutes = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => START + (first + i) * MINUTE);

it("of a later look only what has closed since is asked for, with the last that is known", async () => {
  const { venue, pass, of } = opened();
  expect(await of(1)).toEqual(minutes(PLAYED - 160, 160));
  pass(3);
  const asked = vi.spyOn(venue, "candles");
  expect(await of(1)).toEqual(minutes(PLAYED - 157, 160));
  expect(asked.mock.calls.map(([, , limit]) => limit)).toEqual([4]);
});

it("one that has missed more than another of the same kind has all that it would have had alone", async () => {
  const { of } = opened();
  await of(1);
  const missed = 300;
  expect(await of(missed)).toEqual(minutes(PLAYED - 160 - (missed - 1), 160 + missed - 1));
  expect(await of(1)).toEqual(minutes(PLAYED - 160, 160));
});

it("where the exchange tells the last one otherwise, all are read anew", async () => {
  const { venue, pass, of, correct, played } = opened();
  await of(1);
  const last = played().at(-1);
  if (last === undefined) throw new Error("nothing was played");
  correct({ ...last, volume: last.high });
  const asked = vi.spyOn(venue, "candles");
  pass(1);
  venue.bars = async () => [...aRow(PLAYED - 1), { ...last, volume: last.high }, ...aRow(1, PLAYED)];
  expect(await of(1)).toHaveLength(160);
  expect(asked.mock.calls.map(([, , limit]) => limit)).toEqual([2, 160]);
});
