/** The gauge's geometry and the estimate beside an amount. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { driftOf, isLastFifth, isLastMinute, shareLeft } from "../../../../src/chat/local/page/drift.ts";
import { estimate } from "../../../../src/chat/local/page/typing/estimate.ts";
import { text } from "../../../../src/domain/money.ts";
import { account, AT, price, waiting } from "../../../support/page-rows.ts";

describe("the gauge", () => {
  const at = (ask: string, changes = {}) => driftOf(waiting(changes), { ...price, ask, bid: ask });

  it.each([
    ["46250", 0, false],
    ["46365.625", 0.5, false],
    ["46435", 0.8, true],
    ["46481.25", 1, true],
    ["50000", 1, true],
    ["46134.375", -0.5, false],
    ["40000", -1, true],
  ])("at %s the mark stands at %d of the band", (ask, position, isNear) => {
    expect(at(ask)?.position).toBeCloseTo(position, 4);
    expect(at(ask)?.isNear).toBe(isNear);
  });

  it("measures what a taker meets: the ask of a buy, the bid of a sell", () => {
    expect(text(driftOf(waiting(), price)?.price ?? { mantissa: 0, places: 0 })).toBe("46250");
    expect(text(driftOf(waiting({ side: "SELL" }), price)?.price ?? { mantissa: 0, places: 0 })).toBe("46240");
  });

  it("is silent where there is no band or no price", () => {
    expect(at("46250", { validPercent: null })).toBeNull();
    expect(driftOf(waiting(), undefined)).toBeNull();
  });
});

it("the last minute begins when less than one is left", () => {
  expect(isLastMinute(AT + 60_000, AT)).toBe(false);
  expect(isLastMinute(AT + 59_999, AT)).toBe(true);
  expect(isLastMinute(null, AT)).toBe(false);
});

it("of a question that lasts a minute the last fifth is its end", () => {
  expect(isLastFifth(AT, AT + 60_000, AT + 48_000)).toBe(false);
  expect(isLastFifth(AT, AT + 60_000, AT + 48_001)).toBe(true);
  expect(isLastFifth(AT, null, AT)).toBe(false);
});

it("the share of time left falls from 1 to 0 and stays in between", () => {
  const ms = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(ms, ms, ms, (since, until, now) => {
      const share = shareLeft(since, until, now);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }),
  );
  expect(shareLeft(0, 300, 75)).toBe(0.75);
});

describe("the estimate of an order", () => {
  const position = {
    ...({
      exchange: "paper",
      mode: "paper",
      pair: "BTC/USDT",
      strategy: "manual",
      side: "LONG",
      entry: "40000",
    } as const),
    ...{ quantity: "0.5", mark: null, profit: null, protection: "" },
  };
  const market = { price, account: { ...account, orderLimit: "1000" }, positions: [position] };
  const of = (side: "BUY" | "SELL", amount: string, limit = "") => {
    const found = estimate(side, amount, limit, market);
    return found === null ? null : [text(found.quantity), text(found.cost), found.isAboveLimit];
  };

  it.each([
    ["BUY", "0.01", "", ["0.01", "462.5", false]],
    ["BUY", "$925", "", ["0.02", "925", false]],
    ["BUY", "25%", "", ["0.04324324", "1999.99985", true]],
    ["BUY", "0.01", "40000", ["0.01", "400", false]],
    ["BUY", "0.01", "-1%", ["0.01", "457.875", false]],
    ["SELL", "50%", "", ["0.25", "11560", true]],
    ["SELL", "0.01", "+1%", ["0.01", "467.024", false]],
  ] as const)("%s %s price=%s", (side, amount, limit, expected) => {
    expect(of(side, amount, limit)).toEqual(expected);
  });

  it.each(["", "0", "1,5", "$5%", "-1", "abc", "1e3"])("%o is none", (amount) => {
    expect(of("BUY", amount)).toBeNull();
  });

  it("is none for a price that cannot be read", () => {
    for (const limit of ["x", "1%", "+5"]) expect(of("BUY", "0.01", limit)).toBeNull();
  });

  it("never throws, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (amount, limit) => {
        estimate("BUY", amount, limit, market);
      }),
    );
  });
});
