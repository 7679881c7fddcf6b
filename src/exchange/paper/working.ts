/** An order of the book as it meets the market. */
import type { Market } from "../../domain/market.ts";
import type { WorkingOrder } from "../../domain/matching/order.ts";
import { isBeyond } from "../../domain/matching/price.ts";
import { type Decimal, min, roundTo, sign } from "../../domain/money.ts";
import type { Book } from "./book.ts";
import { type BookOrder, type BookPosition, reduces, workingOrder } from "./entries.ts";

/**
 * What only reduces asks for no more than there is; and what reduces is not filled beyond the price at which the margin is
 * gone, for a position loses no more than that.
 */
export function workingOn(book: Book, market: Market, order: BookOrder): WorkingOrder {
  const working = workingOrder(order);
  const position = book.margin.position(order.pair);
  if (position === null || !reduces(order, position)) return working;
  const { remaining } = working;
  return {
    ...working,
    limit: withinMargin(working, position, market),
    remaining: order.reduceOnly ? min(remaining, position.quantity) : remaining,
  };
}

function withinMargin(
  { side, limit }: WorkingOrder,
  { bankruptcyPrice }: BookPosition,
  { tick }: Market,
): Decimal | null {
  if (limit !== null && !isBeyond(side, bankruptcyPrice, limit)) return limit;
  const last = roundTo(bankruptcyPrice, tick, side === "SELL" ? "ceil" : "floor");
  return sign(last) > 0 ? last : limit;
}
