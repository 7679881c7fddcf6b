import { describe, expect, it } from "vitest";

import { rangesAround } from "../../../src/domain/sweep/around.ts";
import { valuesOf } from "../../../src/domain/sweep/sets.ts";
import { STRATEGIES } from "../../../src/strategies/index.ts";
import { trend } from "../../../src/strategies/trend.ts";

describe("what is tried around parameters", () => {
  it.each(STRATEGIES.filter(({ varies }) => varies.length > 0).map((strategy) => [strategy.id, strategy] as const))(
    "of %s is all within its schema",
    (_, strategy) => {
      const ranges = rangesAround(strategy, strategy.configure({}).parameters).split(" ");
      expect(ranges.length).toBe(strategy.varies.length);
      for (const range of ranges) {
        const [name = "", typed = ""] = range.split("=");
        for (const value of valuesOf(name, typed)) strategy.schema.shape[name]?.parse(Number(value));
        expect(valuesOf(name, typed).length).toBeGreaterThan(2);
      }
    },
  );

  it("goes from half to double, in whole candles where they are counted, and not beyond what can be set", () => {
    const { parameters } = trend.configure({ fast: 3, slow: 300, stop: 1.5 });
    expect(rangesAround(trend, parameters)).toBe("fast=2,3,5,6 slow=150,225,300 stop=0.75,1.13,1.5,2.25,3");
  });

  it("is nothing where nothing can vary", () => {
    expect(rangesAround({ ...trend, varies: [] }, trend.configure({}).parameters)).toBe("");
    expect(rangesAround({ ...trend, varies: ["timeframe"] }, trend.configure({}).parameters)).toBe("");
  });
});
