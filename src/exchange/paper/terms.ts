/** What the venue asks of an order, as an exchange does. Every no is a PlacementRefused with a sentence. */
import { isPerpetual, type Market, type Side } from "../../domain/market.ts";
import type { Stop } from "../../domain/matching/order.ts";
import { isTouched } from "../../domain/matching/stop.ts";
import { compare, type Decimal, equal, from, isZero, less, max, mul, roundTo, sign, text } from "../../domain/money.ts";
import type { Execution, OrderType, Sendable, TimeInForce } from "../../domain/order.ts";
import { type Quote, takerPrice, triggerPriceOf } from "../../domain/quote.ts";
import { type Capabilities, PlacementRefused } from "../gateway.ts";

/** A buy that has no limit pays so much more than the best offer, or than its trigger, at most: that is what it locks. */
const COLLAR = from("1.05");

type Price = "limit" | "trigger" | "trail";

// prettier-ignore
const TYPES: Readonly<Record<OrderType, { readonly prices: readonly Price[]; readonly times: readonly TimeInForce[] }>> = {
  MARKET:        { prices: [],                   times: ["GTC", "IOC", "FOK"] },
  LIMIT:         { prices: ["limit"],            times: ["GTC", "IOC", "FOK"] },
  STOP:          { prices: ["trigger"],          times: ["GTC", "IOC"] },
  STOP_LIMIT:    { prices: ["trigger", "limit"], times: ["GTC", "IOC", "FOK"] },
  TRAILING_STOP: { prices: ["trigger", "trail"], times: ["GTC", "IOC"] },
};
const NAMES: Readonly<Record<Price, string>> = { limit: "limit price", trigger: "trigger price", trail: "trail" };

/** Refuses what is off at this venue. */
export function checkSupport({ type, link }: Pick<Sendable, "type" | "link">, can: Capabilities): void {
  const notTaken = (what: string): PlacementRefused => new PlacementRefused("NotSupported", `${what} not taken here.`);
  if ((type === "STOP" || type === "STOP_LIMIT") && !can.stops) throw notTaken("Orders that wait for a price are");
  if (type === "TRAILING_STOP" && !can.trailing) throw notTaken("Stops that follow the price are");
  if (link !== null && !can.links) throw notTaken("Linked orders are");
}

/** Refuses what no order of its type can be. */
export function checkType({ type, timeInForce, postOnly, ...order }: Execution): void {
  const { prices, times } = TYPES[type];
  for (const price of Object.keys(NAMES) as Price[]) {
    const isWanted = prices.includes(price);
    if (isWanted === (order[price] !== null)) continue;
    throw wrong(`A ${type} order ${isWanted ? "needs" : "has no"} ${isWanted ? "a " : ""}${NAMES[price]}.`);
  }
  if (!times.includes(timeInForce)) {
    throw wrong(
      `A ${type} order cannot be ${timeInForce}: a thin market would end it unfilled. Send it as GTC or IOC.`,
    );
  }
  if (postOnly && (type !== "LIMIT" || timeInForce !== "GTC")) {
    throw wrong("Only a LIMIT order that is GTC can be post-only.");
  }
}

export interface Terms {
  readonly side: Side;
  readonly quantity: Decimal;
  readonly limit: Decimal | null;
  readonly stop: Stop | null;
  readonly reduceOnly: boolean;
}

/**
 * Refuses what is off the grid of its market, too small or too large, at the worst price that it names. What only reduces a
 * perpetual may be as small as a step: a rest must not be stuck (Binance exempts it from MIN_NOTIONAL likewise).
 */
export function checkRules(
  { side, quantity, limit, stop, reduceOnly }: Terms,
  market: Market,
  quote: Quote | null,
): void {
  const { tick, step, minAmount, maxAmount, minCost, base, quote: currency } = market;
  if (sign(quantity) <= 0 || !isMultiple(quantity, step))
    throw wrong(`The amount must be a multiple of ${text(step)} ${base}.`);
  for (const price of [limit, stop?.trigger ?? null, stop?.trail ?? null]) {
    if (price !== null && (sign(price) <= 0 || !isMultiple(price, tick)))
      throw wrong(`The price must be a multiple of ${text(tick)} ${currency}.`);
  }
  if (maxAmount !== null && less(maxAmount, quantity)) throw wrong(`The most is ${text(maxAmount)} ${base}.`);
  if (reduceOnly && isPerpetual(market)) return;
  if (less(quantity, minAmount)) throw wrong(`The least amount is ${text(minAmount)} ${base}.`);
  const price = limit ?? stop?.trigger ?? takerPrice(side, priced(quote, market));
  if (less(mul(quantity, price), minCost)) throw wrong(`An order must be worth ${text(minCost)} ${currency} at least.`);
}

/** Refuses a stop whose price was touched already: it would be an order at market. */
export function checkTrigger({ side, stop }: Pick<Terms, "side" | "stop">, market: Market, quote: Quote | null): void {
  if (stop === null) return;
  const price = triggerPriceOf(priced(quote, market));
  if (!isTouched(side, stop.trigger, price)) return;
  throw new PlacementRefused(
    "WouldTrigger",
    `The ${isPerpetual(market) ? "mark" : "last"} price is ${text(price)} ${market.quote}: the trigger ${text(stop.trigger)} is reached already.`,
  );
}

/** Refuses a post-only order that would not wait. */
export function checkMaker({ side, limit }: Pick<Terms, "side" | "limit">, market: Market, quote: Quote | null): void {
  if (limit === null) return;
  const met = takerPrice(side, priced(quote, market));
  const waits = compare(limit, met) === (side === "BUY" ? -1 : 1);
  if (waits) return;
  throw new PlacementRefused(
    "WouldTake",
    `A post-only order at ${text(limit)} ${market.quote} would be filled at once: the other side is at ${text(met)}.`,
  );
}

/** No fill may lie beyond it; null: it takes what it gets, a sale or what only reduces. */
export function boundOf(terms: Terms, market: Market, quote: Quote | null): Decimal | null {
  const { side, limit, stop, reduceOnly } = terms;
  if (limit !== null || side === "SELL" || (reduceOnly && isPerpetual(market))) return limit;
  return collar(stop?.trigger ?? takerPrice(side, priced(quote, market)), market.tick);
}

/** What the margin of a sale that may open a perpetual's position is held back at: the most that it is likely to sell for. */
export function marginPriceOf(terms: Terms, market: Market, quote: Quote | null): Decimal | null {
  const { side, limit, stop, reduceOnly } = terms;
  if (!isPerpetual(market) || side === "BUY" || reduceOnly) return null;
  const met = stop?.trigger ?? takerPrice(side, priced(quote, market));
  if (limit !== null) return max(limit, met);
  return stop === null ? collar(met, market.tick) : met;
}

/** The most that a buy pays which was to be filled at this price. */
export function collar(price: Decimal, tick: Decimal): Decimal {
  return roundTo(mul(price, COLLAR), tick, "ceil");
}

function priced(quote: Quote | null, { pair }: Market): Quote {
  if (quote === null) throw wrong(`${pair} has no price yet.`);
  return quote;
}

function wrong(why: string): PlacementRefused {
  return new PlacementRefused("InvalidOrder", why);
}

function isMultiple(value: Decimal, of: Decimal): boolean {
  return isZero(of) || equal(roundTo(value, of, "down"), value);
}
