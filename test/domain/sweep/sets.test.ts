import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chosenNumbers, countOf, setAt, valuesOf } from "../../../src/domain/sweep/sets.ts";
import { randomFrom } from "../../../src/exchange/random.ts";

describe("the values of a parameter", () => {
  it.each([
    ["5..20/5", ["5", "10", "15", "20"]],
    ["5..8", ["5", "6", "7", "8"]],
    ["1..2/0.3", ["1", "1.3", "1.6", "1.9"]],
    ["0.1..0.3/0.1", ["0.1", "0.2", "0.3"]],
    ["7,14,7", ["7", "14"]],
    ["1h,4h", ["1h", "4h"]],
    ["risk", ["risk"]],
  ])("%s are %j, exactly", (typed, values) => expect(valuesOf("x", typed)).toEqual(values));

  it.each(["20..5", "5..20/0"])("%s is no range", (typed) =>
    expect(() => valuesOf("fast", typed)).toThrow(/fast=.* is no range: type it like fast=5\.\.20\/5/),
  );

  it("are no more than a thousand", () => expect(() => valuesOf("fast", "1..100000")).toThrow(/more than 1000 values/));
});

describe("combinations", () => {
  const values = new Map([
    ["fast", ["5", "10"]],
    ["slow", ["20", "30", "40"]],
  ]);

  it("are all there, each once", () => {
    const sets = Array.from({ length: countOf(values) }, (_, i) => JSON.stringify(setAt(values, i)));
    expect(sets).toHaveLength(6);
    expect(new Set(sets).size).toBe(6);
    expect(setAt(values, 0)).toEqual({ fast: "5", slow: "20" });
    expect(setAt(values, 5)).toEqual({ fast: "10", slow: "40" });
  });

  it("are drawn by chance where they are too many: the same each time, none twice, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 200 }), (count, most) => {
        const [one, other] = [
          chosenNumbers(count, most, randomFrom(1).uniform),
          chosenNumbers(count, most, randomFrom(1).uniform),
        ];
        expect(one).toEqual(other);
        expect(one).toHaveLength(Math.min(count, most));
        expect(new Set(one).size).toBe(one.length);
        expect(one).toEqual(one.toSorted((a, b) => a - b));
        expect(one.every((each) => each >= 0 && each < count)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
