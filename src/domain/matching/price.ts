/** Which of two prices is better for whom, and what a taker pays on top. */
import type { Candle } from "../candle.ts";
import type { Pair } from "../ids.ts";
import type { Side } from "../market.ts";
import { add, type Decimal, less, mul, ONE, roundTo, sub } from "../money.ts";
import type { Quote } from "../quote.ts";
import type { MatchRules } from "./order.ts";

/** Strictly better for who is on this side. */
export function isBetter(side: Side, price: Decimal, than: Decimal): boolean {
  return side === "BUY" ? less(price, than) : less(than, price);
}

/** Past the limit of an order, where no fill may lie. */
export function isBeyond(side: Side, limit: Decimal | null, price: Decimal): boolean {
  return limit !== null && isBetter(side, limit, price);
}

/** `worse` is a fraction; the result lies on the tick, rounded against who pays it. */
export function worsened(side: Side, price: Decimal, worse: Decimal, tick: Decimal): Decimal {
  return side === "BUY"
    ? roundTo(mul(price, add(ONE, worse)), tick, "ceil")
    : roundTo(mul(price, sub(ONE, worse)), tick, "floor");
}

/** What a bar leaves behind at `at`, its close: the best prices on the venue's side of the tick, and no book. */
export function quoteOfBar(pair: Pair, at: number, bar: Candle, rules: MatchRules): Quote {
  return {
    ...{ pair, at, last: bar.close, book: { bids: [], asks: [] } },
    bid: worsened("SELL", bar.close, rules.halfSpread, rules.tick),
    ask: worsened("BUY", bar.close, rules.halfSpread, rules.tick),
  };
}
