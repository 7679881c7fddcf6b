/**
 * How an order of a simulated venue fills against one event of its market. A taker pays half the spread and the slippage;
 * a resting order needs a trade beyond its limit and then pays nothing of the two. What was taken is gone from this event,
 * so one order never gets more than the event holds.
 */
import type { Candle } from "./candle.ts";
import type { Level, Quote } from "./quote.ts";
import type { Side } from "./market.ts";
import {
  add,
  compare,
  type Decimal,
  from,
  isZero,
  less,
  min,
  mul,
  ONE,
  round,
  roundTo,
  sub,
  sum,
  ZERO,
} from "./money.ts";

export interface WorkingOrder {
  readonly side: Side;
  /** What is still to be filled, in base currency, on the step. */
  readonly remaining: Decimal;
  /** market: takes what each event gives until it is filled · ioc: takes once, the rest expires · gtc: the rest rests */
  readonly kind: "market" | "ioc" | "gtc";
  /** No fill lies beyond it; null bounds nothing. Beyond it the rest of a market order expires, too. */
  readonly limit: Decimal | null;
  /** It has lived through an event before: then it waits in the book and is no longer marketable on arrival. */
  readonly isResting: boolean;
}

export interface MatchRules {
  readonly tick: Decimal;
  readonly step: Decimal;
  /** Fractions of the price: 0.0001 = 0.01 %. */
  readonly halfSpread: Decimal;
  readonly slippage: Decimal;
}

export type Liquidity = "maker" | "taker";

export interface MatchedFill {
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly liquidity: Liquidity;
}

export interface Match {
  readonly fills: readonly MatchedFill[];
  /** Null: it goes on. */
  readonly ends: "filled" | "expired" | null;
}

/** Of a bar's volume, for one order. */
const VOLUME_SHARE = from("0.05");
/** The smallest unit that a simulated venue books. */
const UNIT_PLACES = 8;

/** A bar is a minute: an order is first held against its open, then, resting, against its high or low. */
export function matchBar(order: WorkingOrder, bar: Candle, rules: MatchRules): Match {
  const share = roundTo(mul(bar.volume, VOLUME_SHARE), rules.step, "down");
  const quantity = min(order.remaining, share);
  const taken =
    order.kind === "gtc" && order.isResting ? null : takerPrice(order, bar.open, spreadAndSlippage(rules), rules);
  if (taken !== null && !isBeyond(order, taken)) return finish(order, [{ quantity, price: taken, liquidity: "taker" }]);
  if (order.kind !== "gtc") return { fills: [], ends: "expired" };
  const rested = makerPriceInBar(order, bar, rules);
  return finish(order, rested === null ? [] : [{ quantity, price: rested, liquidity: "maker" }]);
}

/** A quote is an instant: its best prices hold the spread already, so that a taker adds only the slippage. */
export function matchQuote(order: WorkingOrder, quote: Quote, rules: MatchRules): Match {
  const levels = order.side === "BUY" ? quote.book.asks : quote.book.bids;
  if (order.kind === "gtc" && order.isResting) return finish(order, takenFromUs(order, levels, rules));
  return finish(order, takenByUs(order, levels, rules), runsIntoLimit(order, levels, rules));
}

/** The fee of a fill in quote currency. Cut to the venue's unit, so that the parts of an order never cost more than the whole. */
export function feeOf(cost: Decimal, rate: Decimal): Decimal {
  return round(mul(cost, rate), UNIT_PLACES, "down");
}

/** What a buy of so much at most costs with its fee, in the venue's unit. */
export function mostCost(quantity: Decimal, limit: Decimal, rate: Decimal): Decimal {
  return round(mul(mul(quantity, limit), add(ONE, rate)), UNIT_PLACES, "up");
}

/** The best price that a bar leaves behind, on the venue's side of the tick. */
export function quoteOfBar(bar: Candle, rules: MatchRules): { readonly bid: Decimal; readonly ask: Decimal } {
  return {
    bid: worsened("SELL", bar.close, rules.halfSpread, rules.tick),
    ask: worsened("BUY", bar.close, rules.halfSpread, rules.tick),
  };
}

function spreadAndSlippage(rules: MatchRules): Decimal {
  return add(rules.halfSpread, rules.slippage);
}

function takerPrice(order: WorkingOrder, price: Decimal, worse: Decimal, rules: MatchRules): Decimal {
  return worsened(order.side, price, worse, rules.tick);
}

function worsened(side: Side, price: Decimal, worse: Decimal, tick: Decimal): Decimal {
  return side === "BUY"
    ? roundTo(mul(price, add(ONE, worse)), tick, "ceil")
    : roundTo(mul(price, sub(ONE, worse)), tick, "floor");
}

/** At the limit once the bar has traded through it; at the open where the bar began beyond it, which is a better price. */
function makerPriceInBar(order: WorkingOrder, bar: Candle, rules: MatchRules): Decimal | null {
  const { side, limit } = order;
  if (limit === null) return null;
  if (order.isResting && isBetter(side, bar.open, limit)) return worsened(side, bar.open, ZERO, rules.tick);
  return isBetter(side, side === "BUY" ? bar.low : bar.high, limit) ? limit : null;
}

function takenByUs(order: WorkingOrder, levels: readonly Level[], rules: MatchRules): MatchedFill[] {
  const fills: MatchedFill[] = [];
  let rest = order.remaining;
  for (const level of levels) {
    const price = takerPrice(order, level.price, rules.slippage, rules);
    if (isZero(rest) || isBeyond(order, price)) break;
    const quantity = roundTo(min(rest, level.quantity), rules.step, "down");
    fills.push({ quantity, price, liquidity: "taker" });
    rest = sub(rest, quantity);
  }
  return fills;
}

function runsIntoLimit(order: WorkingOrder, levels: readonly Level[], rules: MatchRules): boolean {
  return levels.some((level) => isBeyond(order, takerPrice(order, level.price, rules.slippage, rules)));
}

/** The other side came through our price: what it brought there trades with us, at our price. */
function takenFromUs(order: WorkingOrder, levels: readonly Level[], rules: MatchRules): MatchedFill[] {
  const { side, limit } = order;
  if (limit === null) return [];
  const offered = sum(levels.filter((level) => isBetter(side, level.price, limit)).map((level) => level.quantity));
  return [{ quantity: roundTo(min(order.remaining, offered), rules.step, "down"), price: limit, liquidity: "maker" }];
}

function finish(order: WorkingOrder, matched: readonly MatchedFill[], hitLimit = false): Match {
  const fills = matched.filter((fill) => !isZero(fill.quantity));
  const filled = sum(fills.map((fill) => fill.quantity));
  if (compare(filled, order.remaining) === 0) return { fills, ends: "filled" };
  const expires = order.kind === "ioc" || (order.kind === "market" && hitLimit);
  return { fills, ends: expires ? "expired" : null };
}

function isBeyond(order: WorkingOrder, price: Decimal): boolean {
  return order.limit !== null && isBetter(order.side, order.limit, price);
}

/** Strictly better for who is on this side. */
function isBetter(side: Side, price: Decimal, than: Decimal): boolean {
  return side === "BUY" ? less(price, than) : less(than, price);
}
