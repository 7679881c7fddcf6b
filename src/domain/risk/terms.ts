/** What the rules judge of an order, and how a refusal offers the part of it that would pass. */
import { formatQuantity } from "../format.ts";
import type { OrderId } from "../ids.ts";
import { type Market, meetsMinimum, roundAmount, type Side } from "../market.ts";
import { type Decimal, text } from "../money.ts";
import type { Purpose } from "../order.ts";

export interface Terms {
  /** Null before it has a row. */
  readonly id: OrderId | null;
  readonly market: Market;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly quantity: Decimal;
  /** What its card shows: the limit, or the quote. */
  readonly price: Decimal;
  /** What it may cost at worst: the limit, or the edge of the band. */
  readonly worst: Decimal;
  /** The highest that it may fill at: what an entry needs money for. */
  readonly dearest: Decimal;
  /** Null at market. */
  readonly limit: Decimal | null;
}

/** On the market's step; null where the exchange would take nothing so small. */
export function passing({ market, price }: Terms, most: Decimal): Decimal | null {
  return meetsMinimum(market, most, price) ? roundAmount(market, most) : null;
}

/** The end of a sentence: what would pass instead. */
export function passingWords({ market }: Terms, size: Decimal | null): string {
  return size === null
    ? ` Nothing that ${market.exchange} takes would pass.`
    : ` ${formatQuantity(size, market.base)} would pass.`;
}

/** Lines to offer: the size that would pass, and where the number comes from. */
export function offers(terms: Terms, size: Decimal | null): string[] {
  return size === null ? ["/limits"] : [instead(terms, text(size)), "/limits"];
}

function instead({ id, side, market, limit }: Terms, quantity: string): string {
  if (id !== null) return `/approve ${id} qty=${quantity}`;
  const price = limit === null ? "" : ` price=${text(limit)}`;
  return `/${side.toLowerCase()} ${market.pair} ${quantity}${price} exchange=${market.exchange}`;
}
