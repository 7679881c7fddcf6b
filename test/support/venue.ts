/**
 * An exchange under the test's hand: it fills what the test says, when it says so, and keeps its own book in another
 * arithmetic (decimal.js), so that the desk's book has something to be compared with.
 */
import { Decimal as Oracle } from "decimal.js";

import type { Quote } from "../../src/domain/candle.ts";
import type { ClientOrderId, ExchangeName, Pair } from "../../src/domain/ids.ts";
import type { Market, Side } from "../../src/domain/market.ts";
import { from, text } from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import {
  type Ack,
  type Gateway,
  type OrderReport,
  PlacementRefused,
  type VenueBalance,
  type VenueFill,
} from "../../src/exchange/gateway.ts";

const Exact = Oracle.clone({ precision: 100 });
const ZERO = new Exact(0);

export const BTC = "BTC/USDT" as Pair;

export function testMarket(changes: Partial<Market> = {}): Market {
  return {
    exchange: "paper" as ExchangeName,
    pair: BTC,
    base: "BTC",
    quote: "USDT",
    tick: from("0.1"),
    step: from("0.0001"),
    minAmount: from("0.0001"),
    maxAmount: null,
    minCost: from("5"),
    maker: from("0.001"),
    taker: from("0.001"),
    ...changes,
  };
}

interface VenueOrder extends Sendable {
  readonly exchangeOrderId: string;
  status: OrderReport["status"];
  filled: Oracle;
}

export interface FillOptions {
  readonly price: string;
  /** Default: what is left. */
  readonly quantity?: string;
  readonly fee?: string;
  readonly feeAsset?: string;
  readonly feeQuote?: string;
  /** Default: the next number. */
  readonly id?: string;
}

export class TestVenue implements Gateway {
  readonly exchange = "paper" as ExchangeName;
  readonly mode = "paper";
  readonly receiveWindowMs: number = 0;
  /** What the next placements meet; then all are well again. */
  faults: ("refuse" | "lost before" | "lost after" | "nonsense")[] = [];
  /** While set, every look fails: no knowledge. */
  isDown = false;
  price = "46250";
  readonly orders = new Map<string, VenueOrder>();
  readonly #fills: VenueFill[] = [];
  readonly #totals = new Map<string, Oracle>([["USDT", new Exact(100_000)]]);
  readonly #listeners = new Set<() => void>();
  readonly #markets: readonly Market[];
  #now: number;
  #next = 100;

  constructor(now: number, markets: readonly Market[] = [testMarket()]) {
    this.#now = now;
    this.#markets = markets;
  }

  now(): number {
    return this.#now;
  }

  async markets(): Promise<readonly Market[]> {
    return this.#markets;
  }

