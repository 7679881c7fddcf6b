/** Candles of the paper venue through stops and crashes. */
import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";

import { CANDLES_AT_ONCE, type Candle, type Timeframe, TIMEFRAMES } from "../../../src/domain/candle.ts";
import { from, sign } from "../../../src/domain/money.ts";
import type { MarketSource } from "../../../src/exchange/market-source.ts";
import { candleText, expectCandles, foldedPlain } from "../../support/candle-check.ts";
import {
  barsOf,
  BTC,
  candles,
  closeFloors,
  type Floor,
  MINUTE,
  newFile,
  openFloor,
  order,
  START,
} from "../../support/paper-venue.ts";
import { BEGIN, PER_MINUTE, play, synthetic } from "../../support/synthetic-market.ts";

afterEach(closeFloors);

const all = ({ venue }: Floor, timeframe: Timeframe = "1m"): Promise<readonly Candle[]> =>
  venue.candles(BTC, timeframe, CANDLES_AT_ONCE);
const played = async (floor: Floor): Promise<Candle[]> => (await all(floor)).filter(({ at }) => at >= BEGIN);
const textOf = (list: readonly Candle[]): unknown[] => list.map(candleText);

describe("candles of a market of quotes", () => {
  it("are there before its first minute is over, and go on into what is played without a seam", async () => {
    const floor = await openFloor(synthetic());
    for (const timeframe of TIMEFRAMES) {
      const past = await floor.venue.candles(BTC, timeframe, 50);
      expect(past).toHaveLength(50);
      expectCandles(past, timeframe, BEGIN);
    }
    await play(floor, 6 * PER_MINUTE);
    const minutes = await all(floor);
    expect(minutes).toHaveLength(CANDLES_AT_ONCE);
    expect(minutes.map(({ at }) => at)).toEqual(minutes.map((_, i) => BEGIN + (6 - CANDLES_AT_ONCE + i) * MINUTE));
    expect(textOf((await all(floor, "5m")).slice(-1))).toEqual(
      foldedPlain(await played(floor), "5m", floor.venue.now()),
    );
  });

  it("are what the quotes were: highest, lowest, first and last of each minute", async () => {
    const floor = await openFloor(synthetic());
    const seen: Candle[] = [];
    for (let i = 0; i <= 2 * PER_MINUTE; i++) {
      const quote = await floor.venue.quote(BTC);
      if (quote === null) throw new Error("there is no price");
      const { last: price, at } = quote;
      seen.push({ at, open: price, high: price, low: price, close: price, volume: from(0) });
      await floor.step();
    }
    const expected = foldedPlain(seen.slice(0, -1), "1m", BEGIN + 2 * MINUTE);
    const told = (await played(floor)).map((candle) => ({ ...candle, volume: from(0) }));
    expect(textOf(told)).toEqual(expected);
    for (const { volume } of await played(floor)) expect(sign(volume)).toBe(1);
  });

  it("are the same after a restart, which may come in the middle of a minute", async () => {
    const whole = await openFloor(synthetic());
    await play(whole, 6 * PER_MINUTE + 3);
    let floor = await openFloor(synthetic());
    await play(floor, PER_MINUTE + 11);
    floor = await floor.restart();
    await play(floor, 5 * PER_MINUTE - 8);
    expect(floor.venue.now()).toBe(whole.venue.now());
    for (const timeframe of TIMEFRAMES)
      expect(textOf(await all(floor, timeframe))).toEqual(textOf(await all(whole, timeframe)));
  });

  it("are neither twice nor missing after a crash, wherever the place was kept", async () => {
    let wall = 0;
    const floor = await openFloor(synthetic(), { wall: () => wall });
    const [early, late] = [PER_MINUTE + 7, 3 * PER_MINUTE + 5];
    await play(floor, early);
    wall += 1_000; // the next event keeps the place
    await play(floor, late);
    const crashed = await floor.crash();
    expect(crashed.venue.now()).toBe(BEGIN + (early + 1) * 2_000);
    expectCandles(await all(crashed), "1m", crashed.venue.now());
    expect(await played(crashed)).toHaveLength(1);
    await play(crashed, late - 1);
    for (const timeframe of TIMEFRAMES)
      expect(textOf(await all(crashed, timeframe))).toEqual(textOf(await all(floor, timeframe)));
  });

  it("are kept with an order that was placed", async () => {
    const floor = await openFloor(synthetic());
    await play(floor, 2 * PER_MINUTE + 3);
    await floor.venue.place(order("BUY", "0.01", { limit: "5000" }));
    const crashed = await floor.crash();
    expect(textOf(await all(crashed))).toEqual(textOf(await all(floor)));
    expect(await played(crashed)).toHaveLength(2);
  });

  it("end with their source: another one has its own alone, and the first begins anew", async () => {
    const before = await openFloor(synthetic());
    await play(before, 3 * PER_MINUTE);
    const replay = await before.restart(barsOf(candles("100", "101")));
    expect((await all(replay)).map(({ at }) => at)).toEqual([START]);
    const anew = await replay.restart(synthetic());
    expect(anew.venue.now()).toBe(BEGIN);
    expect(await played(anew)).toEqual([]);
    await play(anew, PER_MINUTE);
    expect(await played(anew)).toHaveLength(1);
  });

  it("are as many as one answer holds, and the oldest make room", async () => {
    const file = newFile();
    const floor = await openFloor(eachMinute(), {}, file);
    await play(floor, CANDLES_AT_ONCE + 4);
    const kept = await all(floor);
    expect(kept.map(({ at }) => at)).toEqual(kept.map((_, i) => BEGIN + (4 + i) * MINUTE));
    await floor.venue.stop();
    const db = new Sqlite(file, { readonly: true });
    const rows = db.prepare("select count(*) rows from candles where timeframe = '1m' and pair = 'BTC/USDT'").get();
    db.close();
    expect(rows).toEqual({ rows: CANDLES_AT_ONCE });
  });
});

/** One quote a minute, and no past. */
function eachMinute(): MarketSource {
  return {
    name: "each minute",
    pairs: [BTC],
    history: { kind: "played", before: async () => [] },
    next: async (place) => {
      const minute = Number(place?.["minute"] ?? -1) + 1;
      const [at, last] = [BEGIN + minute * MINUTE, from(7_000 + minute)];
      const quote = { pair: BTC, at, bid: last, ask: last, last, book: { bids: [], asks: [] } };
      return { event: { kind: "quotes", at, quotes: [quote], volumes: new Map() }, place: { minute } };
    },
  };
}
