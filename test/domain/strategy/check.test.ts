/** What the check of a strategy finds, by strategies that cheat. */
import { describe, expect, it } from "vitest";
import { z } from "zod";

import type { CandleColumns } from "../../../src/domain/candle-columns.ts";
import { type Checked, checkStrategy } from "../../../src/domain/strategy/check.ts";
import { defineStrategy, type Enter, type Strategy } from "../../../src/domain/strategy/strategy.ts";
import { randomFrom } from "../../../src/exchange/random.ts";
import * as cheats from "../../support/cheats.ts";
import { cellsOf } from "../../support/candles.ts";
import { headOf, wanderingColumns } from "../../support/indicator-series.ts";

const SEEDS = [1, 2, 3] as const;
const candles = wanderingColumns(1_200);

function check(strategy: Strategy, seed = 1, on: CandleColumns = candles): Checked {
  return checkStrategy(strategy, on, randomFrom(seed).uniform);
}

describe.each(SEEDS)("with seed %i", (seed) => {
  it("an honest strategy passes", () => {
    const { findings, decisions } = check(cheats.honest, seed);
    expect(findings).toEqual([]);
    expect(decisions).toBeGreaterThan(20);
  });

  it("one that reads the higher candle that has closed passes", () => {
    const { findings, decisions } = check(cheats.aboveHigher, seed);
    expect(findings).toEqual([]);
    expect(decisions).toBeGreaterThan(20);
  });

  it.each<[cheat: string, strategy: Strategy, found: string]>([
    ["reads the next close", cheats.nextClose, "It looks ahead"],
    ["is scaled by the highest of all closes", cheats.scaledByAll, "It looks ahead"],
    ["looks ten candles ahead, seldom", cheats.later, "It looks ahead"],
    ["reads a higher candle that is still open", cheats.unfinishedHigher, "It looks ahead"],
    ["knows how many candles there are", cheats.countsTheCandles, "It looks ahead"],
    ["throws dice", cheats.dicing, "Asked again it decides otherwise"],
    ["counts its calls", cheats.countsItsCalls, "Asked in another order it decides otherwise"],
    ["remembers what it said", cheats.remembers, "Asked in another order it decides otherwise"],
    ["counts from its first candle", cheats.countsFromTheFirst, "Its period is too short"],
    ["takes too short a period", cheats.tooShort, "Its period is too short"],
    ["changes the candles", cheats.spoils, "It changes the candles"],
  ])("a strategy that %s is caught, and for that alone", (_cheat, strategy, found) => {
    const { findings } = check(strategy, seed);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(found);
  });
});

describe("a decision is found wrong", () => {
  it.each<[what: string, changes: (close: number) => Partial<Enter>, words: string]>([
    ["long, with a stop above", (close) => ({ stop: close * 1.01 }), "has a stop that is not below its close"],
    ["long, with a stop at its close", (close) => ({ stop: close }), "has a stop that is not below its close"],
    ["long, with a target below", (close) => ({ target: close * 0.9 }), "has a target that is not above its close"],
    ["short, with a stop below", () => ({ side: "SHORT" }), "has a stop that is not above its close"],
    [
      "short, with a target above",
      (close) => ({ side: "SHORT", stop: close * 1.1, target: close * 1.1 }),
      "has a target that is not below its close",
    ],
    ["with a stop that is no number", () => ({ stop: Number.NaN }), "has a wrong stop"],
    ["with a target beyond all numbers", () => ({ target: Number.POSITIVE_INFINITY }), "has a wrong target"],
    ["with a value that is no number", () => ({ values: [{ label: "x", value: Number.NaN }] }), "has a wrong values.0"],
    ["without a rule", () => ({ rule: "" }), "has a wrong rule"],
    ["of no kind", () => ({ kind: "hold" as "enter" }), "has a wrong kind"],
  ])("%s", (_what, changes, words) => {
    const { findings } = check(cheats.entersWith(changes));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^Its decision at 2022-01-03 00:0\d /);
    expect(findings[0]).toContain(words);
  });

  it("to buy without a stop, where its definition does not say so", () => {
    const buying = () => () => ({ kind: "buy", keeps: true, rule: "r", values: [] }) as const;
    expect(check(cheats.testStrategy(buying)).findings[0]).toContain(
      "is to buy, which its definition does not say: buys: true",
    );
  });

  it("where there is none: null alone is nothing to do", () => {
    const strategy = cheats.testStrategy(() => () => undefined as unknown as null);
    expect(check(strategy).findings[0]).toContain("is neither null, enter, buy, lay nor leave");
  });
});

describe("it cannot be said that it passes", () => {
  const defined = (parameters: z.ZodRawShape, period = 1): Strategy =>
    defineStrategy({
      ...{ id: "test", name: "Test", type: "TEST", about: "For tests.", parameters },
      period: () => period,
      shows: () => [],
      on: ({ close }) => ({ decide: (index) => cheats.entry(close[index] ?? 0) }),
    });

  it("where its defaults are none", () =>
    expect(check(defined({ length: z.int().describe("candles") }))).toEqual({
      findings: [expect.stringMatching(/^Its defaults are refused: length of test cannot be that: .* \.default\(…\)/)],
      decisions: 0,
    }));

  it("where a parameter does not say what it is", () =>
    expect(check(defined({ length: z.int().default(3) })).findings).toEqual([
      'Without a .describe("…") people do not know what it is in chat: length.',
    ]));

  it.each(["size", "pairs", "fastLength", "2nd"])("where a parameter is named %s, which chat cannot set", (name) =>
    expect(check(defined({ [name]: z.int().default(3).describe("candles") })).findings).toEqual([
      expect.stringMatching(`^In chat nobody could set ${name}: `),
    ]),
  );

  it.each([0, -1, 1.5, Number.NaN])("where its period is %s", (period) =>
    expect(check(defined({}, period)).findings).toEqual([
      expect.stringContaining(`Its period is ${period}: it must be a whole number of candles, from 1 to 1500.`),
    ]),
  );

  it("where it decides nothing", () =>
    expect(check(cheats.testStrategy(() => () => null)).findings).toEqual([
      "It decides nothing on 1200 candles, so nothing can be said of it: give others.",
    ]));

  it.each([0, 1, 400])("where there are %i candles, fewer than its warm-up takes", (count) => {
    const { findings } = check(cheats.honest, 1, headOf(candles, count));
    expect(findings.at(-1)).toBe(
      `Its warm-up takes more candles than there are: ${count}, and 40 × its period are 400. Give more of them.`,
    );
  });
});

it("what a strategy throws is thrown on", () =>
  expect(() =>
    check(
      cheats.testStrategy(() => () => {
        throw new Error("no such candle");
      }),
    ),
  ).toThrow("no such candle"));

it("the candles that it is given stay as they are", () => {
  const before = cellsOf(candles);
  check(cheats.spoils);
  expect(cellsOf(candles)).toEqual(before);
});
