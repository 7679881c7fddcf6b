/**
 * The end of a position whose margin is down to the maintenance: the venue closes it at the price at which the margin is
 * gone, and takes the margin. It costs no more than that, whatever the market does: the rest is the insurance fund's.
 */
import { type Market, closingSide } from "../../../domain/market.ts";
import { isTouched } from "../../../domain/matching/stop.ts";
import { type Decimal, max, mul, neg, roundTo, ZERO } from "../../../domain/money.ts";
import { move } from "../balance.ts";
import type { Book } from "../book.ts";
import type { BookOrder, BookPosition } from "../entries.ts";
import { relock } from "../locks.ts";
import { FLAT } from "./position.ts";
import type { Moment, Rulebook } from "../rulebook.ts";

/** `mark`: the one that hurts the most of what an event shows; null where it shows none. */
export function isLiquidated({ side, liquidationPrice }: BookPosition, mark: Decimal | null): boolean {
  return mark !== null && liquidationPrice !== null && isTouched(closingSide(side), liquidationPrice, mark);
}

/** Cancels what is open of the pair and closes the position. */
export function liquidate(
  book: Book,
  { tariff }: Rulebook,
  market: Market,
  position: BookPosition,
  { at }: Moment,
): void {
  const { pair, side, quantity, margin, bankruptcyPrice } = position;
  for (const order of book.openOrders().filter((open) => open.pair === pair))
    book.setOrder({ ...order, status: "canceled", at });
  const price = max(roundTo(bankruptcyPrice, market.tick, "half"), market.tick);
  const order = forcedOrder(position, at);
  const id = book.addOrder(order);
  book.margin.setPosition({ ...FLAT, pair, side });
  move(book, market.quote, neg(margin));
  relock(book, tariff, order);
  book.addFill({
    order: { ...order, id },
    ...{ quantity, price, cost: mul(quantity, price), pnl: neg(margin), liquidity: "taker", at },
    ...{ fee: ZERO, feeAsset: market.quote, feeQuote: ZERO },
  });
}

function forcedOrder({ pair, side, quantity }: BookPosition, at: number): Omit<BookOrder, "id"> {
  return {
    ...{ clientOrderId: null, pair, side: closingSide(side), type: "MARKET", timeInForce: "GTC", link: null },
    ...{ postOnly: false, reduceOnly: true, quantity, bound: null, marginPrice: null, stop: null },
    ...{ status: "filled", filled: quantity, isResting: false, at },
  };
}
