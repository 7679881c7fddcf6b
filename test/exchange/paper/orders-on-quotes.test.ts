/** Every type and time in force on quotes, to the digit: the book holds the spread, the slippage makes a sale 0.1 % worse. */
import { afterEach, describe, expect, it } from "vitest";

import { orderOf, story } from "../../support/order-table.ts";
import { closeFloors, openFloor, order } from "../../support/paper-venue.ts";
import { quotesOf } from "../../support/quote-market.ts";

afterEach(closeFloors);

const ACCOUNT = { feePercent: "0", slippagePercent: "0.1" } as const;
/** A quote to begin with, and one in which the account buys what it is going to sell. */
const BEFORE = ["100 99.9×9 | 100.1×9", "100 99.9×9 | 100.1×100"];

const QUIET = "100 99.9×9 | 100.1×9";
const EMPTY = "100 |";

type Ends = Partial<Readonly<Record<"GTC" | "IOC" | "FOK" | "post-only", string>>>;
type Row = readonly [when: string, quotes: readonly string[], ends: Ends];

// prettier-ignore
const SALES: Readonly<Record<string, readonly Row[]>> = {
  "MARKET": [
    ["at once", [QUIET],
      { GTC: "1: 1 at 99.8 taker · filled", IOC: "1: 1 at 99.8 taker · filled", FOK: "1: 1 at 99.8 taker · filled" }],
    ["later", [EMPTY, "101 100.9×9 | 101.1×9"],
      { GTC: "2: 1 at 100.7 taker · filled", IOC: "expired", FOK: "expired" }],
    ["in part", ["100 99.9×0.5 | 100.1×9", "101 100.9×9 | 101.1×9"],
      { GTC: "1: 0.5 at 99.8 taker · 2: 0.5 at 100.7 taker · filled", IOC: "1: 0.5 at 99.8 taker · expired", FOK: "expired" }],
    ["by levels", ["100 99.9×0.4 99.5×0.6 | 100.1×9"],
      { GTC: "1: 0.4 at 99.8 taker · 1: 0.6 at 99.4 taker · filled", IOC: "1: 0.4 at 99.8 taker · 1: 0.6 at 99.4 taker · filled",
        FOK: "1: 0.4 at 99.8 taker · 1: 0.6 at 99.4 taker · filled" }],
    ["never", [EMPTY, EMPTY],
      { GTC: "open", IOC: "expired", FOK: "expired" }],
    ["after a gap", ["96 95.9×9 | 96.1×9"],
      { GTC: "1: 1 at 95.8 taker · filled", IOC: "1: 1 at 95.8 taker · filled", FOK: "1: 1 at 95.8 taker · filled" }],
  ],
  "LIMIT 101": [
    ["at once", ["101.5 101.4×9 | 101.6×9"],
      { GTC: "1: 1 at 101.2 taker · filled", IOC: "1: 1 at 101.2 taker · filled", FOK: "1: 1 at 101.2 taker · filled",
        "post-only": "1: 1 at 101 maker · filled" }],
    ["later", [QUIET, "101 101×9 | 101.1×9", "101.2 101.1×9 | 101.2×9"],
      { GTC: "3: 1 at 101 maker · filled", IOC: "expired", FOK: "expired", "post-only": "3: 1 at 101 maker · filled" }],
    ["in part", ["101.5 101.4×0.5 | 101.6×9", QUIET, "101.5 101.4×9 | 101.6×9"],
      { GTC: "1: 0.5 at 101.2 taker · 3: 0.5 at 101 maker · filled", IOC: "1: 0.5 at 101.2 taker · expired", FOK: "expired",
        "post-only": "1: 0.5 at 101 maker · 3: 0.5 at 101 maker · filled" }],
    ["never", [QUIET, "101 101×9 | 101.1×9"],
      { GTC: "open", IOC: "expired", FOK: "expired", "post-only": "open" }],
    ["after a gap", [QUIET, "105 104.9×9 | 105.1×9"],
      { GTC: "2: 1 at 101 maker · filled", IOC: "expired", FOK: "expired", "post-only": "2: 1 at 101 maker · filled" }],
  ],
  "STOP 98": [
    ["at once", ["98 97.9×9 | 98.1×9"],
      { GTC: "1: 1 at 97.8 taker · filled", IOC: "1: 1 at 97.8 taker · filled" }],
    ["later", ["98.1 97×9 | 98.2×9", "97.9 97.9×9 | 98×9"],
      { GTC: "2: 1 at 97.8 taker · filled", IOC: "2: 1 at 97.8 taker · filled" }],
    ["in part", ["98 97.9×0.5 | 98.1×9", "99 98.9×9 | 99.1×9"],
      { GTC: "1: 0.5 at 97.8 taker · 2: 0.5 at 98.8 taker · filled", IOC: "1: 0.5 at 97.8 taker · expired" }],
    ["never", [QUIET, "98.1 98×9 | 98.2×9"],
      { GTC: "open", IOC: "open" }],
    ["after a gap", [QUIET, "96 95.9×9 | 96.1×9"],
      { GTC: "2: 1 at 95.8 taker · filled", IOC: "2: 1 at 95.8 taker · filled" }],
  ],
  "STOP_LIMIT 98 97": [
    ["at once", ["98 97.9×9 | 98.1×9"],
      { GTC: "1: 1 at 97.8 taker · filled", IOC: "1: 1 at 97.8 taker · filled", FOK: "1: 1 at 97.8 taker · filled" }],
    ["later", ["98.1 97×9 | 98.2×9", "97.9 97.9×9 | 98×9"],
      { GTC: "2: 1 at 97.8 taker · filled", IOC: "2: 1 at 97.8 taker · filled", FOK: "2: 1 at 97.8 taker · filled" }],
    ["in part", ["98 97.9×0.5 96.9×9 | 98.1×9", "96 95.9×9 | 96.1×9", "97.2 97.1×9 | 97.3×9"],
      { GTC: "1: 0.5 at 97.8 taker · 3: 0.5 at 97 maker · filled", IOC: "1: 0.5 at 97.8 taker · expired", FOK: "expired" }],
    ["never", [QUIET, "98.1 98×9 | 98.2×9"],
      { GTC: "open", IOC: "open", FOK: "open" }],
    ["after a gap beyond its limit", ["96 95.9×9 | 96.1×9", "97 97×9 | 97.1×9", "97.2 97.1×9 | 97.3×9"],
      { GTC: "3: 1 at 97 maker · filled", IOC: "expired", FOK: "expired" }],
  ],
  "TRAILING_STOP 98 2": [
    ["at once", ["98 97.9×9 | 98.1×9"],
      { GTC: "1: 1 at 97.8 taker · filled", IOC: "1: 1 at 97.8 taker · filled" }],
    ["later, where it stands then", ["103 102.9×9 | 103.1×9", "101 100.9×9 | 101.1×9"],
      { GTC: "2: 1 at 100.7 taker · filled", IOC: "2: 1 at 100.7 taker · filled" }],
    ["in part", ["98 97.9×0.5 | 98.1×9", "99 98.9×9 | 99.1×9"],
      { GTC: "1: 0.5 at 97.8 taker · 2: 0.5 at 98.8 taker · filled", IOC: "1: 0.5 at 97.8 taker · expired" }],
    ["never", ["103 102.9×9 | 103.1×9", "101.1 101×9 | 101.2×9"],
      { GTC: "open", IOC: "open" }],
    ["after a gap", ["103 102.9×9 | 103.1×9", "96 95.9×9 | 96.1×9"],
      { GTC: "2: 1 at 95.8 taker · filled", IOC: "2: 1 at 95.8 taker · filled" }],
  ],
};

