/** Some of the random lives that `npm run proof` plays by the hundred. */
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";

import { soundOnBars, soundOnQuotes } from "../../support/paper-conservation.ts";
import { killedAnywhere, linkedExits, placedInAnyOrder } from "../../support/paper-lives.ts";
import { closeFloors } from "../../support/paper-venue.ts";
import { contractsOnBars, contractsOnQuotes } from "../../support/perpetual-conservation.ts";
import { PERPETUAL } from "../../support/perpetual-venue.ts";

afterEach(closeFloors);

const LIMIT_MS = 60_000;
const FEW = { numRuns: 12 };
type Seen = (what: string) => void;

it(
  "balances are the opening plus the fills, locked is what open orders need, nothing is ever below zero",
  async () => {
    const coins = new Set<string>();
    await fc.assert(
      soundOnBars((coin) => coins.add(coin)),
      { numRuns: 12 },
    );
    expect(coins.size).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it(
  "the same on quotes of two pairs, with a fee in a coin that is traded too",
  async () => {
    const coins = new Set<string>();
    await fc.assert(
      soundOnQuotes((coin) => coins.add(coin)),
      { numRuns: 12 },
    );
    expect(coins.size).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it.each([
  ["on bars of a perpetual", (seen: Seen) => fc.assert(contractsOnBars(seen), FEW)],
  ["on quotes of a coin and its perpetual", (seen: Seen) => fc.assert(contractsOnQuotes(seen), FEW)],
])(
  "%s balances are what was realised, funded and paid, and what only reduces opens nothing",
  async (_what, sound) => {
    const seen = new Set<string>();
    await sound((what) => seen.add(what));
    expect(seen.size).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it.each([
  ["on spot", undefined],
  ["on a perpetual", PERPETUAL],
])(
  "a process that is killed between any two steps goes on as one that was not: %s",
  (_what, pair) => fc.assert(killedAnywhere(pair), { numRuns: 5 }),
  LIMIT_MS,
);

it(
  "orders that stand alone fill the same in whatever order they are placed",
  () => fc.assert(placedInAnyOrder(), { numRuns: 5 }),
  LIMIT_MS,
);

it(
  "exits of one link never sell more than the largest of them, fill within their limits, and trail only closer",
  () => fc.assert(linkedExits(), { numRuns: 10 }),
  LIMIT_MS,
);
