/** What holds for every strategy that comes with the desk. */
import { describe, expect, it } from "vitest";

import { checkStrategy } from "../../src/domain/strategy/check.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import { STRATEGIES } from "../../src/strategies/index.ts";
import { wanderingColumns } from "../support/indicator-series.ts";

describe.each(STRATEGIES)("$id", (strategy) => {
  it.each([1, 2, 3])("knows the past alone, warms up in time and decides the same each time (seed %i)", (seed) => {
    const { findings, decisions } = checkStrategy(strategy, wanderingColumns(3_000, seed), randomFrom(seed).uniform);
    expect(findings).toEqual([]);
    expect(decisions).toBeGreaterThan(0);
  });
});

it("no two strategies have one name", () =>
  expect(new Set(STRATEGIES.map(({ id }) => id)).size).toBe(STRATEGIES.length));
