import { describe, expect, it } from "vitest";

import { from, text } from "../../../src/domain/money.ts";
import { EVERYTHING } from "../../../src/domain/halt.ts";
import { checkFunds, entryReserve } from "../../../src/domain/risk/funds.ts";
import { checkHalts, checkUnknown } from "../../../src/domain/risk/halted.ts";
import { testMarket } from "../../support/venue.ts";

const market = testMarket();

describe("funds", () => {
  const buy = { purpose: "entry" as const, leverage: from(3), market, quantity: from("0.02"), price: from("40000") };

  it("of a buy are its cost and the taker's fee", () => {
    expect(text(entryReserve(market, from("0.01"), from("40000"), from(3)))).toBe("400.4");
  });

  it("of a perpetual are its margin and the taker's fee", () => {
    const perpetual = { ...market, settle: "USDT" };
    expect(text(entryReserve(perpetual, from("0.03"), from("40000"), from(3)))).toBe("401.2");
    expect(() => checkFunds({ ...buy, market: perpetual, available: from("100") })).toThrow(
      "needs 267.47 USDT with fees",
    );
  });

  it("that are just enough pass", () => expect(() => checkFunds({ ...buy, available: from("800.8") })).not.toThrow());

  it("that are too small refuse with what is available (case 28)", () => {
    expect(() => checkFunds({ ...buy, available: from("599.6") })).toThrow(
      "needs 800.80 USDT with fees, and 599.60 USDT is available",
    );
  });

  it("of a sale are the coins", () => {
    expect(() => checkFunds({ ...buy, purpose: "exit", available: from("0.01") })).toThrow(
      "needs 0.02 BTC, and 0.01 BTC is available",
    );
  });
});

describe("a halt", () => {
  const halts = [{ ...EVERYTHING, reason: "exchange looks odd" }];
  it("stops an entry and says why", () =>
    expect(() => checkHalts("entry", halts)).toThrow("halted (exchange looks odd)"));
  it("offers to look and to end it", () => {
    const offers = { suggestions: ["/status", "/resume"] };
    expect(() => checkHalts("entry", halts)).toThrow(expect.objectContaining(offers) as Error);
  });
  it("never stops an exit", () => expect(() => checkHalts("exit", halts)).not.toThrow());
  it("that is over stops nothing", () => expect(() => checkHalts("entry", [])).not.toThrow());
});

describe("an unknown entry", () => {
  it("holds back other entries", () => expect(() => checkUnknown("entry", 42)).toThrow("#42"));
  it("holds back no exit", () => expect(() => checkUnknown("exit", 42)).not.toThrow());
});
