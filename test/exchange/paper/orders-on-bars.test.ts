/** Every type and time in force on candles, to the digit: half of the spread and the slippage make a sale 0.2 % worse. */
import { afterEach, describe, expect, it } from "vitest";

import { text } from "../../../src/domain/money.ts";
import { orderOf, story } from "../../support/order-table.ts";
import { barsOf, candles, closeFloors, openFloor, order } from "../../support/paper-venue.ts";

afterEach(closeFloors);

const ACCOUNT = { feePercent: "0", spreadPercent: "0.2", slippagePercent: "0.1" } as const;
/** A price to begin with, and a bar in which the account buys what it is going to sell. */
const BEFORE = ["100", "100 100 100 100 1000000"];

const QUIET = "100 100.5 99.5 100";
/** 5 % of it is 0.5. */
const THIN = "10";

type Ends = Partial<Readonly<Record<"GTC" | "IOC" | "FOK" | "post-only", string>>>;
type Row = readonly [when: string, bars: readonly string[], ends: Ends];

// prettier-ignore
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  "MARKET": [
    ["at once", [QUIET, QUIET],
      { GTC: "1: 1 at 99.8 taker · filled", IOC: "1: 1 at 99.8 taker · filled", FOK: "1: 1 at 99.8 taker · filled" }],
    ["later", ["100 100 100 100 0", "101 102 100 101"],
      { GTC: "2: 1 at 100.7 taker · filled", IOC: "expired", FOK: "expired" }],
    ["in part", [`${QUIET} ${THIN}`, `101 102 100 101 ${THIN}`, QUIET],
      { GTC: "1: 0.5 at 99.8 taker · 2: 0.5 at 100.7 taker · filled", IOC: "1: 0.5 at 99.8 taker · expired", FOK: "expired" }],
    ["never", ["100 100 100 100 0", "100 100 100 100 0"],
      { GTC: "open", IOC: "expired", FOK: "expired" }],
    ["after a gap", ["96 97 95 96"],
      { GTC: "1: 1 at 95.8 taker · filled", IOC: "1: 1 at 95.8 taker · filled", FOK: "1: 1 at 95.8 taker · filled" }],
  ],
  "LIMIT 101": [
    ["at once", ["101.5 102 101 101.5"],
      { GTC: "1: 1 at 101.2 taker · filled", IOC: "1: 1 at 101.2 taker · filled", FOK: "1: 1 at 101.2 taker · filled",
        "post-only": "1: 1 at 101.5 maker · filled" }],
    ["later", [QUIET, "100 101 100 101", "101 101.1 100 100"],
      { GTC: "3: 1 at 101 maker · filled", IOC: "expired", FOK: "expired", "post-only": "3: 1 at 101 maker · filled" }],
    ["in part", [`101.5 102 101 101.5 ${THIN}`, QUIET, `100 102 100 102 ${THIN}`],
      { GTC: "1: 0.5 at 101.2 taker · 3: 0.5 at 101 maker · filled", IOC: "1: 0.5 at 101.2 taker · expired", FOK: "expired",
        "post-only": "1: 0.5 at 101.5 maker · 3: 0.5 at 101 maker · filled" }],
    ["never", [QUIET, "100 101 99 100"],
      { GTC: "open", IOC: "expired", FOK: "expired", "post-only": "open" }],
    ["after a gap", [QUIET, "103 104 102 103"],
      { GTC: "2: 1 at 103 maker · filled", IOC: "expired", FOK: "expired", "post-only": "2: 1 at 103 maker · filled" }],
    ["within its first bar", ["100 102 99 100"],
      { GTC: "1: 1 at 101 maker · filled", IOC: "expired", FOK: "expired", "post-only": "1: 1 at 101 maker · filled" }],
  ],
  "STOP 98": [
    ["at once", ["100 101 97 97.5"],
      { GTC: "1: 1 at 97.8 taker · filled", IOC: "1: 1 at 97.8 taker · filled" }],
    ["later", [QUIET, "99 99 98 99"],
      { GTC: "2: 1 at 97.8 taker · filled", IOC: "2: 1 at 97.8 taker · filled" }],
    ["in part", [`100 101 97 97.5 ${THIN}`, `97 99 96 98 ${THIN}`],
      { GTC: "1: 0.5 at 97.8 taker · 2: 0.5 at 96.8 taker · filled", IOC: "1: 0.5 at 97.8 taker · expired" }],
    ["never", [QUIET, "100 101 98.1 99"],
      { GTC: "open", IOC: "open" }],
    ["after a gap", [QUIET, "96 97 95 96"],
      { GTC: "2: 1 at 95.8 taker · filled", IOC: "2: 1 at 95.8 taker · filled" }],
  ],
  "STOP_LIMIT 98 97": [
    ["at once", ["100 101 96 96.5"],
      { GTC: "1: 1 at 97.8 taker · filled", IOC: "1: 1 at 97.8 taker · filled", FOK: "1: 1 at 97.8 taker · filled" }],
    ["later", [QUIET, "99 99 98 99"],
      { GTC: "2: 1 at 97.8 taker · filled", IOC: "2: 1 at 97.8 taker · filled", FOK: "2: 1 at 97.8 taker · filled" }],
    ["in part", [`100 101 96 96.5 ${THIN}`, "96 97 95 96", `96 98 95 96 ${THIN}`],
      { GTC: "1: 0.5 at 97.8 taker · 3: 0.5 at 97 maker · filled", IOC: "1: 0.5 at 97.8 taker · expired", FOK: "expired" }],
    ["never", [QUIET, "100 101 98.1 99"],
      { GTC: "open", IOC: "open", FOK: "open" }],
    ["after a gap beyond its limit", [QUIET, "96 96.5 95 96", "96 97.5 95 96"],
      { GTC: "3: 1 at 97 maker · filled", IOC: "expired", FOK: "expired" }],
    ["after a gap from which the bar came back", [QUIET, "96 97.5 95 96"],
      { GTC: "2: 1 at 97 maker · filled", IOC: "expired", FOK: "expired" }],
  ],
  "TRAILING_STOP 98 2": [
    ["at once", ["100 101 98 100"],
      { GTC: "1: 1 at 97.8 taker · filled", IOC: "1: 1 at 97.8 taker · filled" }],
    ["later, where it stands then", ["100 103 100 102", "102 102.5 100.9 101"],
      { GTC: "2: 1 at 100.7 taker · filled", IOC: "2: 1 at 100.7 taker · filled" }],
    ["in part", [`100 101 98 100 ${THIN}`, `99 101 98 100 ${THIN}`],
      { GTC: "1: 0.5 at 97.8 taker · 2: 0.5 at 98.8 taker · filled", IOC: "1: 0.5 at 97.8 taker · expired" }],
    ["never", ["100 103 100 102", "102 105 101.1 104", "104 106 103.1 105"],
      { GTC: "open", IOC: "open" }],
    ["after a gap", ["100 103 100 102", "99 99 98 98"],
      { GTC: "2: 1 at 98.8 taker · filled", IOC: "2: 1 at 98.8 taker · filled" }],
  ],
};

