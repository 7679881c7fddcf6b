/** Facts of an entry that every rule lets pass: a test changes what it is about. */
import type { ExchangeName, PersonId } from "../../../src/domain/ids.ts";
import { from, mul } from "../../../src/domain/money.ts";
import type { Quote } from "../../../src/domain/quote.ts";
import type { EntryFacts } from "../../../src/domain/risk/checks.ts";
import { type Limits, limitsOver, type SetLimit } from "../../../src/domain/risk/limits.ts";
import type { RuleName } from "../../../src/domain/risk/rules.ts";
import type { Terms } from "../../../src/domain/risk/terms.ts";
import { BTC, testMarket } from "../../support/venue.ts";

export const MARKET_NOW = 1_000_000;
const ANN = 7 as PersonId;
export const market = testMarket();

export function termsOf(quantity: string, limit: string | null = null, price = limit ?? "40000"): Terms {
  const limited = limit === null ? null : from(limit);
  return {
    id: null,
    market,
    side: "BUY",
    purpose: "entry",
    quantity: from(quantity),
    price: from(price),
    worst: from(price),
    dearest: from(price),
    limit: limited,
  };
}

/** `order: "5%"` sets the desk's, null switches off. */
export function limitsWith(
  desk: Partial<Record<RuleName, string | null>>,
  own: Partial<Record<RuleName, string>> = {},
): Limits {
  const nothing = { exchange: null, personId: null, strategyId: null };
  const rows: SetLimit[] = [
    ...Object.entries(desk).map(([rule, value]) => ({ ...nothing, rule, scope: "desk" as const, value })),
    ...Object.entries(own).map(([rule, value]) => ({
      ...nothing,
      rule,
      scope: "person" as const,
      personId: ANN,
      value,
    })),
  ];
  return limitsOver(rows, "paper" as ExchangeName, { person: ANN });
}

/** `asks`: price and quantity of each level. */
export function quoteOf(
  bid: string,
  ask: string,
  asks: readonly (readonly [string, string])[] = [],
  at = MARKET_NOW,
): Quote {
  const levels = asks.map(([price, quantity]) => ({ price: from(price), quantity: from(quantity) }));
  return { pair: BTC, at, bid: from(bid), ask: from(ask), last: from(bid), book: { bids: [], asks: levels } };
}

export function entryFacts(changes: Partial<EntryFacts> = {}): EntryFacts {
  return {
    terms: termsOf("0.01"),
    sight: { quote: quoteOf("40000", "40000"), now: MARKET_NOW },
    limits: limitsWith({}),
    account: { currency: "USDT", equity: from(10_000), unpriced: null },
    lookAgeMs: 0,
    halts: [],
    unknownEntry: null,
    leverage: from(3),
    available: mul(from(10_000), from(1_000)),
    exposure: from(0),
    spentToday: from(0),
    atWork: 0,
    sentLately: 0,
    opposite: [],
    ...changes,
  };
}
