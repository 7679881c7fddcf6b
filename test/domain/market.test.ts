import { describe, expect, it } from "vitest";

import { checkAmount, isClosable, roundAmount, roundLimit } from "../../src/domain/market.ts";
import { from, text } from "../../src/domain/money.ts";
import { testMarket } from "../support/venue.ts";

const market = testMarket({ maxAmount: from("100") });

describe("rounding on the safe side", () => {
  it("takes amounts down", () => expect(text(roundAmount(market, from("0.01239")))).toBe("0.0123"));
  it("lets a buyer pay no more", () => expect(text(roundLimit(market, "BUY", from("46249.67")))).toBe("46249.6"));
  it("lets a seller take no less", () => expect(text(roundLimit(market, "SELL", from("46249.61")))).toBe("46249.7"));
});

describe("an amount", () => {
  it.each([
    ["0", "46000", "the least that paper takes is 0.0001 BTC"],
    ["0.00001", "46000", "the least that paper takes is 0.0001 BTC"],
    ["0.0001", "46000", "is worth 5 USDT"],
    ["101", "46000", "the most that paper takes is 100 BTC"],
  ])("of %s at %s is refused", (amount, price, sentence) => {
    expect(() => checkAmount(market, from(amount), from(price))).toThrow(sentence);
  });

  it("at the minimum passes", () => expect(() => checkAmount(market, from("0.0002"), from("46000"))).not.toThrow());

  it.each([
    ["0.00009", "60000", false],
    ["0.00019", "60000", true],
    ["0.0001", "40000", false],
  ])("of %s at %s can be sold: %s", (amount, price, sellable) => {
    expect(isClosable(market, from(amount), from(price))).toBe(sellable);
  });
});
