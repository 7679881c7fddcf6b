/** Stop and target of an entry: from what was typed to levels on the tick, and what they mean in money. */
import type { Price, Trail } from "../chat/grammar/arguments.ts";
import type { ExitsFacts } from "../cards/order/facts.ts";
import { Refusal } from "../domain/errors.ts";
import { formatPrice } from "../domain/format.ts";
import { closingSide, isClosable, type Market, openingSide, type PositionSide } from "../domain/market.ts";
import { isTouched } from "../domain/matching/stop.ts";
import { add, type Decimal, div, HUNDRED, isZero, less, mul, neg, roundTo, sign, sub } from "../domain/money.ts";
import { RATIO_PLACES, unrealizedPnl } from "../domain/position.ts";
import type { Exits } from "./protection/legs.ts";

/** As typed; a percentage is off the price of the entry. */
export interface AskedExits {
  readonly sl?: Price | undefined;
  readonly tp?: Price | undefined;
  readonly trail?: Trail | undefined;
}

/**
 * The levels for what is entered at `price`. A stop is rounded towards the market, so that it comes earlier; a target away
 * from it; a trail down (EXECUTION §5). Throws a Refusal for levels that could never be.
 */
export function exitsOf(market: Market, side: PositionSide, asked: AskedExits, price: Decimal): Exits {
  const { sl, tp, trail } = asked;
  if (sl !== undefined && trail !== undefined)
    throw new Refusal("grammar", "sl= is a stop that stands and trail= one that follows: give one of both.");
  const distance = trail === undefined ? null : distanceOf(market, trail, price);
  // Up for a long is towards the market for a stop and away from it for a target; for a short it is down.
  const onTick = (level: Decimal): Decimal => roundTo(level, market.tick, side === "LONG" ? "ceil" : "floor");
  const behind = (by: Decimal): Decimal => (side === "LONG" ? sub(price, by) : add(price, by));
  const stop = distance === null ? levelOf(sl, price) : behind(distance);
  const target = levelOf(tp, price);
  const exits = { stop: stop && onTick(stop), trail: distance, target: target && onTick(target) };
  checkLevels(market, side, exits, price, "the price");
  return exits;
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

/** The lowest price at which an exit may be sent; null without exits. */
export function lowestOf(exits: Exits): Decimal | null {
  return levelsOf(exits).reduce<Decimal | null>((low, level) => (low === null || less(level, low) ? level : low), null);
}

/** Distances in percent of the entry's price; money in quote currency, with the taker's fee of both ways. */
export function exitFacts(
  market: Market,
  side: PositionSide,
  quantity: Decimal,
  price: Decimal,
  exits: Exits,
): ExitsFacts {
  const { stop, trail, target } = exits;
  const gainAt = (level: Decimal): Decimal =>
    sub(unrealizedPnl({ side, quantity, cost: mul(quantity, price) }, level), feesOf(market, quantity, price, level));
  const risk = stop === null ? null : neg(gainAt(stop));
  const gain = target === null ? null : gainAt(target);
  const hasMultiple = gain !== null && risk !== null && sign(risk) > 0;
  return {
    stop: stop === null || risk === null ? null : { price: stop, percent: percentOff(stop, price), risk, trail },
    target:
      target === null
        ? null
        : { price: target, percent: percentOff(target, price), multiple: hasMultiple ? div(gain, risk, 1) : null },
  };
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

function levelOf(asked: Price | undefined, price: Decimal): Decimal | null {
  if (asked === undefined) return null;
  return asked.kind === "at" ? asked.price : off(price, asked.percent);
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
