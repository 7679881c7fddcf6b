/** What a strategy's wish to enter comes to on a market: the same for a desk that would trade it and for a run over candles. */
import { Refusal } from "../errors.ts";
import { type Exits, NO_EXITS } from "../exits.ts";
import type { Market, PositionSide } from "../market.ts";
import { type Decimal, fromFloat, isZero } from "../money.ts";
import type { Sized } from "./sizing.ts";
import type { Entry } from "./strategy.ts";

/** Digits beyond the tick's that a level keeps until it is rounded onto it: the noise of a float lies beyond them. */
const LEVEL_PLACES = 5;

export function sideOf(entry: Entry): PositionSide {
  return entry.kind === "buy" ? "LONG" : entry.side;
}

/** In quote; null: it has none. */
export function stopOf(entry: Entry): number | null {
  return entry.kind === "buy" ? null : entry.stop;
}

/** Not yet on the tick. */
export function levelsOf(entry: Entry, { tick }: Pick<Market, "tick">): Exits {
  if (entry.kind === "buy") return NO_EXITS;
  const { stop, target } = entry;
  const level = (price: number): Decimal => fromFloat(price, tick.places + LEVEL_PLACES);
  return { stop: level(stop), trail: null, target: target === null ? null : level(target) };
}

/** Throws a Refusal where nothing can be sized, or where that comes to nothing. */
export function quantityOf(sized: Sized | null, { pair }: Pick<Market, "pair">): Decimal {
  if (sized === null) throw new Refusal("equity", "What it trades with has no price now: nothing can be sized.");
  if (isZero(sized.quantity)) throw new Refusal("minimum", `Its size comes to less than one step of ${pair}.`);
  return sized.quantity;
}
