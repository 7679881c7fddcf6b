/** What stands in an order book near its best prices. Pure. */
import { add, type Decimal, div, from, HUNDRED, isZero, less, mul, ONE, sub, ZERO } from "./money.ts";
import { type Level, middle, type Quote } from "./quote.ts";

export interface Depth {
  /** Base currency. */
  readonly quantity: Decimal;
  /** Quote currency. */
  readonly worth: Decimal;
  /** False where the book is not given that far: there is more. */
  readonly isWhole: boolean;
}

export interface BookDepth {
  readonly bids: Depth;
  readonly asks: Depth;
}

/** What may be had at prices up to so many percent from the middle of the best prices. */
export function depthOf({ bid, ask, book }: Pick<Quote, "bid" | "ask" | "book">, percent: Decimal): BookDepth {
  const centre = middle({ bid, ask });
  const share = mul(percent, from("0.01"));
  const lowest = mul(centre, sub(ONE, share));
  const highest = mul(centre, add(ONE, share));
  return {
    bids: within(book.bids, (price) => !less(price, lowest)),
    asks: within(book.asks, (price) => !less(highest, price)),
  };
}

function within(levels: readonly Level[], isNear: (price: Decimal) => boolean): Depth {
  let [quantity, worth] = [ZERO, ZERO];
  for (const level of levels) {
    if (!isNear(level.price)) return { quantity, worth, isWhole: true };
    quantity = add(quantity, level.quantity);
    worth = add(worth, mul(level.price, level.quantity));
  }
  return { quantity, worth, isWhole: false };
}

/** Places of a percentage that is as small as a spread. */
export const SPREAD_PLACES = 3;

/** The distance of the best prices in percent of their middle; null where there is no price. */
export function spreadPercent({ bid, ask }: Pick<Quote, "bid" | "ask">): Decimal | null {
  const twiceMiddle = add(bid, ask);
  if (isZero(twiceMiddle)) return null;
  return div(mul(mul(sub(ask, bid), HUNDRED), from(2)), twiceMiddle, SPREAD_PLACES);
}

export interface SummedLevel extends Level {
  /** Of this level and all that are better, base currency. */
  readonly sum: Decimal;
}

/** The best first. */
export function summed(levels: readonly Level[]): SummedLevel[] {
  let sum = ZERO;
  return levels.map((level) => ({ ...level, sum: (sum = add(sum, level.quantity)) }));
}
