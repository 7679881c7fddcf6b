/**
 * What an event gave an order on spot, booked: balances, the order, and what is linked with it. It runs inside the
 * transaction of the event. What is locked is always there.
 */
import type { Market } from "../../domain/market.ts";
import { type Match, type MatchedFill, type Stop } from "../../domain/matching/order.ts";
import { add, type Decimal, isZero, max, mul, neg, sign, sub } from "../../domain/money.ts";
import { move } from "./balance.ts";
import type { Book } from "./book.ts";
import { areLinked, type BookOrder, hasLimit, restOf } from "./entries.ts";
import { feeOfFill } from "./fees.ts";
import { relock } from "./locks.ts";
import type { Moment, Rulebook } from "./rulebook.ts";
import { collar } from "./terms.ts";

export function bookMatch(
  book: Book,
  rulebook: Rulebook,
  market: Market,
  order: BookOrder,
  match: Match,
  moment: Moment,
): void {
  let after = met(order, match, market, moment);
  for (const fill of match.fills) {
    after = { ...after, filled: add(after.filled, fill.quantity) };
    book.setOrder(after);
    bookFill(book, rulebook, market, after, fill, moment);
  }
  book.setOrder({ ...after, status: match.ends ?? "open" });
  relock(book, rulebook.tariff, order);
}

/** An order that has met an event, but for its fills and its end. */
export function met(order: BookOrder, match: Match, market: Market, { at }: Moment): BookOrder {
  const isChanged = match.fills.length > 0 || match.ends !== null || match.stop !== order.stop;
  return {
    ...order,
    bound: boundAfter(order, match.stop, market),
    stop: match.stop,
    isResting: order.isResting || match.stop === null,
    at: isChanged ? at : order.at,
  };
}

/** The order is written with the fill in it; then what it and those linked with it hold back, then the fee. */
function bookFill(
  book: Book,
  { tariff }: Rulebook,
  market: Market,
  order: BookOrder,
  fill: MatchedFill,
  moment: Moment,
): void {
  const cost = mul(fill.quantity, fill.price);
  const isBuy = order.side === "BUY";
  move(book, market.base, isBuy ? fill.quantity : neg(fill.quantity));
  move(book, market.quote, isBuy ? neg(cost) : cost);
  lowered(book, order, fill.quantity, moment.at).forEach(book.setOrder);
  relock(book, tariff, order);
  const fee = feeOfFill(tariff, market, order.side, fill, moment, book.balance);
  move(book, fee.feeAsset, neg(fee.fee));
  book.addFill({ order, ...fill, cost, ...fee, pnl: null, at: moment.at });
}

/**
 * One updates the other: of a holding, which is as large as the largest of its exits, so much is gone with a fill, and none
 * of the others is to close more than is left. Those that change, as they are then. `order` has the fill in it.
 */
export function lowered(book: Book, order: BookOrder, by: Decimal, at: number): BookOrder[] {
  const others = book.openOrders().filter((other) => other.id !== order.id && areLinked(order, other));
  const left = sub(others.map(restOf).reduce(max, add(restOf(order), by)), by);
  return others.flatMap((other): BookOrder[] => {
    const beyond = sub(restOf(other), left);
    if (sign(beyond) <= 0) return [];
    return isZero(left)
      ? [{ ...other, status: "canceled", at }]
      : [{ ...other, quantity: sub(other.quantity, beyond), at }];
  });
}

/** A buy that follows the price down is to pay less. */
function boundAfter(order: BookOrder, stop: Stop | null, { tick }: Market): Decimal | null {
  const isBound = order.side === "BUY" && !hasLimit(order.type) && order.bound !== null;
  return isBound && stop !== null && stop !== order.stop ? collar(stop.trigger, tick) : order.bound;
}
