/** Every rule at its limit, one unit above and one below it. */
import { EVERYTHING } from "../../../src/domain/halt.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Refusal } from "../../../src/domain/errors.ts";
import type { OrderId } from "../../../src/domain/ids.ts";
import { add, compare, type Decimal, from, mul, text } from "../../../src/domain/money.ts";
import { checkEntry, checkExit, type EntryFacts } from "../../../src/domain/risk/checks.ts";
import { checkQuote, checkSlippage } from "../../../src/domain/risk/price.ts";
import { needsAnother } from "../../../src/domain/risk/size.ts";
import { entryFacts, limitsWith, market, MARKET_NOW, quoteOf, termsOf } from "./facts.ts";

function refusal(facts: Partial<EntryFacts>): { rule: string; said: string; offers: readonly string[] } | null {
  try {
    checkEntry(entryFacts(facts));
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { rule: error.rule, said: error.message, offers: error.suggestions };
  }
}

const ruleOf = (facts: Partial<EntryFacts>): string | null => refusal(facts)?.rule ?? null;
const quoted = (bid: string, ask: string, ageMs = 0, asks: readonly (readonly [string, string])[] = []) => ({
  sight: { quote: quoteOf(bid, ask, asks, MARKET_NOW - ageMs), now: MARKET_NOW },
});
const resting = (price: string) => ({ opposite: [{ id: 9 as OrderId, price: from(price) }] });

const OF_WORTH_OFF = { order: null, day: null, exposure: null, "daily-loss": null, drawdown: null };
const UNPRICED = { currency: "USDT", equity: null, unpriced: "BNB" };

// prettier-ignore
describe("at its limit a rule passes, and one unit beyond it refuses", () => {
  it.each<[what: string, rule: string | null, facts: Partial<EntryFacts>]>([
    ["nothing unusual",                          null,          {}],
    ["a price of 5 s",                           null,          quoted("40000", "40000", 5_000)],
    ["a price of 5.001 s",                       "quote-age",   quoted("40000", "40000", 5_001)],
    ["a price from the future",                  null,          quoted("40000", "40000", -1)],
    ["bid and ask alike",                        null,          quoted("40000", "40000")],
    ["a crossed book",                           "book",        quoted("40000.1", "40000")],
    ["no bid",                                   "book",        quoted("0", "40000")],
    ["no ask",                                   "book",        quoted("40000", "0")],
    ["a limit 3 % above the mid",                null,          { terms: termsOf("0.01", "41200") }],
    ["a limit a tick beyond that",               "collar",      { terms: termsOf("0.01", "41200.1") }],
    ["a limit far below",                        null,          { terms: termsOf("0.01", "1000") }],
    ["a tenth of equity",                        null,          { terms: termsOf("0.025") }],
    ["a step more",                              "order",       { terms: termsOf("0.0251") }],
    ["half of equity in a day",                  null,          { spentToday: from(4_600) }],
    ["a cent more",                              "day",         { spentToday: from("4600.01") }],
    ["all of equity exposed",                    null,          { exposure: from(9_600) }],
    ["a cent more exposed",                      "exposure",    { exposure: from("9600.01") }],
    ["a position without a price",               "equity",      { exposure: null }],
    ["99 orders at work",                        null,          { atWork: 99 }],
    ["100 orders at work",                       "open-orders", { atWork: 100 }],
    ["19 orders in the last minute",             null,          { sentLately: 19 }],
    ["20 orders in the last minute",             "orders",      { sentLately: 20 }],
    ["an own sale a tick above",                 null,          resting("40000.1")],
    ["an own sale at the price",                 "own-orders",  resting("40000")],
    ["equity of which a coin has no price",      "equity",      { account: UNPRICED }],
    ["an account that nobody has looked at",     "equity",      { account: null }],
    ["equity in another currency",               "equity",      { account: { currency: "EUR", equity: from(10_000), unpriced: null } }],
    ["a look three minutes ago",                 null,          { lookAgeMs: 180_000 }],
    ["a look before that",                       "equity",      { lookAgeMs: 180_001 }],
    ["a look of a later time",                   "equity",      { lookAgeMs: -180_001 }],
    ["an old look that nothing is judged by",    null,          { lookAgeMs: 180_001, limits: limitsWith(OF_WORTH_OFF) }],
    ["unknown equity, and only limits of loss",  "equity",      { account: UNPRICED, limits: limitsWith({ ...OF_WORTH_OFF, drawdown: "10%" }) }],
    ["unknown equity that nothing is judged by", null,          { account: UNPRICED, limits: limitsWith(OF_WORTH_OFF) }],
    ["a halt",                                   "halt",        { halts: [{ ...EVERYTHING, reason: null }] }],
    ["an unknown entry",                         "unknown",     { unknownEntry: 3 }],
    ["too little money",                         "balance",     { available: from("400.39") }],
    ["just enough money",                        null,          { available: from("400.4") }],
    ["less than the market takes",               "minimum",     { terms: termsOf("0.0001") }],
  ])("%s: %s", (_what, rule, facts) => expect(ruleOf(facts)).toBe(rule));

  it.each<[what: string, rule: string | null, quantity: string, limit: string | null, asks: [string, string][]]>([
    ["a bar has no book",                        null,       "0.02", null,      []],
    ["all at the best price",                    null,       "0.02", null,      [["40000", "0.02"]]],
    ["more than is shown",                       "slippage", "0.02", null,      [["40000", "0.0199"]]],
    ["a limit takes what is shown, and rests",   null,       "0.02", "40000",   [["40000", "0.0001"], ["42000", "5"]]],
    ["an average of exactly 0.5 %",              null,       "0.02", null,      [["40000", "0.01"], ["40400", "0.01"]]],
    ["a tick beyond",                            "slippage", "0.02", null,      [["40000", "0.01"], ["40400.1", "0.01"]]],
    ["a limit that reaches so far",              "slippage", "0.02", "41000",   [["40000", "0.01"], ["40400.1", "0.01"]]],
  ])("slippage, %s: %s", (_what, rule, quantity, limit, asks) =>
    expect(ruleOf({ terms: termsOf(quantity, limit), ...quoted("40000", "40000", 0, asks) })).toBe(rule));
});

