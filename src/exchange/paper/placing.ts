/**
 * What placing, changing and canceling do to the book of the paper venue. Each function runs inside one transaction of the
 * book and throws a PlacementRefused for what an exchange would refuse; then nothing has changed.
 */
import type { ClientOrderId, Pair } from "../../domain/ids.ts";
import { isPerpetual, type Market, type Side } from "../../domain/market.ts";
import type { Stop } from "../../domain/matching/order.ts";
import { add, compare, type Decimal, equal, sub, text, ZERO } from "../../domain/money.ts";
import type { Sendable } from "../../domain/order.ts";
import { type AmendTerms, PlacementRefused } from "../gateway.ts";
import type { Book } from "./book.ts";
import { type BookOrder, hasLimit, reduces } from "./entries.ts";
import { lockMore, relock } from "./locks.ts";
import type { Moment, Rulebook } from "./rulebook.ts";
import {
  boundOf,
  checkMaker,
  checkRules,
  checkSupport,
  checkTrigger,
  checkType,
  collar,
  marginPriceOf,
} from "./terms.ts";

/** Locks what the order can cost at most, and gives its id. */
export function placeOrder(book: Book, rulebook: Rulebook, order: Sendable, { at, quotes }: Moment): number {
  const { clientOrderId, pair, side, type, timeInForce, postOnly, reduceOnly, link, quantity, limit } = order;
  const market = rulebook.listings.get(pair)?.market;
  if (market === undefined) throw new PlacementRefused("BadSymbol", `There is no pair ${pair} here.`);
  if (book.order(clientOrderId) !== null) {
    throw new PlacementRefused("DuplicateClientOrderId", `An order ${clientOrderId} was placed before.`);
  }
  const quote = quotes.get(pair) ?? null;
  const terms = { side, quantity, limit, stop: stopOf(order), reduceOnly };
  checkSupport(order, rulebook.can);
  checkType(order);
  checkRules(terms, market, quote);
  checkTrigger(terms, market, quote);
  if (postOnly) checkMaker(terms, market, quote);
  checkReduces(book, market, order);
  const id = book.addOrder({
    ...{ clientOrderId, pair, side, type, timeInForce, postOnly, reduceOnly, link, quantity, at },
    ...{ stop: terms.stop, bound: boundOf(terms, market, quote), marginPrice: marginPriceOf(terms, market, quote) },
    ...{ status: "open", filled: ZERO, isResting: postOnly },
  });
  lockMore(book, rulebook.tariff, order);
  return id;
}

/** Changes an open order in its place; a limit that has moved meets the market as one that arrives. */
export function amendOrder(
  book: Book,
  rulebook: Rulebook,
  { pair, clientOrderId, terms }: Amendment,
  { at, quotes }: Moment,
): BookOrder {
  if (!rulebook.can.amends) throw new PlacementRefused("NotSupported", "Orders cannot be changed here.");
  const order = openOrder(book, pair, clientOrderId);
  const market = rulebook.listings.get(pair)?.market;
  if (market === undefined) throw new PlacementRefused("BadSymbol", `There is no pair ${pair} here.`);
  const quote = quotes.get(pair) ?? null;
  const after = { ...order, ...changed(order, terms, market), at };
  const { side, quantity, bound, stop, type, filled, reduceOnly } = after;
  const isLimitNew = hasLimit(type) && !isSame(bound, order.bound);
  if (compare(quantity, filled) <= 0)
    throw invalid(`${text(filled)} ${market.base} are filled: ask for more than that.`);
  const asked = { side, quantity, limit: hasLimit(type) ? bound : null, stop, reduceOnly };
  checkRules(asked, market, quote);
  if (stop !== order.stop) checkTrigger(after, market, quote);
  if (isLimitNew && order.postOnly) checkMaker({ side, limit: bound }, market, quote);
  const marginPrice = marginPriceOf(asked, market, quote);
  book.setOrder({ ...after, marginPrice, isResting: order.postOnly || (order.isResting && !isLimitNew) });
  lockMore(book, rulebook.tariff, order);
  return after;
}

export interface Amendment {
  readonly pair: Pair;
  readonly clientOrderId: ClientOrderId;
  readonly terms: AmendTerms;
}

/** Frees what the order holds back. Throws where there is nothing to cancel. */
export function cancelOrder(
  book: Book,
  rulebook: Rulebook,
  order: Pick<Amendment, "pair" | "clientOrderId">,
  at: number,
): void {
  const canceled = openOrder(book, order.pair, order.clientOrderId);
  book.setOrder({ ...canceled, status: "canceled", at });
  relock(book, rulebook.tariff, canceled);
}

/** Refuses what would open a position, or turn it, though it must only reduce. */
function checkReduces(book: Book, market: Market, { pair, side, reduceOnly }: Sendable): void {
  if (!reduceOnly || !isPerpetual(market) || reduces({ pair, side }, book.margin.position(pair))) return;
  throw new PlacementRefused("ReduceOnly", `There is no position in ${pair} that a ${side} order would reduce.`);
}

function openOrder(book: Book, pair: Pair, clientOrderId: ClientOrderId): BookOrder {
  const order = book.order(clientOrderId);
  if (order === null || order.pair !== pair) {
    throw new PlacementRefused("UnknownOrder", `There is no order ${clientOrderId} of ${pair}.`);
  }
  if (order.status === "open") return order;
  throw new PlacementRefused("NotOpen", `The order ${clientOrderId} is ${order.status} already.`);
}

function stopOf({ trigger, trail }: Pick<Sendable, "trigger" | "trail">): Stop | null {
  return trigger === null ? null : { trigger, trail };
}

/** What the terms make of the order; what it has not cannot be changed. */
function changed(
  order: BookOrder,
  terms: AmendTerms,
  { tick }: Market,
): Pick<BookOrder, "quantity" | "bound" | "stop"> {
  const { type, side, quantity } = order;
  if (terms.limit !== undefined && !hasLimit(type)) throw invalid(`A ${type} order has no limit price.`);
  const stop = movedStop(order, terms);
  const isBound = side === "BUY" && !hasLimit(type) && order.bound !== null;
  const bound = isBound && stop !== null ? collar(stop.trigger, tick) : (terms.limit ?? order.bound);
  return { quantity: terms.quantity ?? quantity, bound, stop };
}

/** A new trail leaves the best price where it was: the trigger moves by as much as the trail has changed. */
function movedStop({ side, type, stop }: BookOrder, { trigger, trail }: AmendTerms): Stop | null {
  if (trigger === undefined && trail === undefined) return stop;
  if (stop === null) throw invalid(`This ${type} order waits for no price, or its trigger was reached.`);
  if (trail === undefined) return { ...stop, trigger: trigger ?? stop.trigger };
  if (stop.trail === null) throw invalid(`A ${type} order has no trail.`);
  return { trail, trigger: trigger ?? shifted(side, stop.trigger, sub(stop.trail, trail)) };
}

/** Closer to the price by so much. */
function shifted(side: Side, trigger: Decimal, by: Decimal): Decimal {
  return side === "SELL" ? add(trigger, by) : sub(trigger, by);
}

function isSame(one: Decimal | null, other: Decimal | null): boolean {
  return one !== null && other !== null && equal(one, other);
}

function invalid(why: string): PlacementRefused {
  return new PlacementRefused("InvalidOrder", why);
}
