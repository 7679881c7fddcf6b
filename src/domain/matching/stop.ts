/** Orders that wait for a price: when it is touched, and how a trigger follows the market. */
import type { Side } from "../market.ts";
import { add, type Decimal, roundTo, sub } from "../money.ts";
import type { Stop } from "./order.ts";
import { isBetter } from "./price.ts";

/** A touch is enough: a sell stop is touched at its trigger and below, a buy stop at it and above. */
export function isTouched(side: Side, trigger: Decimal, price: Decimal): boolean {
  return !isBetter(side, price, trigger);
}

/**
 * The stop after a price that was good for its holder. It only tightens, and never lies closer than its trail: off the
 * tick, it is rounded away from the price. The same one where it has not moved.
 */
export function followed(side: Side, stop: Stop, price: Decimal, tick: Decimal): Stop {
  if (stop.trail === null) return stop;
  const trigger = behind(side, price, stop.trail, tick);
  return isBetter(side, trigger, stop.trigger) ? { ...stop, trigger } : stop;
}

/** Where a trigger lies that is so far behind a price. */
function behind(side: Side, price: Decimal, distance: Decimal, tick: Decimal): Decimal {
  return side === "SELL" ? roundTo(sub(price, distance), tick, "floor") : roundTo(add(price, distance), tick, "ceil");
}
