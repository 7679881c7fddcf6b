/** The things of the plain model (plain-desk.ts): orders, fills, positions, in decimal.js. */
import { Decimal as Oracle } from "decimal.js";

import type { State } from "../../src/domain/order.ts";

export const Exact = Oracle.clone({ precision: 100 });
export const ZERO = new Exact(0);
const STEP = "0.0001";

export interface PlainOrder {
  readonly id: number;
  readonly pair: string;
  readonly side: "BUY" | "SELL";
  readonly isMarket: boolean;
  quantity: Oracle;
  /** The limit, or the quote of the card. */
  price: Oracle;
  state: State;
  version: number;
  filled: Oracle;
  sendCount: number;
  expiresAt: number;
  updatedAt: number;
  sentAt: number;
  /** When a cancel was last asked for. */
  cancelWishedAt: number | null;
  /** The one that its last fill opened, raised or lowered. */
  position: PlainPosition | null;
  /** What the exchange has of it. */
  atVenue: { status: "open" | "filled" | "canceled" | "expired" | "refused"; filled: Oracle } | null;
}

export interface PlainPosition {
  readonly pair: string;
  /** Base currency. */
  quantity: Oracle;
}

export interface PlainFill {
  readonly order: PlainOrder;
  readonly quantity: Oracle;
  readonly price: Oracle;
  readonly fee: Oracle;
  readonly feeAsset: string;
  isBooked: boolean;
  isWithheld: boolean;
}

/** It was refused or never placed, and yet it rests at the exchange. */
export function hasRisen({ state, atVenue }: PlainOrder): boolean {
  return (state === "refused" || state === "not_placed") && atVenue?.status === "open";
}

export function averageOf(fills: readonly PlainFill[]): Oracle {
  const quantity = Exact.sum(0, ...fills.map((fill) => fill.quantity));
  return quantity.isZero() ? ZERO : Exact.sum(0, ...fills.map((f) => f.quantity.times(f.price))).div(quantity);
}

/** Where the exchange says that more is filled than its trades have shown. */
export function isBehind({ atVenue, filled }: PlainOrder): boolean {
  return atVenue !== null && atVenue.filled.gt(filled);
}

export function moveMoney(book: Map<string, Oracle>, fill: Omit<PlainFill, "isBooked">): void {
  const [base = "", quote = ""] = fill.order.pair.split("/");
  const way = fill.order.side === "BUY" ? 1 : -1;
  const move = (asset: string, amount: Oracle): void => void book.set(asset, (book.get(asset) ?? ZERO).plus(amount));
  move(base, fill.quantity.times(way));
  move(quote, fill.quantity.times(fill.price).times(-way));
  move(fill.feeAsset, fill.fee.negated());
}

export function isClosable(quantity: Oracle, price: Oracle): boolean {
  const rounded = onStep(quantity);
  return rounded.gte(STEP) && rounded.times(price).gte(5);
}

export function onStep(quantity: Oracle): Oracle {
  return quantity.toNearest(STEP, Oracle.ROUND_DOWN);
}

export function baseOf(pair: string): string {
  return pair.split("/")[0] ?? "";
}
