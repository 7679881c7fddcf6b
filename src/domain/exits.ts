/** Stop and target of what is held: levels on the tick, on the right side of a price, and large enough to be sold at. */
import { Refusal } from "./errors.ts";
import { formatPrice } from "./format.ts";
import { closingSide, isClosable, type Market, openingSide, type PositionSide, roundAmount } from "./market.ts";
import { isTouched } from "./matching/stop.ts";
import { type Decimal, less, roundTo, sign, ZERO } from "./money.ts";

/** What an entry is to be protected by; prices in quote. */
export interface Exits {
  readonly stop: Decimal | null;
  /** How far the stop follows behind the best price, in quote currency; null: it stands. */
  readonly trail: Decimal | null;
  readonly target: Decimal | null;
}

export const NO_EXITS: Exits = { stop: null, trail: null, target: null };

/** A stop is rounded towards the market, so that it comes earlier; a target away from it (EXECUTION §5). */
export function onTick({ tick }: Pick<Market, "tick">, side: PositionSide, { stop, trail, target }: Exits): Exits {
  // Up for a long is towards the market for a stop and away from it for a target; for a short it is down.
  const rounded = (level: Decimal): Decimal => roundTo(level, tick, side === "LONG" ? "ceil" : "floor");
  return { stop: stop && rounded(stop), trail, target: target && rounded(target) };
}

/** Throws a Refusal where a level lies on the wrong side of a price. `what`: what price that is. */
export function checkLevels(
  market: Market,
  side: PositionSide,
  { stop, target }: Exits,
  price: Decimal,
  what: string,
): void {
  const shown = (value: Decimal): string => formatPrice(value, market.tick.places);
  const [entered, loss, gain] = side === "LONG" ? ["buy", "below", "above"] : ["short", "above", "below"];
  if (stop !== null && sign(stop) <= 0)
    throw new Refusal("stop", "Refused: a stop must lie above zero. Choose one nearer to the price.");
  if (stop !== null && isTouched(closingSide(side), stop, price))
    throw new Refusal(
      "stop",
      `Refused: a stop of a ${entered} lies ${loss} the price; ${shown(stop)} is not ${loss} ${what} of ${shown(price)}.`,
    );
  if (target !== null && (isTouched(openingSide(side), target, price) || sign(target) <= 0))
    throw new Refusal(
      "target",
      `Refused: a target of a ${entered} lies ${gain} the price; ${shown(target)} is not ${gain} ${what} of ${shown(price)}.`,
    );
}

/** Each exit must be worth what the exchange takes. Throws a Refusal. */
export function checkExitSizes(market: Market, quantity: Decimal, exits: Exits): void {
  const small = levelsOf(exits).find((level) => !isClosable(market, quantity, level));
  if (small === undefined) return;
  throw new Refusal(
    "minimum",
    `Refused: sold at ${formatPrice(small, market.tick.places)} this is less than ${market.exchange} takes, so that it could not be protected. Buy more, or without sl= and tp=.`,
  );
}

/**
 * What of a holding its exits are to close, on the step; zero where the exchange would not take so little at the lowest of
 * these levels.
 */
export function coverOf(market: Market, quantity: Decimal, levels: readonly (Decimal | null)[]): Decimal {
  const left = roundAmount(market, quantity);
  const lowest = lowestAmong(levels.flatMap((level) => level ?? []));
  return lowest !== null && isClosable(market, left, lowest) ? left : ZERO;
}

/** The lowest price at which an exit may be sent; null without exits. */
export function lowestOf(exits: Exits): Decimal | null {
  return lowestAmong(levelsOf(exits));
}

function lowestAmong(levels: readonly Decimal[]): Decimal | null {
  return levels.reduce<Decimal | null>((low, level) => (low === null || less(level, low) ? level : low), null);
}

function levelsOf({ stop, target }: Exits): Decimal[] {
  return [...(stop === null ? [] : [stop]), ...(target === null ? [] : [target])];
}
