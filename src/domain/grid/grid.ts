/**
 * A grid: orders that rest at levels. Each rung buys at its level and sells what it bought one level higher, over and over.
 * What a rung has to do follows from what it holds and from the price alone, so that rows and fills tell all of it.
 */
import { Refusal } from "../errors.ts";
import type { Market, Side } from "../market.ts";
import { type Decimal, fromFloat, isZero, less, mul, roundTo, sum } from "../money.ts";

export interface Grid {
  /** In quote, ascending, on the tick: one more than it has rungs. */
  readonly levels: readonly Decimal[];
  /** What each rung buys: base currency, on the step. */
  readonly quantity: Decimal;
}

/** An order that a rung has to place. */
export interface RungOrder {
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Digits beyond the tick's in which the noise of a float is lost. */
const NOISE_PLACES = 5;

/** Throws a Refusal where two levels are the same price. */
export function levelsOnTick(levels: readonly number[], { tick, pair }: Pick<Market, "tick" | "pair">): Decimal[] {
  const onTick = levels.map((level) => roundTo(fromFloat(level, tick.places + NOISE_PLACES), tick, "half"));
  if (onTick.every((level, i) => i === 0 || less(onTick[i - 1] ?? level, level))) return onTick;
  throw new Refusal("grid", `Its levels lie closer than the tick of ${pair}: give a wider spacing or fewer levels.`);
}

/** By the number of its rung, from the lowest. */
export function buyAt({ levels }: Grid, rung: number): Decimal {
  return levelAt(levels, rung);
}

function sellAt({ levels }: Grid, rung: number): Decimal {
  return levelAt(levels, rung + 1);
}

function levelAt(levels: readonly Decimal[], index: number): Decimal {
  const level = levels[index];
  if (level === undefined) throw new RangeError(`a grid of ${levels.length} levels has no level ${index}`);
  return level;
}

export function rungsOf({ levels }: Pick<Grid, "levels">): number {
  return levels.length - 1;
}

/** What all its rungs cost that buy, without fees. */
export function costOf(grid: Grid): Decimal {
  return mul(sum(grid.levels.slice(0, -1)), grid.quantity);
}

/**
 * Of a rung that has no order. `held`: what it has bought and not yet sold. It sells that; else it buys, once the price is
 * above its level: so nothing is bought at market. Null: it waits.
 */
export function dueOf(grid: Grid, rung: number, held: Decimal, last: Decimal): RungOrder | null {
  if (!isZero(held)) return { side: "SELL", price: sellAt(grid, rung), quantity: held };
  const price = buyAt(grid, rung);
  return less(price, last) ? { side: "BUY", price, quantity: grid.quantity } : null;
}
