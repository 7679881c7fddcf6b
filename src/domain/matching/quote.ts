/**
 * A quote is an instant: its best prices hold the spread already, so that a taker adds only the slippage. A stop is held
 * against the last price, on a perpetual against the mark, and what it becomes is filled from the same quote.
 */
import { type Decimal, isZero, min, roundTo, sub, sum } from "../money.ts";
import { type Level, type Quote, triggerPriceOf } from "../quote.ts";
import { finish, type Match, type MatchedFill, type MatchRules, waits, type WorkingOrder } from "./order.ts";
import { isBetter, isBeyond, worsened } from "./price.ts";
import { followed, isTouched } from "./stop.ts";

export function matchQuote(order: WorkingOrder, quote: Quote, rules: MatchRules): Match {
  const { side, stop } = order;
  const price = triggerPriceOf(quote);
  if (stop !== null && !isTouched(side, stop.trigger, price)) return waits(followed(side, stop, price, rules.tick));
  const levels = side === "BUY" ? quote.book.asks : quote.book.bids;
  if (stop === null && order.kind === "gtc" && order.isResting) return finish(order, takenFromUs(order, levels, rules));
  return finish(order, takenByUs(order, levels, rules), runsIntoLimit(order, levels, rules));
}

function takenByUs(order: WorkingOrder, levels: readonly Level[], rules: MatchRules): MatchedFill[] {
  const fills: MatchedFill[] = [];
  let rest = order.remaining;
  for (const level of levels) {
    const price = slipped(order, level, rules);
    if (isZero(rest) || isBeyond(order.side, order.limit, price)) break;
    const quantity = roundTo(min(rest, level.quantity), rules.step, "down");
    fills.push({ quantity, price, liquidity: "taker" });
    rest = sub(rest, quantity);
  }
  return fills;
}

function runsIntoLimit(order: WorkingOrder, levels: readonly Level[], rules: MatchRules): boolean {
  return levels.some((level) => isBeyond(order.side, order.limit, slipped(order, level, rules)));
}

/** The other side came through our price: what it brought there trades with us, at our price. */
function takenFromUs(order: WorkingOrder, levels: readonly Level[], rules: MatchRules): MatchedFill[] {
  const { side, limit } = order;
  if (limit === null) return [];
  const offered = sum(levels.filter((level) => isBetter(side, level.price, limit)).map((level) => level.quantity));
  return [{ quantity: roundTo(min(order.remaining, offered), rules.step, "down"), price: limit, liquidity: "maker" }];
}

function slipped({ side }: WorkingOrder, { price }: Level, rules: MatchRules): Decimal {
  return worsened(side, price, rules.slippage, rules.tick);
}
