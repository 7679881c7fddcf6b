/** A pair on an exchange with its rules, and rounding on the safe side of them. */
import { Refusal } from "./errors.ts";
import type { ExchangeName, Pair } from "./ids.ts";
import { compare, type Decimal, div, from, isZero, mul, roundTo, text, ZERO } from "./money.ts";

export interface Market {
  readonly exchange: ExchangeName;
  readonly pair: Pair;
  readonly base: string;
  readonly quote: string;
  /** The coin that a perpetual pays and is paid in; null: spot, which settles in what it trades. */
  readonly settle: string | null;
  readonly tick: Decimal;
  readonly step: Decimal;
  readonly minAmount: Decimal;
  readonly maxAmount: Decimal | null;
  readonly minCost: Decimal;
  /** Fractions of the cost: 0.001 = 0.1 %. */
  readonly maker: Decimal;
  readonly taker: Decimal;
}

export type Side = "BUY" | "SELL";

export type PositionSide = "LONG" | "SHORT";

const TWO = from(2);

/** `BTC/USDT:USDT` is traded in BTC and USDT; a perpetual names the coin that it settles in behind a colon. */
export function assetsOf(pair: Pair): Pick<Market, "base" | "quote" | "settle"> {
  const [, base = "", quote = "", settle = null] = /^([^/]*)\/([^:]*)(?::(.+))?$/.exec(pair) ?? [];
  return { base, quote, settle };
}

/** The coins of a spot position are in the wallet; a perpetual's are nowhere. */
export function isBackedBy(pair: Pair, asset: string): boolean {
  const { base, settle } = assetsOf(pair);
  return settle === null && base === asset;
}

export function isPerpetual({ settle }: Pick<Market, "settle">): boolean {
  return settle !== null;
}

/** What opens a position of this side; the opposite shrinks it. */
export function openingSide(side: PositionSide): Side {
  return side === "LONG" ? "BUY" : "SELL";
}

export function sideOpenedBy(side: Side): PositionSide {
  return side === "BUY" ? "LONG" : "SHORT";
}

export function opposite(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}

export function closingSide(side: PositionSide): Side {
  return opposite(openingSide(side));
}

/** Amounts go down: never more than was asked for. */
export function roundAmount(market: Market, amount: Decimal): Decimal {
  return roundTo(amount, market.step, "down");
}

/** A buyer never pays more, a seller never takes less, than was asked for. */
export function roundLimit(market: Pick<Market, "tick">, side: Side, price: Decimal): Decimal {
  return roundTo(price, market.tick, side === "BUY" ? "floor" : "ceil");
}

/** Of an exit: the minimums do not hold for what only shrinks a perpetual. Throws as `checkAmount`. */
export function checkExitAmount(market: Market, amount: Decimal, price: Decimal): void {
  if (!isPerpetual(market)) return checkAmount(market, amount, price);
  const least = { ...market, minAmount: market.step, minCost: ZERO };
  checkAmount(least, amount, price);
}

/** Throws a Refusal that names the rule and its number. `price` is what the order would cost at. */
export function checkAmount(market: Market, amount: Decimal, price: Decimal): void {
  const unit = market.base;
  if (isZero(amount) || compare(amount, market.minAmount) < 0) {
    throw new Refusal(
      "minimum",
      `Refused: the least that ${market.exchange} takes is ${text(market.minAmount)} ${unit}.`,
    );
  }
  if (market.maxAmount !== null && compare(amount, market.maxAmount) > 0) {
    throw new Refusal(
      "maximum",
      `Refused: the most that ${market.exchange} takes is ${text(market.maxAmount)} ${unit}.`,
    );
  }
  if (compare(mul(amount, price), market.minCost) < 0) {
    throw new Refusal(
      "minimum",
      `Refused: the least that ${market.exchange} takes is worth ${text(market.minCost)} ${market.quote}.`,
    );
  }
}

/** Half of an amount, on the step. */
export function halfOf(market: Market, amount: Decimal): Decimal {
  return roundAmount(market, div(amount, TWO, amount.places + 1, "down"));
}

/** True where the exchange would take an order of this amount at this price. */
export function meetsMinimum(market: Market, amount: Decimal, price: Decimal): boolean {
  const rounded = roundAmount(market, amount);
  return (
    compare(rounded, market.minAmount) >= 0 && !isZero(rounded) && compare(mul(rounded, price), market.minCost) >= 0
  );
}

/**
 * True where the exchange would take an exit of this amount at this price: what is less is dust. A perpetual is closed by
 * reduce-only orders, which the minimums do not hold for.
 */
export function isClosable(market: Market, amount: Decimal, price: Decimal): boolean {
  return isPerpetual(market) ? !isZero(roundAmount(market, amount)) : meetsMinimum(market, amount, price);
}