// prettier-ignore
const BUYS: Readonly<Record<string, readonly Row[]>> = {
  "MARKET": [
    ["at once", [QUIET],
      { GTC: "1: 1 at 100.3 taker · filled", IOC: "1: 1 at 100.3 taker · filled", FOK: "1: 1 at 100.3 taker · filled" }],
    ["later", [EMPTY, "99 98.9×9 | 99.1×9"],
      { GTC: "2: 1 at 99.2 taker · filled", IOC: "expired", FOK: "expired" }],
    ["in part", ["100 99.9×9 | 100.1×0.5", "99 98.9×9 | 99.1×9"],
      { GTC: "1: 0.5 at 100.3 taker · 2: 0.5 at 99.2 taker · filled", IOC: "1: 0.5 at 100.3 taker · expired", FOK: "expired" }],
    ["by levels", ["100 99.9×9 | 100.1×0.4 100.5×0.6"],
      { GTC: "1: 0.4 at 100.3 taker · 1: 0.6 at 100.7 taker · filled", IOC: "1: 0.4 at 100.3 taker · 1: 0.6 at 100.7 taker · filled",
        FOK: "1: 0.4 at 100.3 taker · 1: 0.6 at 100.7 taker · filled" }],
    ["never", [EMPTY, EMPTY],
      { GTC: "open", IOC: "expired", FOK: "expired" }],
    ["after a gap", ["104 103.9×9 | 104.1×9"],
      { GTC: "1: 1 at 104.3 taker · filled", IOC: "1: 1 at 104.3 taker · filled", FOK: "1: 1 at 104.3 taker · filled" }],
    ["after a gap beyond its collar", ["108 107.9×9 | 108.1×9"],
      { GTC: "expired", IOC: "expired", FOK: "expired" }],
  ],
  "LIMIT 99": [
    ["at once", ["98.5 98.4×9 | 98.6×9"],
      { GTC: "1: 1 at 98.7 taker · filled", IOC: "1: 1 at 98.7 taker · filled", FOK: "1: 1 at 98.7 taker · filled",
        "post-only": "1: 1 at 99 maker · filled" }],
    ["later", [QUIET, "99 98.9×9 | 99×9", "98.8 98.7×9 | 98.9×9"],
      { GTC: "3: 1 at 99 maker · filled", IOC: "expired", FOK: "expired", "post-only": "3: 1 at 99 maker · filled" }],
    ["in part", ["98.5 98.4×9 | 98.6×0.5", QUIET, "98.5 98.4×9 | 98.6×9"],
      { GTC: "1: 0.5 at 98.7 taker · 3: 0.5 at 99 maker · filled", IOC: "1: 0.5 at 98.7 taker · expired", FOK: "expired",
        "post-only": "1: 0.5 at 99 maker · 3: 0.5 at 99 maker · filled" }],
    ["never", [QUIET, "99 98.9×9 | 99×9"],
      { GTC: "open", IOC: "expired", FOK: "expired", "post-only": "open" }],
    ["after a gap", [QUIET, "95 94.9×9 | 95.1×9"],
      { GTC: "2: 1 at 99 maker · filled", IOC: "expired", FOK: "expired", "post-only": "2: 1 at 99 maker · filled" }],
  ],
  "STOP 102": [
    ["at once", ["102 101.9×9 | 102.1×9"],
      { GTC: "1: 1 at 102.3 taker · filled", IOC: "1: 1 at 102.3 taker · filled" }],
    ["later", ["101.9 101.8×9 | 103×9", "102.1 102×9 | 102.1×9"],
      { GTC: "2: 1 at 102.3 taker · filled", IOC: "2: 1 at 102.3 taker · filled" }],
    ["in part", ["102 101.9×9 | 102.1×0.5", "101 100.9×9 | 101.1×9"],
      { GTC: "1: 0.5 at 102.3 taker · 2: 0.5 at 101.3 taker · filled", IOC: "1: 0.5 at 102.3 taker · expired" }],
    ["never", [QUIET, "101.9 101.8×9 | 102×9"],
      { GTC: "open", IOC: "open" }],
    ["after a gap", [QUIET, "104 103.9×9 | 104.1×9"],
      { GTC: "2: 1 at 104.3 taker · filled", IOC: "2: 1 at 104.3 taker · filled" }],
    ["after a gap beyond its collar", [QUIET, "108 107.9×9 | 108.1×9"],
      { GTC: "expired", IOC: "expired" }],
  ],
  "STOP_LIMIT 102 103": [
    ["at once", ["102 101.9×9 | 102.1×9"],
      { GTC: "1: 1 at 102.3 taker · filled", IOC: "1: 1 at 102.3 taker · filled", FOK: "1: 1 at 102.3 taker · filled" }],
    ["later", ["101.9 101.8×9 | 103×9", "102.1 102×9 | 102.1×9"],
      { GTC: "2: 1 at 102.3 taker · filled", IOC: "2: 1 at 102.3 taker · filled", FOK: "2: 1 at 102.3 taker · filled" }],
    ["in part", ["102 101.9×9 | 102.1×0.5 103.1×9", "104 103.9×9 | 104.1×9", "102.8 102.7×9 | 102.9×9"],
      { GTC: "1: 0.5 at 102.3 taker · 3: 0.5 at 103 maker · filled", IOC: "1: 0.5 at 102.3 taker · expired", FOK: "expired" }],
    ["never", [QUIET, "101.9 101.8×9 | 102×9"],
      { GTC: "open", IOC: "open", FOK: "open" }],
    ["after a gap beyond its limit", ["104 103.9×9 | 104.1×9", "103 102.9×9 | 103×9", "102.8 102.7×9 | 102.9×9"],
      { GTC: "3: 1 at 103 maker · filled", IOC: "expired", FOK: "expired" }],
  ],
  "TRAILING_STOP 102 2": [
    ["at once", ["102 101.9×9 | 102.1×9"],
      { GTC: "1: 1 at 102.3 taker · filled", IOC: "1: 1 at 102.3 taker · filled" }],
    ["later, where it stands then", ["97 96.9×9 | 97.1×9", "99 98.9×9 | 99.1×9"],
      { GTC: "2: 1 at 99.2 taker · filled", IOC: "2: 1 at 99.2 taker · filled" }],
    ["in part", ["102 101.9×9 | 102.1×0.5", "101 100.9×9 | 101.1×9"],
      { GTC: "1: 0.5 at 102.3 taker · 2: 0.5 at 101.3 taker · filled", IOC: "1: 0.5 at 102.3 taker · expired" }],
    ["never", ["97 96.9×9 | 97.1×9", "98.9 98.8×9 | 99×9"],
      { GTC: "open", IOC: "open" }],
    ["after a gap", ["97 96.9×9 | 97.1×9", "102 101.9×9 | 102.1×9"],
      { GTC: "2: 1 at 102.3 taker · filled", IOC: "2: 1 at 102.3 taker · filled" }],
  ],
};

for (const [side, table] of [
  ["SELL", SALES],
  ["BUY", BUYS],
] as const) {
  const cases = Object.entries(table).flatMap(([terms, rows]) =>
    rows.flatMap(([when, quotes, ends]) =>
      Object.entries(ends).map(([tif, end]) => ({
        name: `${terms}, ${tif}, ${when}`,
        words: `${side} 1 ${terms} ${tif}`,
        quotes,
        end,
      })),
    ),
  );
  describe(`a ${side}`, () => {
    it.each(cases)("$name", async ({ words, quotes, end }) => {
      const floor = await openFloor(quotesOf(...BEFORE, ...quotes), { account: ACCOUNT });
      await floor.venue.place(order("BUY", "20"));
      await floor.step();
      const sent = orderOf(words);
      await floor.venue.place(sent);
      expect(await story(floor, sent)).toBe(end);
    });
  });
}
