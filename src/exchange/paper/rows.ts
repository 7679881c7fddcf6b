/** Rows of the paper venue's file, and what they say. */
import type { Pair } from "../../domain/ids.ts";
import type { PositionSide, Side } from "../../domain/market.ts";
import type { Liquidity, Stop } from "../../domain/matching/order.ts";
import { type Decimal, from, text } from "../../domain/money.ts";
import type { OrderType, TimeInForce } from "../../domain/order.ts";
import type { VenueFunding } from "../gateway.ts";
import type { Place } from "../market-source.ts";
import {
  type Balance,
  type BookFill,
  type BookOrder,
  type BookPosition,
  positionOf,
  type Standing,
} from "./entries.ts";
import { quotesFromText } from "./quote-text.ts";
import { tapeFromText } from "./tape.ts";

export interface StandingRow {
  readonly source: string;
  readonly place: string | null;
  readonly at: number;
  readonly quotes: string;
  readonly tape: string;
}

export interface BalanceRow {
  readonly asset: string;
  readonly total: string;
  readonly locked: string;
}

export interface OrderRow {
  readonly id: number;
  readonly client_order_id: string;
  readonly pair: Pair;
  readonly side: Side;
  readonly type: OrderType;
  readonly time_in_force: TimeInForce;
  readonly post_only: number;
  readonly reduce_only: number;
  readonly link: string | null;
  readonly quantity: string;
  readonly bound: string | null;
  readonly trigger_price: string | null;
  readonly trail: string | null;
  readonly status: BookOrder["status"];
  readonly filled: string;
  readonly is_resting: number;
  readonly is_forced: number;
  readonly margin_price: string | null;
  readonly at: number;
}

export interface FillRow extends OrderRow {
  readonly fill_id: number;
  readonly fill_quantity: string;
  readonly price: string;
  readonly cost: string;
  readonly fee: string;
  readonly fee_asset: string;
  readonly fee_quote: string;
  readonly pnl: string | null;
  readonly liquidity: Liquidity;
  readonly fill_at: number;
}

export interface PositionRow {
  readonly pair: Pair;
  readonly side: PositionSide;
  readonly quantity: string;
  readonly cost: string;
  readonly margin: string;
}

export interface FundingRow {
  readonly pair: Pair;
  readonly at: number;
  readonly asset: string;
  readonly amount: string;
  readonly rate: string;
}

export function toStanding(row: StandingRow | undefined): Standing {
  if (row === undefined) throw new Error("this paper account was never opened");
  return {
    source: row.source,
    place: row.place === null ? null : (JSON.parse(row.place) as Place),
    at: row.at,
    quotes: new Map(quotesFromText(row.quotes).map((quote) => [quote.pair, quote])),
    tape: tapeFromText(row.tape),
  };
}

export function toBalance({ asset, total, locked }: BalanceRow): Balance {
  return { asset, total: from(total), locked: from(locked) };
}

export function toOrder(row: OrderRow): BookOrder {
  const { id, pair, side, type, link, status, at } = row;
  return {
    ...{ id, pair, side, type, link, status, at, timeInForce: row.time_in_force },
    clientOrderId: row.is_forced === 1 ? null : row.client_order_id,
    postOnly: row.post_only === 1,
    reduceOnly: row.reduce_only === 1,
    quantity: from(row.quantity),
    bound: decimalOrNull(row.bound),
    marginPrice: decimalOrNull(row.margin_price),
    stop: toStop(row),
    filled: from(row.filled),
    isResting: row.is_resting === 1,
  };
}

export function toFill(row: FillRow): BookFill {
  return {
    id: row.fill_id,
    order: toOrder(row),
    quantity: from(row.fill_quantity),
    price: from(row.price),
    cost: from(row.cost),
    fee: from(row.fee),
    feeAsset: row.fee_asset,
    feeQuote: from(row.fee_quote),
    pnl: decimalOrNull(row.pnl),
    liquidity: row.liquidity,
    at: row.fill_at,
  };
}

export function toPosition({ pair, side, quantity, cost, margin }: PositionRow): BookPosition {
  return positionOf({ pair, side, quantity: from(quantity), cost: from(cost), margin: from(margin) });
}

export function toFunding({ pair, at, asset, amount, rate }: FundingRow): VenueFunding {
  return { pair, at, asset, amount: from(amount), rate: from(rate) };
}

/** What of an order never changes, in the order of its columns. */
export function fixedColumns(order: Omit<BookOrder, "id">): (string | number | null)[] {
  const { clientOrderId, pair, side, type, timeInForce, postOnly, reduceOnly, link } = order;
  return [
    ...[clientOrderId, Number(clientOrderId === null), pair, side, type, timeInForce],
    ...[Number(postOnly), Number(reduceOnly), link],
  ];
}

/** What of an order may change, in the order of its columns. */
export function movingColumns(order: Omit<BookOrder, "id">): (string | number | null)[] {
  const { quantity, bound, marginPrice, stop, status, filled, isResting, at } = order;
  return [
    ...[text(quantity), textOrNull(bound), textOrNull(marginPrice), textOrNull(stop?.trigger), textOrNull(stop?.trail)],
    ...[status, text(filled), Number(isResting), at],
  ];
}

function toStop({ trigger_price, trail }: OrderRow): Stop | null {
  return trigger_price === null ? null : { trigger: from(trigger_price), trail: decimalOrNull(trail) };
}

function decimalOrNull(column: string | null): Decimal | null {
  return column === null ? null : from(column);
}

export function textOrNull(value: Decimal | null | undefined): string | null {
  return value == null ? null : text(value);
}