describe("a refusal says the rule, its number and what would pass", () => {
  const own = {
    limits: limitsWith({}, { order: "$2000", day: "20%" }),
    account: { currency: "USDT", equity: from(100_000), unpriced: null },
  };

  it("of one's own limit per order", () =>
    expect(refusal({ ...own, terms: termsOf("0.13") })).toEqual({
      rule: "order",
      said: "Refused: order of 5,200.00 USDT is above your limit of 2,000.00 USDT per order (/limits). 0.05 BTC would pass.",
      offers: ["/buy BTC/USDT 0.05 exchange=paper", "/limits"],
    }));

  it("of the desk's limit per order, for an order that waits", () =>
    expect(refusal({ terms: { ...termsOf("0.03", "40000"), id: 12 as OrderId } })).toEqual({
      rule: "order",
      said: "Refused: order of 1,200.00 USDT is above the limit of 1,000.00 USDT per order (10 % of equity, /limits). 0.025 BTC would pass.",
      offers: ["/approve 12 qty=0.025", "/limits"],
    }));

  it("of one's own limit a day, which is narrower than the desk's", () =>
    expect(refusal({ ...own, terms: termsOf("0.01"), spentToday: from("19999") })?.said).toBe(
      "Refused: with this order, entries of 20,399.00 USDT today are above your limit of 20,000.00 USDT a day (20 % of equity, /limits). Nothing that paper takes would pass.",
    ));

  it("of the account's exposure", () =>
    expect(refusal({ exposure: from("9800") })?.said).toBe(
      "Refused: with this order, exposure of 10,200.00 USDT is above the limit of 10,000.00 USDT (100 % of equity, /limits). 0.005 BTC would pass.",
    ));

  it("with a large size in groups, which its line is without", () => {
    const told = refusal({ limits: limitsWith({ order: "$50000000" }), terms: termsOf("1300"), available: from(1e9) });
    expect(told?.said).toContain("1,250 BTC would pass");
    expect(told?.offers[0]).toBe("/buy BTC/USDT 1250 exchange=paper");
  });

  it("of slippage", () =>
    expect(
      refusal({
        terms: termsOf("0.02"),
        ...quoted("40000", "40000", 0, [
          ["40000", "0.01"],
          ["40800", "1"],
        ]),
      }),
    ).toEqual({
      rule: "slippage",
      said: "Refused: it would move the price too far by itself for the limit of 0.5 % slippage (/limits). 0.0133 BTC would pass.",
      offers: ["/buy BTC/USDT 0.0133 exchange=paper", "/limits"],
    }));

  it("of the collar", () =>
    expect(refusal({ terms: termsOf("0.01", "46000") })?.said).toBe(
      "Refused: a limit of 46000 is more than 3 % above the market (/limits). The highest that passes is 41200.",
    ));

  it("of an order of our own that it could meet", () =>
    expect(refusal(resting("40000"))?.said).toBe(
      "Refused: it could meet our own resting order #9 at 40000. Cancel that first, or set a limit that does not reach it.",
    ));

  it("of an account that nobody looks at", () =>
    expect(refusal({ lookAgeMs: 12 * 60_000 })?.said).toBe(
      "Refused: paper was last looked at 12 min ago, and what it is worth now is not known. Try again in a moment (/health).",
    ));

  it("of an account of which a coin has no price", () =>
    expect(refusal({ account: UNPRICED })?.said).toBe(
      "Refused: what paper is worth is unknown: no price for BNB. Entries wait until it is known (/balance).",
    ));
});

