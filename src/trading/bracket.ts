/** Stop and target of an entry: from what was typed to levels on the tick, and what they mean in money. */
import type { Price, Trail } from "../chat/grammar/arguments.ts";
import type { ExitsFacts } from "../cards/order/facts.ts";
import { Refusal } from "../domain/errors.ts";
import { formatPrice } from "../domain/format.ts";
import { isSellable, type Market } from "../domain/market.ts";
import { add, compare, type Decimal, div, HUNDRED, isZero, less, mul, roundTo, sign, sub } from "../domain/money.ts";
import { RATIO_PLACES } from "../domain/position.ts";
import type { Exits } from "./protection/legs.ts";

/** As typed; a percentage is off the price of the entry. */
export interface AskedExits {
  readonly sl?: Price | undefined;
  readonly tp?: Price | undefined;
  readonly trail?: Trail | undefined;
}

/**
 * The levels for what is bought at `price`. A stop is rounded towards the market, so that it comes earlier; a target away
 * from it; a trail down (EXECUTION §5). Throws a Refusal for levels that could never be.
 */
export function exitsOf(market: Market, asked: AskedExits, price: Decimal): Exits {
  const { sl, tp, trail } = asked;
  if (sl !== undefined && trail !== undefined)
    throw new Refusal("grammar", "sl= is a stop that stands and trail= one that follows: give one of both.");
  const distance = trail === undefined ? null : distanceOf(market, trail, price);
  const stop = distance === null ? levelOf(market, sl, price) : roundTo(sub(price, distance), market.tick, "ceil");
  const target = levelOf(market, tp, price);
  checkLevels(market, { stop, trail: distance, target }, price, "the price");
  return { stop, trail: distance, target };
}

/** Throws a Refusal where a level lies on the wrong side of a price. `what`: what price that is. */
export function checkLevels(market: Market, { stop, target }: Exits, price: Decimal, what: string): void {
  const shown = (value: Decimal): string => formatPrice(value, market.tick.places);
  if (stop !== null && sign(stop) <= 0)
    throw new Refusal("stop", "Refused: a stop must lie above zero. Choose one nearer to the price.");
  if (stop !== null && compare(stop, price) >= 0)
    throw new Refusal(
      "stop",
      `Refused: a stop of a buy lies below the price; ${shown(stop)} is not below ${what} of ${shown(price)}.`,
    );
  if (target !== null && compare(target, price) <= 0)
    throw new Refusal(
      "target",
      `Refused: a target of a buy lies above the price; ${shown(target)} is not above ${what} of ${shown(price)}.`,
    );
}

/** Each exit must be worth what the exchange takes. Throws a Refusal. */
export function checkExitSizes(market: Market, quantity: Decimal, exits: Exits): void {
  const small = levelsOf(exits).find((level) => !isSellable(market, quantity, level));
  if (small === undefined) return;
  throw new Refusal(
    "minimum",
    `Refused: sold at ${formatPrice(small, market.tick.places)} this is less than ${market.exchange} takes, so that it could not be protected. Buy more, or without sl= and tp=.`,
  );
}

/** The lowest price at which an exit may be sent; null without exits. */
export function lowestOf(exits: Exits): Decimal | null {
  return levelsOf(exits).reduce<Decimal | null>((low, level) => (low === null || less(level, low) ? level : low), null);
}

/** Distances in percent of the entry's price; money in quote currency, with the taker's fee of both ways. */
export function exitFacts(market: Market, quantity: Decimal, price: Decimal, exits: Exits): ExitsFacts {
  const { stop, trail, target } = exits;
  const risk = stop === null ? null : lossAt(market, quantity, price, stop);
  const gain = target === null ? null : sub(mul(quantity, sub(target, price)), feesOf(market, quantity, price, target));
  const hasMultiple = gain !== null && risk !== null && sign(risk) > 0;
  return {
    stop: stop === null || risk === null ? null : { price: stop, percent: percentOff(stop, price), risk, trail },
    target:
      target === null
        ? null
        : { price: target, percent: percentOff(target, price), multiple: hasMultiple ? div(gain, risk, 1) : null },
  };
}

function lossAt(market: Market, quantity: Decimal, price: Decimal, stop: Decimal): Decimal {
  return add(mul(quantity, sub(price, stop)), feesOf(market, quantity, price, stop));
}

function feesOf({ taker }: Market, quantity: Decimal, entry: Decimal, exit: Decimal): Decimal {
  return mul(mul(quantity, add(entry, exit)), taker);
}

function percentOff(level: Decimal, price: Decimal): Decimal {
  return isZero(price) ? price : div(mul(sub(level, price), HUNDRED), price, 2);
}

function levelsOf({ stop, target }: Exits): Decimal[] {
  return [...(stop === null ? [] : [stop]), ...(target === null ? [] : [target])];
}

function levelOf(market: Market, asked: Price | undefined, price: Decimal): Decimal | null {
  if (asked === undefined) return null;
  const exact = asked.kind === "at" ? asked.price : off(price, asked.percent);
  return roundTo(exact, market.tick, "ceil");
}

function distanceOf(market: Market, trail: Trail, price: Decimal): Decimal {
  const exact = trail.kind === "distance" ? trail.distance : div(mul(price, trail.percent), HUNDRED, RATIO_PLACES);
  const distance = roundTo(exact, market.tick, "down");
  if (!isZero(distance)) return distance;
  throw new Refusal("trail", "Refused: that trail is less than one tick of the market. Give a wider one.");
}

function off(price: Decimal, percent: Decimal): Decimal {
  return div(mul(price, add(HUNDRED, percent)), HUNDRED, RATIO_PLACES);
}
