/** Mean reversion on candles that are made by hand. */
import { describe, expect, it } from "vitest";

import type { Held, Intent } from "../../src/domain/strategy/strategy.ts";
import { reversion } from "../../src/strategies/reversion.ts";
import { columnsOfCloses } from "../support/closes.ts";
import { wanderingColumns } from "../support/indicator-series.ts";
import { expectMirrored } from "../support/mirrored.ts";

const QUICK = { bands: 5, deviations: 1.5, rsi: 2, atr: 2 };
const HELD = { long: { side: "LONG", entry: 100 }, short: { side: "SHORT", entry: 100 } } as const satisfies Record<
  string,
  Held
>;

const FLAT = [100, 100, 100, 100, 100];
const DOWN = [...FLAT, 90];
const UP = [...FLAT, 110];

/** On the last of these candles. */
function decide(closes: readonly number[], held: Held | null = null, given: object = {}): Intent | null {
  const reading = reversion.configure({ ...QUICK, ...given }).on(columnsOfCloses(closes));
  return reading.decide(closes.length - 1, held);
}

describe("reversion", () => {
  // At 90 the mean of 5 is 98 and their deviation 4; nothing rose, so RSI is 0; the true range is 11 after some of 2.
  it("goes long where the close comes to lie below the lower band while RSI is low, with the figures that it saw", () => {
    expect(decide(DOWN)).toEqual({
      kind: "enter",
      side: "LONG",
      stop: 90 - 2 * 6.5,
      target: null,
      rule: "close below the lower band while RSI 2 is below 30",
      values: [
        { label: "close", value: 90 },
        { label: "lower band", value: 92 },
        { label: "middle band", value: 98 },
        { label: "upper band", value: 104 },
        { label: "RSI 2", value: 0 },
        { label: "ATR 2", value: 6.5 },
      ],
    });
  });

  it("goes short only where it is asked to, stop and bounds on the other side", () => {
    expect(decide(UP)).toBeNull();
    const rule = "close above the upper band while RSI 2 is above 70";
    expect(decide(UP, null, { short: true })).toMatchObject({ side: "SHORT", stop: 110 + 2 * 6.5, rule });
  });

  // In the second RSI is 12.5: of a rise of 4 a quarter is left, of a fall of 14 a half.
  it.each<[where: string, closes: readonly number[], given: object]>([
    ["a slide in even steps stays within its bands", [110, 108, 106, 104, 102, 100], {}],
    ["RSI is not as low as it must be", [100, 100, 100, 100, 104, 90], { oversold: 12 }],
    ["nothing moves", FLAT, {}],
  ])("does nothing where %s", (_where, closes, given) => expect(decide(closes, null, given)).toBeNull());

  it("takes RSI as low as it was told", () =>
    expect(decide([100, 100, 100, 100, 104, 90], null, { oversold: 13 })).toMatchObject({ side: "LONG" }));

  it("says it once: a fall that goes on is none, one that comes after a rise is one more", () => {
    expect(decide([...DOWN, 70])).toBeNull();
    expect(decide([...DOWN, 98, 60])).toMatchObject({ kind: "enter", side: "LONG" });
  });

  it("does nothing before its bands are warm, and enters not at the first candle at which they are", () => {
    const reading = reversion.configure({ ...QUICK, short: true }).on(columnsOfCloses([100, 100, 100, 100, 90]));
    for (const held of [null, HELD.long, HELD.short])
      expect([0, 1, 2, 3].map((index) => reading.decide(index, held))).toEqual([null, null, null, null]);
    expect(reading.decide(4, null)).toBeNull();
  });

  // 97.5 is the mean of itself, 90 and three times 100.
  it("leaves what it holds where the close reaches the middle band, and says so", () => {
    expect(decide([...DOWN, 97.4], HELD.long)).toBeNull();
    expect(decide([...DOWN, 97.5], HELD.long)).toEqual({
      kind: "leave",
      rule: "close reached the middle band",
      values: [
        { label: "close", value: 97.5 },
        { label: "middle band", value: 97.5 },
      ],
    });
    expect(decide([...UP, 102.6], HELD.short)).toBeNull();
    expect(decide([...UP, 102.5], HELD.short)).toMatchObject({ kind: "leave" });
  });

  it("does not add to what it holds", () => {
    expect(decide(DOWN, HELD.long)).toBeNull();
    expect(decide(UP, HELD.short, { short: true })).toBeNull();
  });

  // At 40 the true range is 61 after some of 2: ATR 2 is 31.5.
  it("sets its stop as far off as it was told, and enters not at all where that is no price", () => {
    expect(decide([...FLAT, 40], null, { stop: 0.5 })).toMatchObject({ stop: 40 - 0.5 * 31.5 });
    expect(decide([...FLAT, 40], null, { stop: 2 })).toBeNull();
  });

  it("refuses bands that no close can leave", () => {
    const sentence = "deviations must be below 2.00, for no close of 5 candles lies further off.";
    expect(() => reversion.configure({ bands: 5 })).toThrow(sentence);
    expect(() => reversion.configure({ bands: 6 })).not.toThrow();
  });

  it("takes the longest of what it looks back by as its period", () => {
    expect(reversion.configure({}).period).toBe(20);
    expect(reversion.configure({ rsi: 50 }).period).toBe(50);
    expect(reversion.configure({ atr: 80 }).period).toBe(80);
  });
});

it("sells short where it would buy in a market upside down, and leaves alike", () =>
  expectMirrored(reversion, wanderingColumns(1_500)));
