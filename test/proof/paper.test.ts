/** The paper venue in hundreds of random lives: whatever is placed, changed, canceled, quoted and killed. */
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";

import { soundOnBars, soundOnQuotes } from "../support/paper-conservation.ts";
import { killedAnywhere, linkedExits, placedInAnyOrder } from "../support/paper-lives.ts";
import { closeFloors } from "../support/paper-venue.ts";

afterEach(closeFloors);

const RUNS = { numRuns: 300 };

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

it("a kill between any two steps changes nothing", () => fc.assert(killedAnywhere(), RUNS));
it("orders that stand alone fill the same in whatever order they are placed", () =>
  fc.assert(placedInAnyOrder(), RUNS));
it("exits of one link sell one holding", () => fc.assert(linkedExits(), RUNS));
