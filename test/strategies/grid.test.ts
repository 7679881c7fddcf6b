import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Held, Intent, Laid } from "../../src/domain/strategy/strategy.ts";
import { grid } from "../../src/strategies/grid.ts";
import { columnsOfCloses } from "../support/closes.ts";

const HELD: Held = { side: "LONG", entry: 100 };
const LAID: Laid = { lowest: 95, highest: 105 };
const GIVEN = { levels: 4, spacing: 1, stop: 5 };

const decide = (close: number, held: Held | null, laid: Laid | null): Intent | null =>
  grid
    .configure(GIVEN)
    .on(columnsOfCloses([close]))
    .decide(0, held, laid);

describe("a grid", () => {
  it("is laid around the price, as many levels below it as above, each the same part higher", () => {
    const intent = decide(100, null, null);
    expect(intent).toMatchObject({ kind: "lay", rule: "no grid is laid" });
    const { levels, stop } = intent as Extract<Intent, { kind: "lay" }>;
    [98.0296, 99.0099, 100, 101, 102.01].forEach((level, i) => expect(levels[i]).toBeCloseTo(level, 4));
    expect(stop).toBeCloseTo(98.0296 * 0.95, 4);
  });

  it.each([
    ["stands while the price is in it", 100, null, LAID, null],
    ["stands while it holds something, wherever the price is above its stop", 120, HELD, LAID, null],
    ["stands a little below its lowest level", 90.3, HELD, LAID, null],
    ["ends where the price falls too far", 90.2, HELD, LAID, "leave"],
    ["ends there also where it holds nothing", 90.2, null, LAID, "leave"],
    ["is laid anew where the price has risen above it and it has sold all", 105.1, null, LAID, "lay"],
    ["is not laid beside what is still being closed", 100, HELD, null, null],
  ])("%s", (_what, close, held, laid, kind) => expect(decide(close, held, laid)?.kind ?? null).toBe(kind));

  it("takes no levels that reach down to nothing", () => {
    expect(() => grid.configure({ levels: 50, spacing: 20, stop: 50 })).toThrow("must not reach down to nothing");
    expect(() => grid.configure({ levels: 51 })).toThrow("levels of grid cannot be that");
  });

  it("is sound whatever it is set to, on any price", () => {
    const given = fc.record({
      levels: fc.integer({ min: 2, max: 50 }),
      spacing: fc.integer({ min: 1, max: 100 }).map((each) => each / 20),
      stop: fc.integer({ min: 1, max: 90 }).map((each) => each / 2 + 0.5),
    });
    fc.assert(
      fc.property(given, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (parameters, close) => {
        const intent = grid
          .configure(parameters)
          .on(columnsOfCloses([close]))
          .decide(0, null, null);
        if (intent?.kind !== "lay") throw new Error("it lays nothing");
        expect(intent.levels).toHaveLength(parameters.levels + 1);
        expect(intent.levels.every((level, i) => level > (intent.levels[i - 1] ?? intent.stop))).toBe(true);
      }),
    );
  });
});
