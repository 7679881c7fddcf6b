/** What a book holds near its middle: whole numbers are the oracle. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Depth, depthOf, spreadPercent, summed } from "../../src/domain/book.ts";
import { from, text } from "../../src/domain/money.ts";
import type { Level } from "../../src/domain/quote.ts";

const levels = (...of: readonly (readonly [price: string, quantity: string])[]): Level[] =>
  of.map(([price, quantity]) => ({ price: from(price), quantity: from(quantity) }));

const told = ({ quantity, worth, isWhole }: Depth) => [text(quantity), text(worth), isWhole];

describe("the depth of a book", () => {
  it("ends where the prices go beyond the share, a price on the edge included", () => {
    const book = {
      bids: levels(["99", "1"], ["98", "2"], ["97.9", "50"]),
      asks: levels(["101", "3"], ["102", "4"], ["102.1", "50"]),
    };
    const { bids, asks } = depthOf({ bid: from("99"), ask: from("101"), book }, from("2"));
    expect(told(bids)).toEqual(["3", "295", true]);
    expect(told(asks)).toEqual(["7", "711", true]);
  });

  it("is known to be more where the book is not given that far, and on a side where nothing stands", () => {
    const book = { bids: levels(["99", "1"]), asks: [] };
    const { bids, asks } = depthOf({ bid: from("99"), ask: from("101"), book }, from("2"));
    expect(told(bids)).toEqual(["1", "99", false]);
    expect(told(asks)).toEqual(["0", "0", false]);
  });

  it("counts exactly the levels in reach, whatever the book", () => {
    const steps = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 40 }), lots: fc.integer({ min: 1, max: 900 }) }));
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 500 }), (made, bps) => {
        let price = 10_000;
        const asked = made.map(({ gap, lots }) => ({ price: (price += gap), lots }));
        const asks = asked.map((level) => ({ price: from(level.price), quantity: from(level.lots) }));
        const quote = { bid: from(10_000), ask: from(10_000), book: { bids: [], asks } };
        const near = asked.filter((level) => level.price - 10_000 <= bps);
        const depth = depthOf(quote, from((bps / 100).toFixed(2))).asks;
        expect(told(depth)).toEqual([
          String(near.reduce((sum, { lots }) => sum + lots, 0)),
          String(near.reduce((sum, level) => sum + level.lots * level.price, 0)),
          near.length < asked.length,
        ]);
      }),
    );
  });

  it("adds up from the best level on", () => {
    const sums = summed(levels(["99", "1.5"], ["98", "2"], ["97", "0.25"])).map(({ sum }) => text(sum));
    expect(sums).toEqual(["1.5", "3.5", "3.75"]);
  });
});

it.each([
  ["99", "101", "2"],
  ["46245.4", "46254.6", "0.02"],
  ["100", "100", "0"],
  ["0", "0", null],
])("the spread of %s and %s is %s percent of their middle", (bid, ask, percent) => {
  const found = spreadPercent({ bid: from(bid), ask: from(ask) });
  expect(found === null ? null : text(found)).toBe(percent);
});
