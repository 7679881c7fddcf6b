/** Stop and target of an entry: from what was typed to levels on the tick, and what they mean in money. */
import type { Price, Trail } from "../chat/grammar/arguments.ts";
import type { ExitsFacts } from "../cards/order/facts.ts";
import { Refusal } from "../domain/errors.ts";
import { checkLevels, type Exits, onTick } from "../domain/exits.ts";
import type { Market, PositionSide } from "../domain/market.ts";
import { add, type Decimal, div, HUNDRED, isZero, mul, neg, roundTo, sign, sub } from "../domain/money.ts";
import { RATIO_PLACES, unrealizedPnl } from "../domain/position.ts";

/** As typed; a percentage is off the price of the entry. */
export interface AskedExits {
  readonly sl?: Price | undefined;
  readonly tp?: Price | undefined;
  readonly trail?: Trail | undefined;
}

/** The levels for what is entered at `price`, a trail rounded down (EXECUTION §5). Throws a Refusal for levels that could never be. */
export function exitsOf(market: Market, side: PositionSide, asked: AskedExits, price: Decimal): Exits {
  const { sl, tp, trail } = asked;
  if (sl !== undefined && trail !== undefined)
    throw new Refusal("grammar", "sl= is a stop that stands and trail= one that follows: give one of both.");
  const distance = trail === undefined ? null : distanceOf(market, trail, price);
  const behind = (by: Decimal): Decimal => (side === "LONG" ? sub(price, by) : add(price, by));
  const stop = distance === null ? levelOf(sl, price) : behind(distance);
  const target = levelOf(tp, price);
  const exits = onTick(market, side, { stop, trail: distance, target });
  checkLevels(market, side, exits, price, "the price");
  return exits;
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
