/** What a strategy's definition makes of what people set. */
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { Refusal } from "../../../src/domain/errors.ts";
import { defineStrategy } from "../../../src/domain/strategy/strategy.ts";

const strategy = defineStrategy({
  id: "steps",
  name: "Steps",
  type: "TEST",
  about: "Nothing but parameters.",
  parameters: {
    low: z.int().min(1).max(10).default(2).describe("the lower"),
    high: z.int().min(1).max(10).default(5).describe("the higher"),
    way: z.enum(["up", "down"]).default("up").describe("which way"),
  },
  conflict: ({ low, high }) => (low < high ? null : `low must be below high: ${low} is not below ${high}.`),
  period: ({ high }) => high,
  shows: () => [],
  on: () => ({ decide: () => null }),
});

function refusalOf(given: Readonly<Record<string, unknown>>): Refusal {
  try {
    strategy.configure(given);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("a strategy's parameters", () => {
  it("have defaults, and a timeframe whatever else there is", () => {
    const { parameters, timeframe, period } = strategy.configure({});
    expect(parameters).toEqual({ timeframe: "15m", low: 2, high: 5, way: "up" });
    expect([timeframe, period]).toEqual(["15m", 5]);
  });

  it("are those that were given, and the defaults beside them", () => {
    const { parameters, timeframe, period } = strategy.configure({ high: 7, timeframe: "1h" });
    expect(parameters).toEqual({ timeframe: "1h", low: 2, high: 7, way: "up" });
    expect([timeframe, period]).toEqual(["1h", 7]);
  });

  it.each([
    [{ low: 0 }, "low of steps cannot be that: too small"],
    [{ low: 11 }, "low of steps cannot be that: too big"],
    [{ low: 1.5 }, "low of steps cannot be that: invalid input: expected int"],
    [{ low: "two" }, "low of steps cannot be that: invalid input: expected number"],
    [{ low: Number.NaN }, "low of steps cannot be that: invalid input: expected number"],
    [{ way: "left" }, 'way of steps cannot be that: invalid option: expected one of "up"|"down"'],
    [{ timeframe: "7m" }, 'timeframe of steps cannot be that: invalid option: expected one of "1m"|"5m"|"15m"'],
    [{ speed: 3 }, "steps has no parameter speed."],
  ])("refuse %j, and say where to see what there is", (given, sentence) => {
    const { rule, message, suggestions } = refusalOf(given);
    expect(message).toContain(sentence);
    expect(message).toMatch(/\/strategy steps shows what there is\.$/);
    expect([rule, suggestions]).toEqual(["parameter", ["/strategy steps"]]);
  });

  it("refuse what does not go together by the strategy's own sentence", () =>
    expect(refusalOf({ low: 5 }).message).toBe("low must be below high: 5 is not below 5. Nothing was changed."));
});
