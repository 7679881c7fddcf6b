/**
 * What a fill makes of a position. Cost and margin are kept in the venue's unit; a part's share of them is rounded in the
 * account's favour, so that closing never takes more than the margin, and the last part takes what is left: over a round trip
 * the profits are the proceeds less the cost, to the digit.
 */
import type { PositionSide } from "../../../domain/market.ts";
import { UNIT_PLACES } from "../../../domain/matching/fee.ts";
import { add, type Decimal, div, equal, mul, round, type Rounding, sub, ZERO } from "../../../domain/money.ts";
import { initialMargin, type MarginPosition } from "../../../domain/perpetual.ts";
import { unrealizedPnl } from "../../../domain/position.ts";

export const FLAT = { quantity: ZERO, cost: ZERO, margin: ZERO } as const;

/** What stands behind so much, cut to the venue's unit: the parts of an order never need more than the whole. */
export function marginOf(cost: Decimal, leverage: Decimal): Decimal {
  return round(initialMargin(cost, leverage), UNIT_PLACES, "down");
}

/** The position (null: none) after a fill on its side. */
export function opened(
  position: MarginPosition | null,
  side: PositionSide,
  quantity: Decimal,
  cost: Decimal,
  margin: Decimal,
): MarginPosition {
  const before = position ?? FLAT;
  return {
    side,
    quantity: add(before.quantity, quantity),
    cost: add(before.cost, cost),
    margin: add(before.margin, margin),
  };
}

/** The position after a fill against it of no more than it holds, and what that realised. */
export function reduced(
  position: MarginPosition,
  quantity: Decimal,
  price: Decimal,
): { readonly position: MarginPosition; readonly pnl: Decimal } {
  const { side } = position;
  const isLast = equal(quantity, position.quantity);
  const shareOf = (whole: Decimal, rounding: Rounding): Decimal =>
    isLast ? whole : div(mul(whole, quantity), position.quantity, UNIT_PLACES, rounding);
  const cost = shareOf(position.cost, side === "LONG" ? "down" : "up");
  const margin = shareOf(position.margin, "up");
  return {
    position: {
      side,
      quantity: sub(position.quantity, quantity),
      cost: sub(position.cost, cost),
      margin: sub(position.margin, margin),
    },
    pnl: unrealizedPnl({ side, quantity, cost }, price),
  };
}
