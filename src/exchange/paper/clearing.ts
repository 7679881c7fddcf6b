/**
 * What placing, canceling and filling do to the book of the paper venue. Each function runs inside one transaction of the
 * book. A balance is never moved but here: total and locked change together, and what is locked is always there.
 */
import type { Quote } from "../../domain/quote.ts";
import type { ClientOrderId, Pair } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { feeOf, type Match, type MatchedFill, mostCost, type WorkingOrder } from "../../domain/matching.ts";
import {
  add,
  compare,
  type Decimal,
  equal,
  from,
  isZero,
  max,
  mul,
  neg,
  roundTo,
  sign,
  sub,
  text,
  ZERO,
} from "../../domain/money.ts";
import type { Sendable } from "../../domain/order.ts";
import { PlacementRefused } from "../gateway.ts";
import type { Book, BookOrder } from "./book.ts";
import { assetsOf } from "./catalog.ts";

/** A buy at market pays so much more than the best offer at most: that is what it locks. */
const COLLAR = from("1.05");

export interface Placement {
  readonly order: Sendable;
  readonly market: Market | undefined;
  readonly quote: Quote | null;
  /** Market time, ms UTC. */
  readonly at: number;
}

/** Checks as an exchange does, locks what the order can cost at most, and gives its id. Throws a PlacementRefused. */
export function placeOrder(book: Book, { order, market, quote, at }: Placement): number {
  if (market === undefined) throw new PlacementRefused("BadSymbol", `There is no pair ${order.pair} here.`);
  if (book.order(order.clientOrderId) !== null) {
    throw new PlacementRefused("DuplicateClientOrderId", `An order ${order.clientOrderId} was placed before.`);
  }
  if (order.trigger !== null)
    throw new PlacementRefused("NotSupported", "Orders that wait for a price are not taken here.");
  const bound = order.limit ?? collarOf(order, market, quote);
  checkRules(order, market, order.limit ?? priceOf(order, quote));
  const { clientOrderId, pair, side, quantity } = order;
  const kind = order.limit === null ? "market" : order.timeInForce === "IOC" ? "ioc" : "gtc";
  const locked = lockOf({ side, bound }, quantity, market);
  lock(book, lockedAsset(order), locked);
  return book.addOrder({
    ...{ clientOrderId, pair, side, kind, quantity, bound, locked, at },
    ...{ status: "open", filled: ZERO, isResting: false },
  });
}

/** Frees what the order holds back. Throws where there is nothing to cancel. */
export function cancelOrder(book: Book, pair: Pair, clientOrderId: ClientOrderId, at: number): void {
  const order = book.order(clientOrderId);
  if (order === null || order.pair !== pair) throw new Error(`There is no order ${clientOrderId} of ${pair}.`);
  if (order.status !== "open") throw new Error(`The order ${clientOrderId} is ${order.status} already.`);
  relock(book, order, ZERO);
  book.setOrder({ ...order, locked: ZERO, status: "canceled", at });
}

/** Books what an event gave an order. False where it changed nothing. */
export function applyMatch(book: Book, market: Market, order: BookOrder, match: Match, at: number): boolean {
  if (match.fills.length === 0 && match.ends === null && order.isResting) return false;
  let { filled } = order;
  for (const fill of match.fills) {
    bookFill(book, market, order, fill, at);
    filled = add(filled, fill.quantity);
  }
  const locked = match.ends === null ? lockOf(order, sub(order.quantity, filled), market) : ZERO;
  relock(book, order, locked);
  const isChanged = match.fills.length > 0 || match.ends !== null;
  book.setOrder({
    ...order,
    filled,
    locked,
    isResting: true,
    status: match.ends ?? "open",
    at: isChanged ? at : order.at,
  });
  return true;
}

export function workingOrder(order: BookOrder): WorkingOrder {
  const { side, kind, bound, isResting } = order;
  return { side, kind, limit: bound, isResting, remaining: sub(order.quantity, order.filled) };
}

function bookFill(book: Book, market: Market, order: BookOrder, fill: MatchedFill, at: number): void {
  const cost = mul(fill.quantity, fill.price);
  const fee = feeOf(cost, fill.liquidity === "maker" ? market.maker : market.taker);
  const isBuy = order.side === "BUY";
  move(book, market.base, isBuy ? fill.quantity : neg(fill.quantity));
  move(book, market.quote, sub(isBuy ? neg(cost) : cost, fee));
  book.addFill({ order, ...fill, cost, fee, at });
}

/** What the rest of an order can still take away. Without a bound only a sale is possible, and that locks base. */
function lockOf({ side, bound }: Pick<BookOrder, "side" | "bound">, rest: Decimal, market: Market): Decimal {
  if (side === "SELL") return rest;
  if (bound === null) throw new Error("a buy has a bound");
  return mostCost(rest, bound, max(market.maker, market.taker));
}

function lockedAsset({ side, pair }: Pick<BookOrder, "side" | "pair">): string {
  const { base, quote } = assetsOf(pair);
  return side === "BUY" ? quote : base;
}

function lock(book: Book, asset: string, amount: Decimal): void {
  const balance = book.balance(asset);
  const available = sub(balance.total, balance.locked);
  if (compare(amount, available) > 0) {
    throw new PlacementRefused(
      "InsufficientFunds",
      `Available are ${text(available)} ${asset}; the order needs ${text(amount)} ${asset}.`,
    );
  }
  book.setBalance({ ...balance, locked: add(balance.locked, amount) });
}

function relock(book: Book, order: BookOrder, locked: Decimal): void {
  const balance = book.balance(lockedAsset(order));
  book.setBalance({ ...balance, locked: add(balance.locked, sub(locked, order.locked)) });
}

function move(book: Book, asset: string, amount: Decimal): void {
  const balance = book.balance(asset);
  book.setBalance({ ...balance, total: add(balance.total, amount) });
}

function collarOf(order: Sendable, market: Market, quote: Quote | null): Decimal | null {
  if (order.side === "SELL") return null;
  return roundTo(mul(priceOf(order, quote), COLLAR), market.tick, "ceil");
}

function priceOf(order: Sendable, quote: Quote | null): Decimal {
  if (quote === null) throw new PlacementRefused("InvalidOrder", `${order.pair} has no price yet.`);
  return order.side === "BUY" ? quote.ask : quote.bid;
}

function checkRules({ quantity, limit }: Sendable, market: Market, price: Decimal): void {
  const { tick, step, minAmount, maxAmount, minCost, base, quote } = market;
  const wrong = (why: string): PlacementRefused => new PlacementRefused("InvalidOrder", why);
  if (sign(quantity) <= 0 || !isMultiple(quantity, step))
    throw wrong(`The amount must be a multiple of ${text(step)} ${base}.`);
  if (limit !== null && (sign(limit) <= 0 || !isMultiple(limit, tick)))
    throw wrong(`The price must be a multiple of ${text(tick)} ${quote}.`);
  if (compare(quantity, minAmount) < 0) throw wrong(`The least amount is ${text(minAmount)} ${base}.`);
  if (maxAmount !== null && compare(quantity, maxAmount) > 0) throw wrong(`The most is ${text(maxAmount)} ${base}.`);
  if (compare(mul(quantity, price), minCost) < 0)
    throw wrong(`An order must be worth ${text(minCost)} ${quote} at least.`);
}

function isMultiple(value: Decimal, of: Decimal): boolean {
  return isZero(of) || equal(roundTo(value, of, "down"), value);
}
