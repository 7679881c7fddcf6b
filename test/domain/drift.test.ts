import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Backed, sharesOf } from "../../src/domain/drift.ts";
import type { PositionId } from "../../src/domain/ids.ts";
import { type Decimal, from, isZero, less, max, min, sub, sum, text, ZERO } from "../../src/domain/money.ts";
import { testMarket } from "../support/venue.ts";

function backed(id: number, quantity: string, changes: Partial<Backed> = {}): Backed {
  const base = { id: id as PositionId, isManual: false, openTime: id, isAtWork: false, quantity: from(quantity) };
  return { ...base, market: testMarket(), price: from("46250"), ...changes };
}

const told = (positions: readonly Backed[], held: string): string[] =>
  sharesOf(positions, from(held)).map(
    ({ id, gone, left, isDust }) => `${id}: ${text(gone)} gone, ${text(left)} left${isDust ? " as dust" : ""}`,
  );

describe("coins that are gone", () => {
  it("were nobody's first", () => {
    expect(told([backed(1, "0.01")], "0.012")).toEqual(["1: 0 gone, 0.01 left"]);
    expect(told([backed(1, "0.01")], "0.01")).toEqual(["1: 0 gone, 0.01 left"]);
  });

  it("were a person's before they were a strategy's, the newest position's before the older one's", () => {
    const positions = [backed(1, "0.01"), backed(2, "0.01", { isManual: true }), backed(3, "0.01")];
    expect(told(positions, "0.025")).toEqual([
      "2: 0.005 gone, 0.005 left",
      "3: 0 gone, 0.01 left",
      "1: 0 gone, 0.01 left",
    ]);
    expect(told(positions, "0.008")).toEqual([
      "2: 0.01 gone, 0 left",
      "3: 0.01 gone, 0 left",
      "1: 0.002 gone, 0.008 left",
    ]);
  });

  it("leave dust where the rest cannot be sold, unless an order is still at work on it", () => {
    expect(told([backed(1, "0.01")], "0.0001")).toEqual(["1: 0.0099 gone, 0.0001 left as dust"]);
    expect(told([backed(1, "0.01", { isAtWork: true })], "0.0001")).toEqual(["1: 0.0099 gone, 0.0001 left"]);
  });

  it("leave a position alone that was too small before", () => {
    expect(told([backed(1, "0.0001")], "0.0001")).toEqual(["1: 0 gone, 0.0001 left"]);
  });

  it("leave together no more than is there, and never take more than they must", () => {
    const amount = fc.integer({ min: 0, max: 10 ** 12 }).map((mantissa): Decimal => ({ mantissa, places: 8 }));
    const position = fc.record({
      quantity: amount,
      isManual: fc.boolean(),
      openTime: fc.nat(5),
      isAtWork: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(position, { maxLength: 6 }), amount, (rows, held) => {
        const positions = rows.map((row, index) => backed(index + 1, "0", row));
        const shares = sharesOf(positions, held);
        const all = sum(positions.map(({ quantity }) => quantity));
        expect(text(sum(shares.map(({ gone }) => gone)))).toBe(text(max(sub(all, held), ZERO)));
        expect(text(sum(shares.map(({ left }) => left)))).toBe(text(min(all, held)));
        for (const { gone, left, isDust } of shares) {
          expect(less(gone, ZERO) || less(left, ZERO)).toBe(false);
          if (isDust) expect(isZero(gone) || isZero(left)).toBe(false);
        }
      }),
    );
  });
});
