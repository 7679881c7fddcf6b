/** The best prices of a pair at one moment, and what follows from them. */
import type { Pair } from "./ids.ts";
import type { Side } from "./market.ts";
import { add, type Decimal, from, less, mul, sign } from "./money.ts";

export interface Level {
  readonly price: Decimal;
  /** Base currency. */
  readonly quantity: Decimal;
}

/** The best prices at a moment of market time; `book` is empty where the source has bars alone. */
export interface Quote {
  readonly pair: Pair;
  /** ms UTC, market time. */
  readonly at: number;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  /** The exchange's mark of a perpetual, by which it is valued, stopped and liquidated; left out on spot. */
  readonly mark?: Decimal;
  readonly book: { readonly bids: readonly Level[]; readonly asks: readonly Level[] };
}

type Best = Pick<Quote, "bid" | "ask">;
type Marked = Pick<Quote, "bid" | "ask" | "mark">;

const HALF = from("0.5");

/**
 * What a position is valued at: the exchange's mark; on spot the middle, or null where the book is empty on one side or
 * crossed, for nobody can trust it.
 */
export function markOf({ mark, ...best }: Marked): Decimal | null {
  if (mark !== undefined) return mark;
  const isSound = sign(best.bid) > 0 && sign(best.ask) > 0 && !less(best.ask, best.bid);
  return isSound ? middle(best) : null;
}

export function middle({ bid, ask }: Best): Decimal {
  return mul(add(bid, ask), HALF);
}

/** What a stop is held against: the mark of a perpetual, the last price on spot (EXECUTION §6). */
export function triggerPriceOf({ mark, last }: Pick<Quote, "mark" | "last">): Decimal {
  return mark ?? last;
}

/** What a taker on this side meets: the price that a decision is taken at. */
export function takerPrice(side: Side, { bid, ask }: Best): Decimal {
  return side === "BUY" ? ask : bid;
}
