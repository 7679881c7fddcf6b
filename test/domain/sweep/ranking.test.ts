import { describe, expect, it } from "vitest";

import { ranked } from "../../../src/domain/sweep/ranking.ts";
import type { Trial, TriedPart } from "../../../src/domain/sweep/trial.ts";

const part = (...returns: number[]): TriedPart => ({
  ...{ returns, trips: 1, drawdown: 0 },
  growth: returns.reduce((total, each) => total * (1 + each), 1) - 1,
});
const trial = (...parts: TriedPart[]): Trial => ({ parts });

const steady = trial(part(0.01, 0.02), part(0.01, 0.02), part(-0.1, -0.05));
const late = trial(part(-0.01, 0.002), part(-0.01, 0.001), part(0.3, 0.4));
const still = trial(part(0, 0), part(0, 0), part(0, 0));

describe("a ranking", () => {
  it("goes by all parts but the last, and passes over what has no figure or does not go together", () => {
    const { order, figures } = ranked([late, still, null, steady]);
    expect(order).toEqual([3, 0]);
    expect(figures.map((figure) => figure === null)).toEqual([false, true, true, false]);
  });

  it("is not moved by what the last part holds", () => {
    const [one, other] = [steady, late].map(({ parts }) => trial(...parts.slice(0, -1), part(0.9, -0.9)));
    if (one === undefined || other === undefined) throw new Error("two were given");
    expect(ranked([other, one]).order).toEqual(ranked([late, steady]).order);
  });

  it("tells what the walk forward made of it, part by part", () => {
    const { forward } = ranked([late, steady]);
    expect(forward).toMatchObject({ parts: 2, trips: 2 });
    expect(forward.growth).toBeCloseTo(1.01 * 1.02 * 0.9 * 0.95 - 1, 12);
  });

  it("of nothing that has a figure is empty, and tells no luck", () => {
    expect(ranked([still, null])).toMatchObject({
      order: [],
      deflated: null,
      luck: null,
      forward: { parts: 0, growth: 0 },
    });
  });

  it("expects more luck of more sets", () => {
    const many = Array.from({ length: 20 }, (_, i) => trial(part(0.01, -0.02 + i / 1_000), part(0.01, 0), part(0, 0)));
    expect(ranked(many).luck).toBeGreaterThan(ranked(many.slice(0, 5)).luck ?? Number.POSITIVE_INFINITY);
  });
});
