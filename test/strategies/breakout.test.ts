/** Breakout on candles that are made by hand. */
import { describe, expect, it } from "vitest";

import type { Held, Intent } from "../../src/domain/strategy/strategy.ts";
import { breakout } from "../../src/strategies/breakout.ts";
import { columnsOfCloses } from "../support/closes.ts";
import { wanderingColumns } from "../support/indicator-series.ts";
import { expectMirrored } from "../support/mirrored.ts";

const QUICK = { channel: 4, exit: 2, volume: 1.5, atr: 2 };
const HELD = { long: { side: "LONG", entry: 100 }, short: { side: "SHORT", entry: 100 } } as const satisfies Record<
  string,
  Held
>;

/** Each reaches from 99 to 101. */
const FLAT = [100, 100, 100, 100];
const UP = [...FLAT, 102];
const DOWN = [...FLAT, 98];

interface Case {
  readonly held?: Held;
  readonly given?: object;
  /** Of the last candle; those before have 10 each. */
  readonly volume?: number;
}

/** On the last of these candles. */
function decide(closes: readonly number[], { held, given = {}, volume = 20 }: Case = {}): Intent | null {
  const candles = columnsOfCloses(closes);
  candles.volume[closes.length - 1] = volume;
  return breakout
    .configure({ ...QUICK, ...given })
    .on(candles)
    .decide(closes.length - 1, held ?? null);
}

describe("breakout", () => {
  // At 102 the true range is 3 after some of 2, so ATR 2 is 2.5.
  it("goes long where the close exceeds the highest high before it on volume, with the figures that it saw", () => {
    expect(decide(UP)).toEqual({
      kind: "enter",
      side: "LONG",
      stop: 102 - 2 * 2.5,
      target: null,
      rule: "close above the high of the 4 candles before on 1.5 times their average volume or more",
      values: [
        { label: "close", value: 102 },
        { label: "high of 4", value: 101 },
        { label: "volume", value: 20 },
        { label: "average volume of 4", value: 10 },
        { label: "ATR 2", value: 2.5 },
      ],
    });
  });

  it("goes short only where it is asked to, stop on the other side", () => {
    expect(decide(DOWN)).toBeNull();
    const rule = "close below the low of the 4 candles before on 1.5 times their average volume or more";
    expect(decide(DOWN, { given: { short: true } })).toMatchObject({ side: "SHORT", stop: 98 + 2 * 2.5, rule });
  });

  it.each<[closes: readonly number[], where: string]>([
    [[...FLAT, 101], "the close only reaches the high"],
    [[103, 100, 100, 100, 103], "the high of the oldest candle of the channel lies above"],
    [FLAT, "nothing moves"],
  ])("on %j does nothing, for %s", (closes) => expect(decide(closes)).toBeNull());

  it("looks back over the channel and no further", () =>
    expect(decide([103, 100, 100, 100, 100, 103])).toMatchObject({ side: "LONG" }));

  it("holds the volume to the average before it, itself left out", () => {
    expect(decide(UP, { volume: 15 })).toMatchObject({ side: "LONG" });
    expect(decide(UP, { volume: 14.9 })).toBeNull();
  });

  it("with 0 takes any volume, and does not speak of it", () =>
    expect(decide(UP, { volume: 0, given: { volume: 0 } })).toMatchObject({
      side: "LONG",
      rule: "close above the high of the 4 candles before",
    }));

  it("enters at each close that exceeds all before it: one that was not taken is no reason against the next", () =>
    expect(decide([...UP, 104])).toMatchObject({ side: "LONG" }));

  it("leaves what it holds where the close leaves the shorter channel the other way, on any volume", () => {
    expect(decide([90, 90, 100, 100, 98], { held: HELD.long, volume: 0 })).toEqual({
      kind: "leave",
      rule: "close below the low of the 2 candles before",
      values: [
        { label: "close", value: 98 },
        { label: "low of 2", value: 99 },
      ],
    });
    const rule = "close above the high of the 2 candles before";
    expect(decide([110, 110, 100, 100, 102], { held: HELD.short, volume: 0 })).toMatchObject({ kind: "leave", rule });
    expect(decide([100, 100, 90, 100, 98], { held: HELD.long })).toBeNull();
  });

  it("does not add to what it holds", () => {
    expect(decide(UP, { held: HELD.long })).toBeNull();
    expect(decide(DOWN, { held: HELD.short, given: { short: true } })).toBeNull();
  });

  it("does nothing before its channels and its range are warm", () => {
    expect(decide([100, 100, 100, 110])).toBeNull();
    expect(decide([100, 90], { held: HELD.long })).toBeNull();
    expect(decide(UP, { given: { atr: 6 } })).toBeNull();
  });

  // The true range is 91 after some of 2: ATR 2 is 46.5, at a close of 190.
  it("sets its stop as far off as it was told, and enters not at all where that is no price", () => {
    expect(decide([...FLAT, 190], { given: { stop: 4 } })).toMatchObject({ stop: 190 - 4 * 46.5 });
    expect(decide([...FLAT, 190], { given: { stop: 5 } })).toBeNull();
  });

  it("refuses a channel to leave by that is longer than the one to enter by", () => {
    expect(() => breakout.configure({ exit: 30 })).toThrow("exit must not be above channel: 30 is above 20.");
    expect(() => breakout.configure({ exit: 20 })).not.toThrow();
  });

  it("takes the longest of what it looks back by as its period", () => {
    expect(breakout.configure({}).period).toBe(20);
    expect(breakout.configure({ atr: 80 }).period).toBe(80);
  });
});

it("sells short where it would buy in a market upside down, and leaves alike", () =>
  expectMirrored(breakout, wanderingColumns(1_500)));
