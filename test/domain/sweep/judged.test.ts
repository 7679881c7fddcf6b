import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bestByLuck, deflatedSharpe, normal, quantile } from "../../../src/domain/sweep/deflated.ts";
import {
  bestOf,
  type Part,
  returnsOf,
  sharpeOf,
  sharpeOver,
  walkForward,
} from "../../../src/domain/sweep/walk-forward.ts";
import { randomFrom } from "../../../src/exchange/random.ts";

describe("the normal distribution", () => {
  it.each([
    [0, 0.5],
    [1, 0.841_344_746],
    [-1, 0.158_655_254],
    [1.959_963_985, 0.975],
    [3, 0.998_650_102],
  ])("at %d is %d", (x, probability) => expect(normal(x)).toBeCloseTo(probability, 6));

  it("is turned back by its quantile", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (probability) => {
        expect(normal(quantile(probability))).toBeCloseTo(probability, 9);
      }),
    );
  });
});

describe("the deflated Sharpe ratio", () => {
  const days = (seed: number, count: number, skill: number): number[] => {
    const { uniform } = randomFrom(seed);
    return Array.from({ length: count }, () => skill + 0.02 * (uniform() - 0.5));
  };
  const sharpes = Array.from({ length: 200 }, (_, i) => sharpeOf(days(i + 1, 250, 0)) ?? 0);

  it("of the best of many without skill is no better than a coin, of one with skill near one", () => {
    const best = bestOf(sharpes) ?? 0;
    expect(deflatedSharpe({ returns: days(best + 1, 250, 0), sharpes })).toBeLessThan(0.8);
    expect(deflatedSharpe({ returns: days(7, 250, 0.004), sharpes })).toBeGreaterThan(0.99);
  });

  it("expects more of the best the more are tried", () => {
    expect(bestByLuck(sharpes.slice(0, 10))).toBeLessThan(bestByLuck(sharpes));
    expect(bestByLuck(sharpes)).toBeGreaterThan(0.1);
  });

  it("is not told of too few days or tries, nor where nothing moves", () => {
    expect(deflatedSharpe({ returns: [0.1, 0.2], sharpes })).toBeNull();
    expect(deflatedSharpe({ returns: days(1, 30, 0), sharpes: [0.1] })).toBeNull();
    expect(deflatedSharpe({ returns: Array(30).fill(0), sharpes })).toBeNull();
  });
});

describe("walking forward", () => {
  const part = (...returns: number[]): Part => ({ returns, trips: returns.length });

  it("trades each part with what was best on all before it, and never with what the part itself shows", () => {
    const steady = [part(0.01, 0.02), part(0.01, 0.02), part(-0.5, -0.4)];
    const late = [part(-0.01, -0.02), part(-0.01, 0.03), part(0.3, 0.4)];
    const { steps, returns, trips } = walkForward([late, steady]);
    expect(steps).toEqual([
      { chosen: 1, part: 1 },
      { chosen: 1, part: 2 },
    ]);
    expect(returns).toEqual([0.01, 0.02, -0.5, -0.4]);
    expect(trips).toBe(4);
  });

  it("trades nothing where no set has a figure", () => {
    const { steps, returns } = walkForward([[part(0), part(0.1, 0.2)]]);
    expect([steps, returns]).toEqual([[{ chosen: null, part: 1 }], []]);
    expect(walkForward([])).toEqual({ steps: [], returns: [], trips: 0 });
  });

  it("a day's return is beside the end of the day before", () => {
    expect(returnsOf(100, [110, 99])).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)]);
  });
});

it("has over parts the Sharpe ratio of all their days", () => {
  const returns = fc.array(
    fc.integer({ min: -1_000, max: 1_000 }).map((n) => n / 10_000),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(fc.array(returns, { maxLength: 5 }), (parts) => {
      const all = parts.flat();
      const [over, of] = [sharpeOver(parts.map((own) => ({ returns: own }))), plainSharpe(all)];
      if (over === null || of === null) expect([over, of]).toEqual([null, null]);
      else expect(over - of).toBeCloseTo(0, 9);
    }),
  );
});

function plainSharpe(returns: readonly number[]): number | null {
  const mean = returns.reduce((total, each) => total + each, 0) / returns.length;
  const variance = returns.reduce((total, each) => total + (each - mean) ** 2, 0) / (returns.length - 1);
  return returns.length >= 2 && variance > 1e-24 ? mean / Math.sqrt(variance) : null;
}
