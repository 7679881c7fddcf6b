/** Trend following on candles that are made by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Held, Intent } from "../../src/domain/strategy/strategy.ts";
import { trend } from "../../src/strategies/trend.ts";
import { columnsOfCloses } from "../support/closes.ts";
import { wanderingColumns } from "../support/indicator-series.ts";

const QUICK = { fast: 2, slow: 3, atr: 2 };
const HELD = { long: { side: "LONG", entry: 100 }, short: { side: "SHORT", entry: 100 } } as const satisfies Record<
  string,
  Held
>;

const FLAT = [100, 100, 100, 100];
const UP = [...FLAT, 110];
const DOWN = [...FLAT, 90];

/** On the last of these candles. */
function decide(closes: readonly number[], held: Held | null = null, given: object = {}): Intent | null {
  const reading = trend.configure({ ...QUICK, ...given }).on(columnsOfCloses(closes));
  return reading.decide(closes.length - 1, held);
}

describe("trend", () => {
  // At 110 EMA 2 is 100 + 10 × 2/3, EMA 3 is 105; the true range is 11 after some of 2, so ATR 2 is 6.5.
  it("goes long where the fast average crosses above the slow one, with the figures that it saw", () => {
    expect(decide(UP)).toEqual({
      kind: "enter",
      side: "LONG",
      stop: 110 - 2 * 6.5,
      target: 110 + 2 * 2 * 6.5,
      rule: "EMA 2 crossed above EMA 3",
      values: [
        { label: "close", value: 110 },
        { label: "EMA 2", value: expect.closeTo(106.667, 3) },
        { label: "EMA 3", value: 105 },
        { label: "ATR 2", value: 6.5 },
      ],
    });
  });

  it("goes short only where it is asked to, stop and target on the other side", () => {
    expect(decide(DOWN)).toBeNull();
    expect(decide(DOWN, null, { short: true })).toMatchObject({ side: "SHORT", stop: 103, target: 64 });
  });

  // The true range is 91 after some of 2: ATR 2 is 46.5, at a close of 10 or of 190.
  it("has no target where that is no price, and enters not at all where its stop is none", () => {
    const target = { short: true, stop: 0.5, target: 2 };
    expect(decide([...FLAT, 10], null, target)).toMatchObject({ side: "SHORT", target: null });
    expect(decide([...FLAT, 190], null, { stop: 4 })).toMatchObject({ side: "LONG" });
    expect(decide([...FLAT, 190], null, { stop: 5 })).toBeNull();
  });

  it("leaves what it holds where they cross back, and says so", () => {
    expect(decide(DOWN, HELD.long)).toMatchObject({ kind: "leave", rule: "EMA 2 crossed below EMA 3" });
    expect(decide(UP, HELD.short)).toMatchObject({ kind: "leave", rule: "EMA 2 crossed above EMA 3" });
  });

  it("does nothing where what it holds goes the way of the cross", () => {
    expect(decide(UP, HELD.long)).toBeNull();
    expect(decide(DOWN, HELD.short, { short: true })).toBeNull();
  });

  it("says a cross once: a move that goes on is none", () => expect(decide([...UP, 120])).toBeNull());

  it("does nothing on a market that stands still, nor before its averages are warm", () => {
    expect(decide(FLAT)).toBeNull();
    expect(decide([100, 110])).toBeNull();
  });

  it("sets stop and target as far off as it was told; 0 is no target", () => {
    expect(decide(UP, null, { stop: 1, target: 3 })).toMatchObject({ stop: 103.5, target: 110 + 3 * 6.5 });
    expect(decide(UP, null, { target: 0 })).toMatchObject({ stop: 97, target: null });
  });

  it("refuses a fast average that is not faster", () => {
    const sentence = (fast: number, slow: number) => `fast must be below slow: ${fast} is not below ${slow}.`;
    expect(() => trend.configure({ fast: 26 })).toThrow(sentence(26, 26));
    expect(() => trend.configure({ fast: 30, slow: 20 })).toThrow(sentence(30, 20));
  });

  it("takes the longest of what it looks back by as its period", () => {
    expect(trend.configure({}).period).toBe(26);
    expect(trend.configure({ atr: 80 }).period).toBe(80);
  });
});

it("whatever it is set to, each entry's stop and target lie on their sides of the close", () => {
  const candles = wanderingColumns(1_500);
  const given = fc.record({
    fast: fc.integer({ min: 2, max: 20 }),
    slow: fc.integer({ min: 21, max: 60 }),
    stop: fc.double({ min: 0.5, max: 20, noNaN: true }),
    target: fc.constantFrom(0, 0.5, 2, 20),
  });
  fc.assert(
    fc.property(given, (parameters) => {
      const reading = trend.configure({ ...parameters, short: true }).on(candles);
      const entries = Array.from(candles.close, (close, i) => ({ close, intent: reading.decide(i, null) }));
      const sides = new Set<string>();
      for (const { close, intent } of entries) {
        if (intent?.kind !== "enter") continue;
        sides.add(intent.side);
        const way = intent.side === "LONG" ? 1 : -1;
        expect((close - intent.stop) * way).toBeGreaterThan(0);
        expect(Math.min(intent.stop, intent.target ?? close)).toBeGreaterThan(0);
        if (intent.target !== null) expect((intent.target - close) * way).toBeGreaterThan(0);
      }
      expect(sides).toEqual(new Set(["LONG", "SHORT"]));
    }),
    { numRuns: 30 },
  );
});