for (const [terms, rows] of Object.entries(TABLE)) {
  const cases = rows.flatMap(([when, bars, ends]) =>
    Object.entries(ends).map(([tif, end]) => [tif, when, bars, end] as const),
  );
  describe(`a sale, ${terms}`, () => {
    it.each(cases)("%s, %s", async (tif, _when, bars, end) => {
      const floor = await openFloor(barsOf(candles(...BEFORE, ...bars)), { account: ACCOUNT });
      await floor.venue.place(order("BUY", "20"));
      await floor.step();
      const sale = orderOf(`SELL 1 ${terms} ${tif}`);
      await floor.venue.place(sale);
      expect(await story(floor, sale)).toBe(end);
    });
  });
}

describe("a buy", () => {
  // prettier-ignore
  const rows: readonly (readonly [terms: string, bars: readonly string[], end: string])[] = [
    ["MARKET",                 [QUIET],                                    "1: 1 at 100.2 taker · filled"],
    ["MARKET",                 ["106 107 105 106"],                        "expired"], // beyond its collar
    ["LIMIT 99",               [QUIET, "100 100 98.9 99"],                 "2: 1 at 99 maker · filled"],
    ["LIMIT 99",               [QUIET, "97 99 96 98"],                     "2: 1 at 97 maker · filled"],
    ["STOP 102",               [QUIET, "101 103 100 103"],                 "2: 1 at 102.3 taker · filled"],
    ["STOP 102",               [QUIET, "104 105 103 104"],                 "2: 1 at 104.3 taker · filled"],
    ["STOP 102",               [QUIET, "108 109 107 108"],                 "expired"], // beyond its collar of 107.1
    ["STOP_LIMIT 102 103",     [QUIET, "104 105 103.5 104", "104 104 102 103"], "3: 1 at 103 maker · filled"],
    ["TRAILING_STOP 102 2",    ["100 100 97 98", "98 99 98 99"],           "2: 1 at 99.2 taker · filled"],
  ];
  it.each(rows)("%s %j", async (terms, bars, end) => {
    const floor = await openFloor(barsOf(candles("100", ...bars)), { account: ACCOUNT });
    const bought = orderOf(`BUY 1 ${terms}`);
    await floor.venue.place(bought);
    expect(await story(floor, bought)).toBe(end);
    for (const { locked } of await floor.venue.balances()) expect(text(locked)).toBe("0");
  });
});