  async quote(pair: Pair): Promise<Quote | null> {
    const price = from(this.price);
    return { pair, at: this.#now, bid: price, ask: price, last: price, book: { bids: [], asks: [] } };
  }

  async place(order: Sendable): Promise<Ack> {
    const fault = this.faults.shift();
    if (fault === "refuse") throw new PlacementRefused("InsufficientFunds", "The exchange says: insufficient funds.");
    if (fault === "lost before") throw new Error("socket hang up");
    if (this.orders.has(order.clientOrderId)) throw new PlacementRefused("DuplicateClientOrderId", "It has that id.");
    const placed: VenueOrder = { ...order, exchangeOrderId: `v${this.#next++}`, status: "open", filled: ZERO };
    this.orders.set(order.clientOrderId, placed);
    if (fault === "lost after") throw new Error("read ECONNRESET");
    const exchangeOrderId = fault === "nonsense" ? "<html>ok</html>" : placed.exchangeOrderId;
    return {
      exchangeOrderId,
      clientOrderId: order.clientOrderId,
      pair: order.pair,
      side: order.side,
      report: reportOf(placed, this.#now),
    };
  }

  async cancel(_pair: Pair, clientOrderId: ClientOrderId): Promise<void> {
    this.#answers();
    const order = this.#order(clientOrderId);
    if (order.status !== "open") throw new Error("that order is over");
    order.status = "canceled";
  }

  async find(_pair: Pair, clientOrderId: ClientOrderId): Promise<OrderReport | null> {
    this.#answers();
    const order = this.orders.get(clientOrderId);
    return order === undefined ? null : reportOf(order, this.#now);
  }

  async openOrders(): Promise<readonly OrderReport[]> {
    this.#answers();
    return [...this.orders.values()]
      .filter((order) => order.status === "open")
      .map((order) => reportOf(order, this.#now));
  }

  async fills(since: number): Promise<readonly VenueFill[]> {
    this.#answers();
    return this.#fills.filter((fill) => fill.at >= since);
  }

  async balances(): Promise<readonly VenueBalance[]> {
    this.#answers();
    return [...this.#totals].map(([asset, total]) => ({
      asset,
      total: from(total.toFixed()),
      available: from(total.toFixed()),
      locked: from(0),
    }));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // What the test does to it.

  advance(ms: number): void {
    this.#now += ms;
  }

  fill(clientOrderId: string, options: FillOptions): VenueFill {
    const order = this.#order(clientOrderId);
    const left = new Exact(text(order.quantity)).minus(order.filled);
    const quantity = options.quantity === undefined ? left : new Exact(options.quantity);
    const cost = quantity.times(options.price);
    const [base = "", quote = ""] = order.pair.split("/");
    const fee = options.fee ?? "0";
    const feeAsset = options.feeAsset ?? quote;
    const fill: VenueFill = {
      exchangeTradeId: options.id ?? String(this.#next++),
      exchangeOrderId: order.exchangeOrderId,
      clientOrderId,
      pair: order.pair,
      side: order.side,
      quantity: from(quantity.toFixed()),
      price: from(options.price),
      cost: from(cost.toFixed()),
      fee: from(fee),
      feeAsset,
      feeQuote: from(options.feeQuote ?? (feeAsset === base ? new Exact(fee).times(options.price).toFixed() : fee)),
      liquidity: "taker",
      at: this.#now,
    };
    this.#fills.push(fill);
    order.filled = order.filled.plus(quantity);
    if (order.filled.gte(text(order.quantity))) order.status = "filled";
    const way = order.side === "BUY" ? 1 : -1;
    this.move(base, quantity.times(way).toFixed());
    this.move(quote, cost.times(-way).toFixed());
    this.move(feeAsset, new Exact(fee).negated().toFixed());
    return fill;
  }

  /** The same fill is delivered once more. */
  repeat(fill: VenueFill): void {
    this.#fills.push(fill);
  }

  expire(clientOrderId: string): void {
    this.#order(clientOrderId).status = "expired";
  }

  /** Money that comes or goes by another hand. */
  move(asset: string, amount: string): void {
    this.#totals.set(asset, (this.#totals.get(asset) ?? ZERO).plus(amount));
  }

  total(asset: string): string {
    return (this.#totals.get(asset) ?? ZERO).toFixed();
  }

  /** An order that is in the exchange's book and in nobody's rows. */
  plant(clientOrderId: string, side: Side = "BUY"): void {
    const order = { pair: BTC, side, quantity: from("0.01"), limit: from("40000"), timeInForce: "GTC" } as const;
    this.orders.set(clientOrderId, {
      ...order,
      clientOrderId: clientOrderId as ClientOrderId,
      exchangeOrderId: `v${this.#next++}`,
      status: "open",
      filled: ZERO,
    } as unknown as VenueOrder);
  }

  #order(clientOrderId: string): VenueOrder {
    const order = this.orders.get(clientOrderId);
    if (order === undefined) throw new Error(`no order ${clientOrderId} at the exchange`);
    return order;
  }

  #answers(): void {
    if (this.isDown) throw new Error("connect ECONNREFUSED");
  }
}

function reportOf(order: VenueOrder, at: number): OrderReport {
  return {
    exchangeOrderId: order.exchangeOrderId,
    clientOrderId: order.clientOrderId,
    pair: order.pair,
    side: order.side,
    status: order.status,
    quantity: order.quantity,
    filled: from(order.filled.toFixed()),
    price: order.limit,
    at,
  };
}