describe("limits of several", () => {
  it.each([
    ["the desk's own, changed", limitsWith({ order: "5%" }), "0.0125", "0.0126"],
    ["a person's, above the desk's", limitsWith({}, { order: "$5000" }), "0.025", "0.0251"],
    ["a person's, below the desk's", limitsWith({}, { order: "1%" }), "0.0025", "0.0026"],
    ["a person's, where the desk has none", limitsWith({ order: null }, { order: "$800" }), "0.02", "0.0201"],
  ])("%s, holds", (_what, limits, passes, refused) => {
    expect(ruleOf({ limits, terms: termsOf(passes) })).toBeNull();
    expect(ruleOf({ limits, terms: termsOf(refused) })).toBe("order");
  });

  it("are silent when they are off", () => {
    const off = limitsWith(OF_WORTH_OFF);
    expect(ruleOf({ limits: off, terms: termsOf("1"), account: null, exposure: null })).toBeNull();
  });
});

describe("four eyes", () => {
  const needs = (quantity: string, limits = limitsWith({})): boolean =>
    needsAnother({ terms: termsOf(quantity), limits, account: entryFacts().account });
  it("are needed above 5 % of equity", () => {
    expect(needs("0.0125")).toBe(false);
    expect(needs("0.0126")).toBe(true);
  });
  it("are not, when switched off", () => expect(needs("1", limitsWith({ "four-eyes": null }))).toBe(false));
  it("are needed where nobody knows what the account is worth", () =>
    expect(needsAnother({ terms: termsOf("0.001"), limits: limitsWith({}), account: null })).toBe(true));
});

describe("properties", () => {
  const level = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 300 }));
  /** Prices rise from level to level. */
  const book = fc.array(level, { minLength: 1, maxLength: 12 }).map((levels) => {
    let price = from("40000");
    return levels.map(([gap, steps], i): [string, string] => {
      if (i > 0) price = add(price, mul(from(gap), from("0.7")));
      return [text(price), text(mul(from(steps), market.step))];
    });
  });
  const quantity = fc.integer({ min: 2, max: 5_000 }).map((steps) => text(mul(from(steps), market.step)));

  it("the size that the slippage guard offers passes, and a step more does not", () =>
    fc.assert(
      fc.property(book, quantity, (asks, wanted) => {
        const sight = quoted("40000", "40000", 0, asks).sight;
        const check = (size: string): Refusal | null => {
          try {
            checkSlippage({ terms: termsOf(size), sight, limits: limitsWith({}) });
            return null;
          } catch (error) {
            return error as Refusal;
          }
        };
        const offered = check(wanted)
          ?.suggestions.find((line) => line.startsWith("/buy"))
          ?.split(" ")[2];
        if (offered === undefined) return;
        expect(check(offered)).toBeNull();
        expect(check(text(add(from(offered), market.step)))).not.toBeNull();
      }),
      { numRuns: 2_000 },
    ));

  it("the size that a money limit offers passes, and a step more does not", () =>
    fc.assert(
      fc.property(
        quantity,
        fc.integer({ min: 0, max: 6_000 }),
        fc.integer({ min: 0, max: 12_000 }),
        (wanted, spent, exposed) => {
          const facts = { spentToday: from(spent), exposure: from(exposed) };
          const first = refusal({ ...facts, terms: termsOf(wanted) });
          const offered = first?.offers.find((line) => line.startsWith("/buy"))?.split(" ")[2];
          if (first === null || offered === undefined) return;
          const after = ruleOf({ ...facts, terms: termsOf(offered) });
          expect(after).not.toBe(first.rule);
          expect(ruleOf({ ...facts, terms: termsOf(text(add(from(offered), market.step))) })).not.toBeNull();
        },
      ),
      { numRuns: 2_000 },
    ));

  it("no exit is refused for anything but its own size and what is held", () =>
    fc.assert(
      fc.property(quantity, fc.integer({ min: 0, max: 5_000 }), (wanted, held) => {
        const terms = { ...termsOf(wanted), side: "SELL", purpose: "exit" } as const;
        const available: Decimal = mul(from(held), market.step);
        const mayPass = compare(from(wanted), available) <= 0;
        const facts = {
          ...entryFacts({ halts: [{ ...EVERYTHING, reason: null }], unknownEntry: 1, account: null }),
          terms,
          available,
        };
        if (mayPass) expect(() => checkExit(facts)).not.toThrow();
        else expect(() => checkExit(facts)).toThrow("is available");
      }),
    ));

  it("what passes at one size passes at a smaller one that the market takes", () =>
    fc.assert(
      fc.property(quantity, quantity, book, (a, b, asks) => {
        const [small, large] = compare(from(a), from(b)) <= 0 ? [a, b] : [b, a];
        const facts = { spentToday: from(3_000), exposure: from(8_000), ...quoted("40000", "40000", 0, asks) };
        if (ruleOf({ ...facts, terms: termsOf(large) }) === null)
          expect(ruleOf({ ...facts, terms: termsOf(small) })).toBeNull();
      }),
    ));

  it("a price is as old as the market says, whatever the wall clock", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (ageMs) => {
        const check = () =>
          checkQuote({ terms: termsOf("0.01"), limits: limitsWith({}), ...quoted("40000", "40000", ageMs) });
        if (ageMs <= 5_000) expect(check).not.toThrow();
        else expect(check).toThrow("s old, above the limit of 5 s");
      }),
    ));
});
