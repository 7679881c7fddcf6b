/** Between which prices a bar leaves a book as it is: what lets a run pass over most of them. */
import { toNumber } from "../money.ts";
import type { Book, BookOrder, Ladder } from "./book.ts";

export interface Wakes {
  /** A bar does something to the book whose low lies at that or below, or whose high lies at that or above. */
  readonly low: number;
  readonly high: number;
}

const NEVER: Wakes = Object.freeze({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
const ALWAYS: Wakes = Object.freeze({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY });

/** A bar too many is harmless: what it would do to the book is asked of `step`. */
export function wakesOf({ orders, ladder }: Pick<Book, "orders" | "ladder">): Wakes {
  let { low, high } = ladder === null ? NEVER : wakesOfLadder(ladder);
  for (const { working } of orders) {
    const own = wakesOfOrder(working);
    low = Math.max(low, own.low);
    high = Math.min(high, own.high);
  }
  return { low, high };
}

/** Where a rung is met, and where one that waits sees the price above its level. */
function wakesOfLadder({ rungs, prices }: Ladder): Wakes {
  let { low, high } = NEVER;
  for (let i = 0; i < rungs.length; i += 1) {
    const side = rungs[i]?.order?.working.side;
    if (side === "BUY") low = Math.max(low, Number(prices[i]));
    else high = Math.min(high, Number(prices[side === "SELL" ? i + 1 : i]));
  }
  return { low, high };
}

function wakesOfOrder({ side, kind, stop, limit, isResting }: BookOrder["working"]): Wakes {
  if (stop !== null) {
    if (stop.trail !== null) return ALWAYS; // each new extreme moves it
    const trigger = toNumber(stop.trigger);
    return side === "SELL" ? { ...NEVER, low: trigger } : { ...NEVER, high: trigger };
  }
  if (kind !== "gtc" || !isResting || limit === null) return ALWAYS;
  const price = toNumber(limit);
  return side === "SELL" ? { ...NEVER, high: price } : { ...NEVER, low: price };
}
