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

function refusalOf(given: Readonly<Record<string, unknown>>, of = strategy): Refusal {
  try {
    of.configure(given);
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
    [{ low: 0 }, "low of steps cannot be that: too small", "low=2"],
    [{ low: 11 }, "low of steps cannot be that: too big", "low=2"],
    [{ low: 1.5 }, "low of steps cannot be that: invalid input: expected int", "low=2"],
    [{ low: "two" }, "low of steps cannot be that: invalid input: expected number", "low=2"],
    [{ low: Number.NaN }, "low of steps cannot be that: invalid input: expected number", "low=2"],
    [{ way: "left" }, 'way of steps cannot be that: invalid option: expected one of "up"|"down"', "way=up"],
    [
      { timeframe: "7m" },
      'timeframe of steps cannot be that: invalid option: expected one of "1m"|"5m"|"15m"',
      "timeframe=15m",
    ],
  ])("refuse %j, and say how it is set", (given, sentence, setting) => {
    const { rule, message, suggestions } = refusalOf(given);
    const line = `/strategy steps set ${setting}`;
    expect(message).toContain(sentence);
    expect(message.endsWith(`. Type it like ${line}`)).toBe(true);
    expect([rule, suggestions]).toEqual(["parameter", [line, "/strategy steps"]]);
  });

  it("refuse what there is not, and say where to see what there is", () => {
    const { rule, message, suggestions } = refusalOf({ speed: 3 });
    expect(message).toBe("steps has no parameter speed. /strategy steps shows what there is.");
    expect([rule, suggestions]).toEqual(["parameter", ["/strategy steps"]]);
  });

  describe("come to a period", () => {
    const ratio = defineStrategy({
      ...{ id: "ratio", name: "Ratio", type: "TEST", about: "Nothing but a period." },
      parameters: { a: z.number().default(6).describe("over"), b: z.number().default(2).describe("under") },
      period: ({ a, b }) => a / b,
      shows: () => [],
      on: () => ({ decide: () => null }),
    });

    it.each([
      [{ a: 2 }, 1],
      [{ a: 800 }, 400],
      [{ a: 3_000 }, 1_500],
    ])("%j", (given, period) => expect(ratio.configure(given).period).toBe(period));

    it.each([
      [{ a: 0 }, "0"],
      [{ a: 0, b: 0 }, "NaN"],
      [{ b: 0 }, "Infinity"],
      [{ a: 3 }, "1.5"],
      [{ a: -4 }, "-2"],
      [{ a: 3_002 }, "1501"],
    ])("that is a whole number of candles, or are refused: %j", (given, period) => {
      const refusal = refusalOf(given, ratio);
      expect(refusal.message).toBe(`Its period is ${period}: it must be a whole number of candles, from 1 to 1500.`);
      expect(refusal.rule).toBe("parameter");
    });
  });

  it("refuse what does not go together by the strategy's own sentence", () =>
    expect(refusalOf({ low: 5 }).message).toBe("low must be below high: 5 is not below 5. Nothing was changed."));
});
