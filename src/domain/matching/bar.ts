/**
 * A bar is a minute of which four prices are known and, of their order, that the open came first and the close last. What
 * it leaves open is read against the order:
 * - A stop is held against the open, then against the extreme that hurts. Opened beyond its trigger, it fills at the open
 *   (a gap); touched later, at its trigger. Both are a taker's prices.
 * - A trailing stop is held against the extreme that hurts where it stood before the bar; only then the good extreme moves
 *   it. Where it stands then is held against the next bar.
 * - A stop-limit arrives as a limit where it was touched. What it does not take there fills in the same bar only where that
 *   is certain: at the open the whole bar is still to come, later the close alone is known to have come after the touch.
 */
import type { Candle } from "../candle.ts";
import type { Side } from "../market.ts";
import { add, type Decimal, min, mul, roundTo, ZERO } from "../money.ts";
import { EXPIRED, finish, type Liquidity, type Match, type MatchRules, waits, type WorkingOrder } from "./order.ts";
import { isBetter, isBeyond, worsened } from "./price.ts";
import { followed, isTouched } from "./stop.ts";

export function matchBar(order: WorkingOrder, bar: Candle, rules: MatchRules): Match {
  const { side, stop } = order;
  if (stop === null) {
    const rests = order.kind === "gtc" && order.isResting;
    return rests ? resting(order, bar, rules) : arriving(order, bar, atOpen(side, bar), rules);
  }
  const arrival = touchOf(side, stop.trigger, bar);
  if (arrival === null) return waits(followed(side, stop, goodExtreme(side, bar), rules.tick));
  return arriving({ ...order, stop: null }, bar, arrival, rules);
}

/** True for a limit that the first price of the bar meets: nothing that the bar does later comes before it. */
export function isMetAtOpen({ side, stop, limit, isResting }: WorkingOrder, bar: Candle, rules: MatchRules): boolean {
  if (stop !== null || limit === null) return false;
  if (isResting) return isBetter(side, bar.open, limit);
  return !isBeyond(side, limit, worsened(side, bar.open, add(rules.halfSpread, rules.slippage), rules.tick));
}

/** The moment of a bar at which an order begins to work. */
interface Arrival {
  readonly price: Decimal;
  /** The best price that the bar is certain to have had afterwards. */
  readonly reached: Decimal;
}

function atOpen(side: Side, bar: Candle): Arrival {
  return { price: bar.open, reached: goodExtreme(side, bar) };
}

function touchOf(side: Side, trigger: Decimal, bar: Candle): Arrival | null {
  if (isTouched(side, trigger, bar.open)) return atOpen(side, bar);
  const bad = side === "BUY" ? bar.high : bar.low;
  return isTouched(side, trigger, bad) ? { price: trigger, reached: bar.close } : null;
}

/** What is marketable takes; what is not rests, where it may. */
function arriving(order: WorkingOrder, bar: Candle, { price, reached }: Arrival, rules: MatchRules): Match {
  const { side, kind, limit } = order;
  const taken = worsened(side, price, add(rules.halfSpread, rules.slippage), rules.tick);
  if (!isBeyond(side, limit, taken)) return filling(order, bar, { price: taken, liquidity: "taker" }, rules);
  if (kind !== "gtc") return EXPIRED;
  const isReached = limit !== null && isBetter(side, reached, limit);
  return filling(order, bar, isReached ? { price: limit, liquidity: "maker" } : null, rules);
}

/** At the limit once the bar has traded through it; at the open where the bar began beyond it, which is a better price. */
function resting(order: WorkingOrder, bar: Candle, rules: MatchRules): Match {
  const { side, limit } = order;
  if (limit === null || !isBetter(side, goodExtreme(side, bar), limit)) return filling(order, bar, null, rules);
  const price = isBetter(side, bar.open, limit) ? worsened(side, bar.open, ZERO, rules.tick) : limit;
  return filling(order, bar, { price, liquidity: "maker" }, rules);
}

type At = { readonly price: Decimal; readonly liquidity: Liquidity };

function filling(order: WorkingOrder, bar: Candle, at: At | null, rules: MatchRules): Match {
  if (at === null) return finish(order, []);
  return finish(order, [{ ...at, quantity: min(order.remaining, heldBy(bar, rules) ?? order.remaining) }]);
}

/** What a bar holds for one order; null: as much as it asks. */
function heldBy(bar: Candle, { volumeShare, step }: MatchRules): Decimal | null {
  return volumeShare === null ? null : roundTo(mul(bar.volume, volumeShare), step, "down");
}

/** Where a resting order of this side is met, and where the trigger of a trailing one is pulled. */
function goodExtreme(side: Side, bar: Candle): Decimal {
  return side === "BUY" ? bar.low : bar.high;
}
