/** The paper venue in hundreds of random lives: whatever is placed, changed, canceled, quoted and killed. */
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";

import { soundOnBars, soundOnQuotes } from "../support/paper-conservation.ts";
import { killedAnywhere, linkedExits, placedInAnyOrder } from "../support/paper-lives.ts";
import { closeFloors } from "../support/paper-venue.ts";
import { contractsOnBars, contractsOnQuotes } from "../support/perpetual-conservation.ts";
import { PERPETUAL } from "../support/perpetual-venue.ts";

afterEach(closeFloors);

const RUNS = { numRuns: 300 };
type Seen = (what: string) => void;

it("on bars its money is what its fills say, and locked is what open orders need", async () => {
  const coins = new Set<string>();
  await fc.assert(
    soundOnBars((coin) => coins.add(coin)),
    RUNS,
  );
  expect([...coins].toSorted()).toEqual(["BTC", "USDT"]);
});

it("on quotes, with fees in a coin that is traded too, as well", async () => {
  const coins = new Set<string>();
  await fc.assert(
    soundOnQuotes((coin) => coins.add(coin)),
    RUNS,
  );
  expect([...coins].toSorted()).toEqual(["BNB", "USDT"]);
});

it.each([
  ["on bars a perpetual", (seen: Seen) => fc.assert(contractsOnBars(seen), RUNS)],
  ["on quotes a coin and its perpetual", (seen: Seen) => fc.assert(contractsOnQuotes(seen), RUNS)],
])("%s: money is what was realised, funded and paid, and what only reduces opens nothing", async (_what, sound) => {
  const seen = new Set<string>();
  await sound((what) => seen.add(what));
  expect([...seen].toSorted()).toEqual(["LONG", "SHORT", "closed", "forced", "funding"]);
});

it("a kill between any two steps changes nothing", () => fc.assert(killedAnywhere(), RUNS));
it("nor with a perpetual", () => fc.assert(killedAnywhere(PERPETUAL), RUNS));
it("orders that stand alone fill the same in whatever order they are placed", () =>
  fc.assert(placedInAnyOrder(), RUNS));
it("exits of one link sell one holding", () => fc.assert(linkedExits(), RUNS));
