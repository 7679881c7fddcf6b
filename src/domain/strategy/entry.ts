/** What a strategy's wish to enter comes to on a market: the same for a desk that would trade it and for a run over candles. */
import { Refusal } from "../errors.ts";
import type { Exits } from "../exits.ts";
import type { Market } from "../market.ts";
import { type Decimal, fromFloat, isZero } from "../money.ts";
import type { Sized } from "./sizing.ts";
import type { Enter } from "./strategy.ts";

/** Digits beyond the tick's that a level keeps until it is rounded onto it: the noise of a float lies beyond them. */
const LEVEL_PLACES = 5;

/** Not yet on the tick. */
export function levelsOf({ stop, target }: Enter, { tick }: Pick<Market, "tick">): Exits {
  const level = (price: number): Decimal => fromFloat(price, tick.places + LEVEL_PLACES);
  return { stop: level(stop), trail: null, target: target === null ? null : level(target) };
}

/** Throws a Refusal where nothing can be sized, or where that comes to nothing. */
export function quantityOf(sized: Sized | null, { pair }: Pick<Market, "pair">): Decimal {
  if (sized === null) throw new Refusal("equity", "What it trades with has no price now: nothing can be sized.");
  if (isZero(sized.quantity)) throw new Refusal("minimum", `Its size comes to less than one step of ${pair}.`);
  return sized.quantity;
}
