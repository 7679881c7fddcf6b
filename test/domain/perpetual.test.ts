/** What a perpetual earns, pays and dies of. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { add, type Decimal, from, less, mul, sign, sub, text, toNumber, ZERO } from "../../src/domain/money.ts";
import {
  bankruptcyPrice,
  FUNDING_MS,
  fundingOf,
  fundingRate,
  fundingTimes,
  initialMargin,
  liquidationPrice,
  MAINTENANCE,
  type MarginPosition,
} from "../../src/domain/perpetual.ts";
import { unrealizedPnl } from "../../src/domain/position.ts";

const LONG: MarginPosition = { side: "LONG", quantity: from("0.1"), cost: from("4625"), margin: from("1541.7") };
const SHORT: MarginPosition = { ...LONG, side: "SHORT" };
const places = (value: Decimal | null): string | null => (value === null ? null : toNumber(value).toFixed(2));

const positions = fc
  .record({
    side: fc.constantFrom("LONG" as const, "SHORT" as const),
    steps: fc.integer({ min: 1, max: 100_000 }),
    price: fc.integer({ min: 1, max: 1_000_000 }),
    leverage: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ side, steps, price, leverage }): MarginPosition => {
    const quantity = mul(from(steps), from("0.001"));
    const cost = mul(quantity, mul(from(price), from("0.1")));
    return { side, quantity, cost, margin: initialMargin(cost, from(leverage)) };
  });

describe("a perpetual", () => {
  it("earns what the price goes its way", () => {
    expect(text(unrealizedPnl(LONG, from("47000")))).toBe("75");
    expect(text(unrealizedPnl(SHORT, from("47000")))).toBe("-75");
  });

  it("is liquidated where its margin is down to the maintenance, before all of it is gone", () => {
    expect([places(liquidationPrice(LONG)), places(bankruptcyPrice(LONG))]).toEqual(["30987.94", "30833.00"]);
    expect([places(liquidationPrice(SHORT)), places(bankruptcyPrice(SHORT))]).toEqual(["61360.20", "61667.00"]);
  });

  it("is liquidated by no price where its margin is worth all of it", () => {
    expect(liquidationPrice({ ...LONG, margin: LONG.cost })).toBeNull();
    expect(liquidationPrice({ ...LONG, quantity: ZERO })).toBeNull();
  });

  it("has just the maintenance left at its liquidation price, and nothing at its bankruptcy price", () => {
    fc.assert(
      fc.property(positions, (position) => {
        const at = liquidationPrice(position);
        if (at === null) return;
        const left = add(position.margin, unrealizedPnl(position, at));
        const owed = mul(mul(at, position.quantity), MAINTENANCE);
        expect(Math.abs(toNumber(sub(left, owed)))).toBeLessThan(1e-9);
        const gone = add(position.margin, unrealizedPnl(position, bankruptcyPrice(position)));
        expect(Math.abs(toNumber(gone))).toBeLessThan(1e-9);
        expect(less(bankruptcyPrice(position), at)).toBe(position.side === "LONG");
      }),
    );
  });
});

describe("funding", () => {
  it("is paid by the longs to the shorts while the rate is above zero", () => {
    expect(text(fundingOf(LONG, from("47000"), from("0.0001")))).toBe("-0.47");
    expect(text(fundingOf(SHORT, from("47000"), from("0.0001")))).toBe("0.47");
    expect(text(fundingOf(LONG, from("47000"), from("-0.0001")))).toBe("0.47");
  });

  it("is what one side pays and the other receives, to the last digit", () => {
    fc.assert(
      fc.property(positions, fc.integer({ min: -750, max: 750 }), (position, steps) => {
        const rate = mul(from(steps), from("0.00001"));
        const other = { ...position, side: position.side === "LONG" ? "SHORT" : "LONG" } as const;
        expect(sign(add(fundingOf(position, from("46250"), rate), fundingOf(other, from("46250"), rate)))).toBe(0);
      }),
    );
  });

  it.each([
    ["0", "0.0001", "the interest, where the contract costs what the coin does"],
    ["0.0004", "0.0001", "the interest, as long as the premium is within 0.05 % of it"],
    ["0.0020", "0.0015", "the premium less 0.05 %"],
    ["-0.0020", "-0.0015", "of the other sign where the contract is cheaper"],
  ])("a premium of %s has the rate %s: %s", (premium, rate) => {
    expect(text(fundingRate(from(premium), from("0.0001")))).toBe(text(from(rate)));
  });

  it("falls on 00:00, 08:00 and 16:00 UTC, each once", () => {
    const day = Date.UTC(2022, 0, 4);
    expect(fundingTimes(day - 1, day)).toEqual([day]);
    expect(fundingTimes(day, day + FUNDING_MS - 1)).toEqual([]);
    expect(fundingTimes(day, day + 3 * FUNDING_MS)).toEqual([1, 2, 3].map((each) => day + each * FUNDING_MS));
  });
});
