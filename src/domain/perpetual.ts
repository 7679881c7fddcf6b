/**
 * A linear perpetual in isolated margin, one position a pair: what it holds back, when it is liquidated, what funding it pays.
 * Amounts are in the settle coin, quantities in the base coin. The rules are those that the large exchanges publish for
 * USDT-margined contracts (Binance: "How to calculate liquidation price", "Introduction to funding rates"; Bybit likewise).
 */
import type { PositionSide } from "./market.ts";
import { add, type Decimal, div, from, isZero, max, min, mul, neg, ONE, sign, sub } from "./money.ts";
import { RATIO_PLACES } from "./position.ts";

/** Of a position's worth at its mark: what its margin must not fall to. The first step of the exchanges' tables. */
export const MAINTENANCE = from("0.005");
export const FUNDING_MS = 8 * 60 * 60_000;

export interface MarginPosition {
  readonly side: PositionSide;
  readonly quantity: Decimal;
  /** Σ quantity × price of what opened it. */
  readonly cost: Decimal;
  /** What stands behind it, funding taken off. */
  readonly margin: Decimal;
}

/** What opening so much holds back. */
export function initialMargin(cost: Decimal, leverage: Decimal): Decimal {
  return div(cost, leverage, RATIO_PLACES, "up");
}

/** The mark at which margin and profit are down to the maintenance; null where no price above zero is that. */
export function liquidationPrice({ side, quantity, cost, margin }: MarginPosition): Decimal | null {
  if (isZero(quantity)) return null;
  const price =
    side === "LONG"
      ? div(sub(cost, margin), mul(quantity, sub(ONE, MAINTENANCE)), RATIO_PLACES)
      : div(add(cost, margin), mul(quantity, add(ONE, MAINTENANCE)), RATIO_PLACES);
  return sign(price) > 0 ? price : null;
}

/** The price at which all of the margin is gone. */
export function bankruptcyPrice({ side, quantity, cost, margin }: MarginPosition): Decimal {
  return div(side === "LONG" ? sub(cost, margin) : add(cost, margin), quantity, RATIO_PLACES);
}

/** What a position receives (below zero: pays) for one funding time: above zero the longs pay the shorts. */
export function fundingOf(
  { side, quantity }: Pick<MarginPosition, "side" | "quantity">,
  mark: Decimal,
  rate: Decimal,
): Decimal {
  const amount = mul(mul(quantity, mark), rate);
  return side === "LONG" ? neg(amount) : amount;
}

const DAMPER = from("0.0005");

/** Premium and interest as fractions for one funding time: F = P + clamp(I − P, ±0.05 %). */
export function fundingRate(premium: Decimal, interest: Decimal): Decimal {
  return add(premium, max(neg(DAMPER), min(DAMPER, sub(interest, premium))));
}

/** The funding times (00:00, 08:00, 16:00 UTC) after a moment and not after another one, oldest first. */
export function fundingTimes(after: number, until: number): number[] {
  const times: number[] = [];
  for (let at = (Math.floor(after / FUNDING_MS) + 1) * FUNDING_MS; at <= until; at += FUNDING_MS) times.push(at);
  return times;
}
