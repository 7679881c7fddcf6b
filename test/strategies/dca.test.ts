/** DCA on candles that are made by hand: they begin on 3 January 2022. */
import { describe, expect, it } from "vitest";

import type { Held, Intent } from "../../src/domain/strategy/strategy.ts";
import { dca } from "../../src/strategies/dca.ts";
import { columnsOfCloses } from "../support/closes.ts";

const QUICK = { first: "2022-01-03", at: "02:00", every: 1, dip: 10, window: 4 };
const HELD = { side: "LONG", entry: 100 } as const satisfies Held;

/** On each of these candles of an hour. */
function decideAll(closes: readonly number[], given: object = {}, held: Held | null = null): (Intent | null)[] {
  const reading = dca.configure({ ...QUICK, ...given }).on(columnsOfCloses(closes, "1h"));
  return closes.map((_, index) => reading.decide(index, held));
}

/** The candles on which it does something, by when they close: 3 07:00 */
function momentsOf(given: object, hours: number): string[] {
  const candles = columnsOfCloses(Array<number>(hours).fill(100), "1h");
  return decideAll(Array<number>(hours).fill(100), given).flatMap((intent, index) => {
    if (intent === null) return [];
    const closed = new Date(Number(candles.at[index]) + 3_600_000).toISOString();
    return [`${Number(closed.slice(8, 10))} ${closed.slice(11, 16)}`];
  });
}

describe("on its dates", () => {
  it("buys at the close of the candle that ends then, whatever it holds, and keeps until it is looked at", () => {
    const buy = {
      ...{ kind: "buy", keeps: true, rule: "every day, 3 Jan 2022 02:00 UTC" },
      values: [{ label: "close", value: 101 }],
    };
    expect(decideAll([100, 101, 102])).toEqual([null, buy, null]);
    expect(decideAll([100, 101, 102], {}, HELD)).toEqual([null, buy, null]);
  });

  it("says how often that is", () =>
    expect(decideAll([100, 101], { every: 4 })[1]?.rule).toBe("every 4 days, 3 Jan 2022 02:00 UTC"));

  it.each<[given: object, moments: readonly string[]]>([
    [{ every: 1 }, ["3 02:00", "4 02:00", "5 02:00", "6 02:00", "7 02:00"]],
    [{ every: 2 }, ["3 02:00", "5 02:00", "7 02:00"]],
    [{ every: 3 }, ["3 02:00", "6 02:00"]],
    [{ every: 3, first: "2022-01-01" }, ["4 02:00", "7 02:00"]],
    [{ every: 7, first: "2021-12-27", at: "00:00" }, []],
    [{ every: 7, first: "2021-12-28", at: "00:00" }, ["4 00:00"]],
    [{ every: 1, first: "2022-01-06" }, ["6 02:00", "7 02:00"]],
    [{ every: 1, first: "2022-01-08" }, []],
  ])("with %j, in the five days from the third on: %j", (given, moments) =>
    expect(momentsOf(given, 119)).toEqual(moments),
  );
});

describe("on a dip", () => {
  const never = { at: "23:00", every: 365 };
  /** Candles on which it buys, of which none is a date. */
  const dipsIn = (closes: readonly number[], given: object = {}): number[] =>
    decideAll([...closes], { first: "2022-01-01", ...never, ...given }).flatMap((intent, i) =>
      intent === null ? [] : [i],
    );

  it("buys once more where the close lies so far below the highest of its window, and that is past when it is missed", () =>
    expect(decideAll([100, 100, 100, 100, 90], { first: "2022-01-01", ...never })[4]).toEqual({
      ...{ kind: "buy", keeps: false, rule: "close 10 % or more below the highest of 4" },
      values: [
        { label: "close", value: 90 },
        { label: "highest close of 4", value: 100 },
      ],
    }));

  it.each<[what: string, closes: readonly number[], bought: readonly number[]]>([
    ["reaches it", [100, 100, 100, 100, 90], [4]],
    ["does not reach it", [100, 100, 100, 100, 90.1], []],
    ["stays there", [100, 100, 100, 100, 90, 89, 90], [4]],
    ["comes up a little and falls again", [100, 100, 100, 100, 90, 95, 90], [4]],
    ["has forgotten the top, and stays", [100, 100, 100, 100, 90, 90, 90, 90, 90, 90], [4]],
    ["falls on", [100, 100, 100, 100, 90, 90, 90, 90, 81], [4, 8]],
    ["falls anew from the same height", [100, 100, 100, 90, 100, 90], [3, 5]],
    ["fell before its window was full", [100, 100, 90, 90, 90], []],
  ])("where the price %s", (_what, closes, bought) => expect(dipsIn(closes)).toEqual(bought));

  it("does nothing where that is switched off, or before its first date", () => {
    const closes = [100, 100, 100, 100, 50];
    expect(dipsIn(closes, { dip: 0 })).toEqual([]);
    expect(dipsIn(closes, { first: "2022-01-04" })).toEqual([]);
  });
});

describe("what it holds", () => {
  const high = [100, 100, 119.9, 120];

  it("is sold whole at its target above the average entry, and nothing is bought then", () => {
    const sold = decideAll(high, { target: 20, at: "04:00" }, HELD);
    expect(sold.slice(0, 3)).toEqual([null, null, null]);
    expect(sold[3]).toEqual({
      ...{ kind: "leave", rule: "close 20 % or more above its average entry" },
      values: [
        { label: "close", value: 120 },
        { label: "average entry", value: 100 },
      ],
    });
  });

  it("is never sold without a target, nor is a short of somebody else's added to", () => {
    expect(decideAll(high, { at: "23:00" }, HELD)).toEqual([null, null, null, null]);
    expect(decideAll(high, {}, { side: "SHORT", entry: 100 })).toEqual([null, null, null, null]);
  });
});

describe("its parameters", () => {
  it.each([
    [
      { at: "07:30" },
      "No candle of 1h closes at 07:30: choose another at= or a shorter timeframe=. Nothing was changed.",
    ],
    [{ at: "02:00", timeframe: "4h" }, "No candle of 4h closes at 02:00: "],
    [{ at: "08:00", timeframe: "1d" }, "No candle of 1d closes at 08:00: "],
    [{ at: "25:00" }, "at of dca cannot be that: a time is like 08:00."],
    [{ at: "8" }, "a time is like 08:00."],
    [{ first: "2022-02-30" }, "first of dca cannot be that: a date is like 2026-02-02."],
    [{ first: "monday" }, "a date is like 2026-02-02."],
    [{ every: 0 }, "every of dca cannot be that"],
  ])("cannot be %j", (given, sentence) => expect(() => dca.configure({ ...QUICK, ...given })).toThrow(sentence));

  it.each([
    [{ at: "07:30", timeframe: "15m" }],
    [{ at: "20:00", timeframe: "4h" }],
    [{ at: "00:00", timeframe: "1d" }],
  ])("may be %j", (given) => expect(() => dca.configure(given)).not.toThrow());

  it("want as much history as dips do", () => {
    expect(dca.configure({ dip: 0 }).period).toBe(1);
    expect(dca.configure({ window: 5 }).period).toBe(1);
    expect(dca.configure({ window: 168 }).period).toBe(17);
  });
});
