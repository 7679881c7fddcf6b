/** The band around the price that a card shows: an approval covers it, and an entry at market is sent at its edge. */
import { type Market, roundLimit, type Side } from "./market.ts";
import { add, type Decimal, div, HUNDRED, max, mul, ONE, sub } from "./money.ts";

/** What an order may cost at worst: its limit, or the edge of its band. */
export function worstPrice(market: Pick<Market, "tick">, order: BandedOrder): Decimal {
  return order.price ?? edgeOf(market, order.side, order.quotePrice, order.validPercent);
}

/** The highest price that it may fill at within its band: what an entry needs money for. */
export function dearestPrice(market: Pick<Market, "tick">, order: BandedOrder): Decimal {
  if (order.side === "BUY") return worstPrice(market, order);
  const price = order.price === null ? order.quotePrice : max(order.price, order.quotePrice);
  return edgeOf(market, "BUY", price, order.validPercent);
}

export interface BandedOrder {
  readonly side: Side;
  /** Null at market. */
  readonly price: Decimal | null;
  readonly quotePrice: Decimal;
  readonly validPercent: Decimal;
}

/** The worst price that is still approved, rounded inward: what the band does not give is not traded. */
export function edgeOf(market: Pick<Market, "tick">, side: Side, quotePrice: Decimal, validPercent: Decimal): Decimal {
  const band = div(validPercent, HUNDRED, validPercent.places + 2);
  return roundLimit(market, side, mul(quotePrice, side === "BUY" ? add(ONE, band) : sub(ONE, band)));
}
