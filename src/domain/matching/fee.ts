/** What a simulated venue takes for a fill, and what it holds back for one that is still to come. */
import { add, type Decimal, from, mul, ONE, round } from "../money.ts";

/** Of a bar's volume a simulated venue gives one order so much: 5 %. */
export const VOLUME_SHARE = from("0.05");

/** The smallest unit that a simulated venue books. */
export const UNIT_PLACES = 8;

/** The fee on an amount, in its currency. Cut to the venue's unit, so that the parts of an order never cost more than the whole. */
export function feeOf(amount: Decimal, rate: Decimal): Decimal {
  return round(mul(amount, rate), UNIT_PLACES, "down");
}

/** What a buy of so much at most costs with its fee, in the venue's unit. */
export function mostCost(quantity: Decimal, limit: Decimal, rate: Decimal): Decimal {
  return round(mul(mul(quantity, limit), add(ONE, rate)), UNIT_PLACES, "up");
}
