import { describe, expect, it } from "vitest";
import { z } from "zod";

import { Refusal } from "../../../src/domain/errors.ts";
import { decideAt, descriptionOf, ideaOf, parametersOf } from "../../../src/domain/strategy/idea.ts";
import { defineStrategy, type Intent } from "../../../src/domain/strategy/strategy.ts";
import { columnsOfCloses } from "../../support/closes.ts";

function saying(intent: unknown, far = z.int().default(2).describe("how far")) {
  return defineStrategy({
    ...{
      id: "one",
      name: "One",
      type: "TEST",
      about: "Says what it is told.",
      parameters: { far, plain: z.boolean().default(false) },
    },
    period: () => 1,
    shows: () => [],
    on: () => ({ decide: () => intent as Intent }),
  });
}

const CANDLES = columnsOfCloses([100, 100, 100]);
const SINCE = { last: null, now: Number(CANDLES.at[2]) };
const ENTER = { kind: "enter", side: "LONG", stop: 90, target: null, rule: "r", values: [] } as const;

const LAY = { kind: "lay", levels: [95, 100, 105], stop: 90, rule: "r", values: [] } as const;

const decidedOn = (intent: unknown) => {
  const strategy = saying(intent);
  return decideAt(strategy, strategy.configure({}).parameters, { candles: CANDLES, since: SINCE, held: null });
};

describe("what is decided", () => {
  it.each([
    ["nothing", null, null],
    ["an entry", ENTER, { index: 2, intent: ENTER }],
    [
      "an exit, whose figures hold it not back",
      { kind: "leave", rule: "r", values: [{ label: "a", value: Number.NaN }] },
      { index: 2, intent: { kind: "leave", rule: "r", values: [{ label: "a", value: Number.NaN }] } },
    ],
  ])("is taken: %s", (_what, intent, decided) => expect(decidedOn(intent)).toEqual(decided));

  it.each([
    ["a stop on the wrong side", { ...ENTER, stop: 110 }, "has a stop that is not below its close"],
    ["a stop that is no number", { ...ENTER, stop: Number.NaN }, "has a wrong stop"],
    ["a target that it has passed", { ...ENTER, target: 95 }, "has a target that is not above its close"],
    ["a stop at nothing", { ...ENTER, stop: 0 }, "has a wrong stop"],
    ["a stop below nothing", { ...ENTER, stop: -1 }, "has a wrong stop"],
    ["a target below nothing", { ...ENTER, side: "SHORT", stop: 110, target: -1 }, "has a wrong target"],
    ["a target that nothing costs", { ...ENTER, target: 1e21 }, "has a wrong target"],
    ["a stop that nothing costs", { ...ENTER, side: "SHORT", stop: 1e15 }, "has a wrong stop"],
    ["no rule", { ...ENTER, rule: undefined }, "has a wrong rule"],
  ])("is refused with its candle: an entry with %s", (_what, intent, fault) => {
    expect(() => decidedOn(intent)).toThrow(Refusal);
    expect(() => decidedOn(intent)).toThrow(fault);
    expect(() => decidedOn(intent)).toThrow(/^Its decision at \d{4}-\d\d-\d\d \d\d:\d\d has/);
  });

  it.each([
    ["levels that fall", { ...LAY, levels: [100, 95] }, "has levels that do not rise"],
    ["a level at its stop", { ...LAY, levels: [90, 95] }, "has levels that do not rise"],
    ["one level", { ...LAY, levels: [100] }, "has a wrong levels"],
    [
      "more levels than an exchange takes orders",
      { ...LAY, levels: Array.from({ length: 102 }, (_, i) => 95 + i) },
      "has a wrong levels",
    ],
    ["all in order, since nobody trades it yet", LAY, "It lays a grid"],
  ])("is refused: a grid with %s", (_what, intent, fault) => {
    expect(() => decidedOn(intent)).toThrow(Refusal);
    expect(() => decidedOn(intent)).toThrow(fault);
  });
});

describe("a strategy", () => {
  it("is described by its parameters, with what they are at first", () =>
    expect(descriptionOf(saying(null))).toEqual({
      ...{ id: "one", name: "One", type: "TEST", about: "Says what it is told.", buys: false },
      fields: [
        { name: "timeframe", initial: "15m", help: "the candles that it looks at" },
        { name: "far", initial: 2, help: "how far" },
        { name: "plain", initial: false, help: "" },
      ],
    }));

  it("whose defaults it refuses itself has no description", () =>
    expect(() => descriptionOf(saying(null, z.int().max(1).default(2).describe("how far")))).toThrow(
      "Its defaults are refused",
    ));

  it("is asked through the port as it is without", async () => {
    const idea = ideaOf(saying(ENTER));
    const { parameters } = await idea.configure({ far: 3 });
    expect(parameters).toEqual({ timeframe: "15m", far: 3, plain: false });
    const moment = { candles: CANDLES, since: SINCE, held: null };
    expect(await idea.decide(parameters, moment)).toEqual({ index: 2, intent: ENTER });
    await expect(idea.configure({ far: 0.5 })).rejects.toThrow(Refusal);
  });

  it("has of what is stored the parameters that it still has", () =>
    expect(parametersOf(descriptionOf(saying(null)), { far: 3, gone: 1 })).toEqual({ far: 3 }));
});
