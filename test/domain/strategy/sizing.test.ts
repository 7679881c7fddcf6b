/** How much is traded: each kind by hand, and what holds for all. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { from, isZero, sign, sub, text, toNumber } from "../../../src/domain/money.ts";
import { roundAmount } from "../../../src/domain/market.ts";
import { type Risk, riskOf } from "../../../src/domain/strategy/risk.ts";
import { type SizingFacts, sizeOf } from "../../../src/domain/strategy/sizing.ts";
import { testMarket } from "../../support/venue.ts";

const risk = (changes: Partial<Risk>): Risk => ({ ...riskOf("trend", {}), ...changes });

/** A step of 0.0001 BTC, a taker's fee of 0.1 %. */
const facts = (changes: Partial<SizingFacts> = {}): SizingFacts => ({
  ...{ market: testMarket(), equity: 10_000, price: 50_000, stop: 49_000, volatility: 0.5 },
  ...changes,
});

function sized(given: Partial<Risk>, of: Partial<SizingFacts> = {}): readonly [quantity: string, words: string] | null {
  const found = sizeOf(risk(given), facts(of));
  return found === null ? null : [text(found.quantity), found.words()];
}

describe("a size", () => {
  it("that is fixed is so much of quote: 250 / 50,000", () =>
    expect(sized({ sizing: "fixed", size: 250 })).toEqual(["0.005", "250.00 USDT"]));

  it("of equity is a share of it: 2 % of 10,000 / 50,000", () =>
    expect(sized({ sizing: "equity", size: 2 })).toEqual(["0.004", "2 % of 10,000.00 USDT"]));

  it("of volatility is less where the pair moves more: 1 % of 10,000 / 0.5 / 50,000", () => {
    const words = "1 % a year of 10,000.00 USDT, the pair moves 50.0 %";
    expect(sized({ sizing: "volatility", size: 1 })).toEqual(["0.004", words]);
    expect(sized({ sizing: "volatility", size: 1 }, { volatility: 1 })?.[0]).toBe("0.002");
  });

  // 10 USDT may be lost; a USDT that is in loses 0.02 at the stop and 0.002 in fees: 454.54 USDT, 0.00909 BTC.
  it("at risk is what loses so much at the stop, both fees paid", () =>
    expect(sized({ sizing: "risk", size: 0.1 })).toEqual(["0.009", "0.1 % of 10,000.00 USDT at risk"]));

  it("at risk is the same with a stop above, for a short", () =>
    expect(sized({ sizing: "risk", size: 0.1 }, { stop: 51_000 })?.[0]).toBe("0.009"));

  it.each<[Partial<Risk>, Partial<SizingFacts>, string]>([
    [{ sizing: "fixed", size: 5_000 }, {}, "5,000.00 USDT, held to 5 % of 10,000.00 USDT"],
    [{ sizing: "equity", size: 20 }, {}, "20 % of 10,000.00 USDT, held to 5 % of 10,000.00 USDT"],
    [{ sizing: "risk" }, { stop: 49_950 }, "0.1 % of 10,000.00 USDT at risk, held to 5 % of 10,000.00 USDT"],
  ])("is held to `most` of equity, and says so: %j", (given, of, words) =>
    expect(sized(given, of)).toEqual(["0.01", words]),
  );

  it.each([null, 0])("of volatility is not known where that is %s", (volatility) =>
    expect(sized({ sizing: "volatility", size: 1 }, { volatility })).toBeNull(),
  );

  it("at risk is not known without a stop, and all others are", () => {
    expect(sized({ sizing: "risk" }, { stop: null })).toBeNull();
    expect(sized({ sizing: "fixed", size: 250 }, { stop: null })?.[0]).toBe("0.005");
  });

  it("is zero where it is less than a step, and where nothing is left to trade with", () => {
    expect(sized({ sizing: "fixed", size: 4.99 })?.[0]).toBe("0");
    expect(sized({ sizing: "equity", size: 2 }, { equity: -50 })?.[0]).toBe("0");
  });

  it("goes down to the step however near the next one is", () => {
    expect(sized({ sizing: "fixed", size: 9.999 })?.[0]).toBe("0.0001");
    expect(sized({ sizing: "fixed", size: 9.9999 })?.[0]).toBe("0.0001");
  });

  it("loses no step to the noise of a float: 0.3 / 0.1 is three", () =>
    expect(sized({ sizing: "fixed", size: 0.3 }, { price: 0.1, market: testMarket({ step: from("1") }) })?.[0]).toBe(
      "3",
    ));
});

const steps = fc.constantFrom("1", "0.1", "0.001", "0.0001", "0.00000001", "5", "0.005");
const kinds = fc.record({
  sizing: fc.constantFrom("fixed", "equity", "volatility", "risk"),
  size: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
  most: fc.double({ min: 1e-2, max: 100, noNaN: true }),
});
const anyFacts = fc
  .record({
    step: steps,
    equity: fc.double({ min: 1, max: 1e7, noNaN: true }),
    price: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
    off: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    volatility: fc.double({ min: 1e-3, max: 5, noNaN: true }),
  })
  .map(({ step, off, price, ...rest }) =>
    facts({ market: testMarket({ step: from(step) }), price, stop: price * (1 + off), ...rest }),
  );

/** Of a double, what a chain of few operations may be off by. */
const NOISE = 1e-9;

it("whatever it is sized by, it lies on the step, is never below zero and never above its share of equity", () => {
  fc.assert(
    fc.property(kinds, anyFacts, (given, of) => {
      const found = sizeOf(risk(given), of);
      if (found === null) throw new Error("it was not sized");
      expect(isZero(sub(found.quantity, roundAmount(of.market, found.quantity)))).toBe(true);
      expect(sign(found.quantity)).toBeGreaterThanOrEqual(0);
      const most = (of.equity * given.most) / 100 / of.price;
      const noise = NOISE * Math.max(most, toNumber(of.market.step));
      expect(toNumber(found.quantity)).toBeLessThanOrEqual(most + noise);
    }),
    { numRuns: 1_000 },
  );
});

it("at risk, it loses no more than its share at the stop, fees of both ways included", () => {
  fc.assert(
    fc.property(kinds, anyFacts, ({ size }, of) => {
      const found = sizeOf(risk({ sizing: "risk", size, most: 100 }), of);
      if (found === null) throw new Error("it was not sized");
      const quantity = toNumber(found.quantity);
      const lost = quantity * (Math.abs(of.price - (of.stop ?? Number.NaN)) + 2 * 0.001 * of.price);
      const may = (of.equity * size) / 100;
      expect(lost).toBeLessThanOrEqual(may + NOISE * Math.max(may, toNumber(of.market.step) * of.price));
    }),
    { numRuns: 1_000 },
  );
});
