/** What a pair moves in a year, by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { yearlyVolatility } from "../../../src/domain/strategy/volatility.ts";

/** Closes that go up and down by the same two steps: 100, 101, 100, 101 … */
const alternating = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => 100 + (i % 2));

describe("the volatility of a year", () => {
  it("is the sample deviation of the newest 96 returns, times the root of the candles in a year", () => {
    // Half of the returns are +1/100 and half −1/101: each is half their distance off the mean.
    const deviation = ((1 / 100 + 1 / 101) / 2) * Math.sqrt(96 / 95);
    expect(yearlyVolatility(alternating(200), 150, "15m")).toBeCloseTo(deviation * Math.sqrt(4 * 24 * 365), 10);
    expect(yearlyVolatility(alternating(200), 150, "1d")).toBeCloseTo(deviation * Math.sqrt(365), 10);
  });

  it("of a price that grows evenly is none", () =>
    expect(
      yearlyVolatility(
        Float64Array.from({ length: 100 }, (_, i) => 1.01 ** i),
        99,
        "1h",
      ),
    ).toBeCloseTo(0, 10));

  it.each([
    [19, false],
    [20, true],
  ])("up to candle %i is known: %s", (index, isKnown) =>
    expect(yearlyVolatility(alternating(100), index, "15m") !== null).toBe(isKnown),
  );

  it("knows neither the future nor what is older than 96 returns", () => {
    const closes = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 97, maxLength: 97 });
    const others = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(closes, others, others, (window, before, after) => {
        const alone = yearlyVolatility(Float64Array.from(window), 96, "15m");
        const among = yearlyVolatility(Float64Array.from([...before, ...window, ...after]), before.length + 96, "15m");
        expect(among).toBe(alone);
      }),
    );
  });
});
