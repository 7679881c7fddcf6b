/** What the book of a paper account holds. */
import type { Pair } from "../../domain/ids.ts";
import { openingSide, type Side } from "../../domain/market.ts";
import { UNIT_PLACES } from "../../domain/matching/fee.ts";
import type { Liquidity, Stop, WorkingOrder } from "../../domain/matching/order.ts";
import { type Decimal, div, round, sub } from "../../domain/money.ts";
import type { OrderType, TimeInForce } from "../../domain/order.ts";
import { bankruptcyPrice, liquidationPrice, type MarginPosition } from "../../domain/perpetual.ts";
import { markOf, type Quote } from "../../domain/quote.ts";
import type { OrderReport, VenueFill, VenuePosition } from "../gateway.ts";
import type { Place } from "../market-source.ts";
import type { Tape } from "./tape.ts";

/** Where the venue's market stands. */
export interface Standing {
  readonly source: string;
  /** Null: before the first event. */
  readonly place: Place | null;
  /** Time of the last event, ms UTC. */
  readonly at: number;
  readonly quotes: ReadonlyMap<Pair, Quote>;
  readonly tape: Tape;
}

export interface Balance {
  readonly asset: string;
  readonly total: Decimal;
  readonly locked: Decimal;
}

export interface BookOrder {
  readonly id: number;
  /** Null: the venue's own, a liquidation. */
  readonly clientOrderId: string | null;
  readonly pair: Pair;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Open orders of one pair, side and link are exits of one holding. */
  readonly link: string | null;
  readonly quantity: Decimal;
  /** No fill lies beyond it: the limit; of a buy at market its collar; of a sale at market, and of a buy that only reduces, null. */
  readonly bound: Decimal | null;
  /** Of a sale that may open a perpetual's position: what its margin is held back at. A buy's is its bound. */
  readonly marginPrice: Decimal | null;
  /** Null: it waits for no price, or that was touched. */
  readonly stop: Stop | null;
  readonly status: "open" | "filled" | "canceled" | "expired";
  readonly filled: Decimal;
  /** It waits in the book: see WorkingOrder. */
  readonly isResting: boolean;
  /** Of its last change, market time. */
  readonly at: number;
}

export interface BookFill {
  readonly id: number;
  readonly order: BookOrder;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly cost: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly feeQuote: Decimal;
  /** Realised of a perpetual's position, zero where it opened; null on spot. */
  readonly pnl: Decimal | null;
  readonly liquidity: Liquidity;
  readonly at: number;
}

/** Of a perpetual; with the prices that end it, in the venue's unit, so that an event has only to compare. */
export interface BookPosition extends MarginPosition {
  readonly pair: Pair;
  readonly liquidationPrice: Decimal | null;
  readonly bankruptcyPrice: Decimal;
}

/** No mark in the venue's unit lies between a price and what it is rounded to here, and no fill costs more than the margin. */
export function positionOf(position: MarginPosition & Pick<BookPosition, "pair">): BookPosition {
  const { pair, side, quantity, cost, margin } = position;
  const [end, ruin] = [liquidationPrice(position), bankruptcyPrice(position)];
  const isLong = side === "LONG";
  return {
    ...{ pair, side, quantity, cost, margin },
    liquidationPrice: end === null ? null : round(end, UNIT_PLACES, isLong ? "floor" : "ceil"),
    bankruptcyPrice: round(ruin, UNIT_PLACES, isLong ? "ceil" : "floor"),
  };
}

/** True where the order is on the other side of the position. */
export function reduces(order: Pick<BookOrder, "pair" | "side">, position: BookPosition | null): boolean {
  return position !== null && order.pair === position.pair && order.side !== openingSide(position.side);
}

export function restOf({ quantity, filled }: Pick<BookOrder, "quantity" | "filled">): Decimal {
  return sub(quantity, filled);
}

export function hasLimit(type: OrderType): boolean {
  return type === "LIMIT" || type === "STOP_LIMIT";
}

export function workingOrder(order: BookOrder): WorkingOrder {
  const { side, bound, stop, isResting } = order;
  return { side, kind: kindOf(order), limit: bound, stop, isResting, remaining: restOf(order) };
}

function kindOf({ type, timeInForce }: BookOrder): WorkingOrder["kind"] {
  if (timeInForce === "FOK") return "fok";
  if (timeInForce === "IOC") return "ioc";
  return hasLimit(type) ? "gtc" : "market";
}

/** True for exits of one holding. */
export function areLinked(one: BookOrder, other: BookOrder): boolean {
  return one.link !== null && one.link === other.link && one.pair === other.pair && one.side === other.side;
}

export function toReport(order: BookOrder): OrderReport {
  const { id, clientOrderId, pair, side, status, quantity, filled, at, type, bound, stop } = order;
  return {
    ...{ exchangeOrderId: String(id), clientOrderId, pair, side, status, quantity, filled, at },
    price: hasLimit(type) ? bound : null,
    trigger: stop?.trigger ?? null,
  };
}

export function toVenueFill({ id, order, ...fill }: BookFill): VenueFill {
  const { clientOrderId, pair, side } = order;
  return {
    exchangeTradeId: String(id),
    exchangeOrderId: String(order.id),
    clientOrderId,
    pair,
    side,
    isForced: clientOrderId === null,
    ...fill,
  };
}

/** Where nothing has priced the pair yet, it is shown at what it cost. */
export function toVenuePosition(position: BookPosition, leverage: Decimal, quote: Quote | null): VenuePosition {
  const { pair, side, quantity, cost, margin, liquidationPrice } = position;
  const entryPrice = div(cost, quantity, UNIT_PLACES);
  const mark = (quote === null ? null : markOf(quote)) ?? entryPrice;
  return { pair, side, quantity, entryPrice, mark, margin, liquidationPrice, leverage };
}
