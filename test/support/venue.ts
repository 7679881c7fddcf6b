/**
 * An exchange under the test's hand: it fills what the test says, when it says so, and keeps its own book in another
 * arithmetic (decimal.js), so that the desk's book has something to be compared with.
 */
import { Decimal as Oracle } from "decimal.js";

import type { Candle, Timeframe } from "../../src/domain/candle.ts";
import type { Quote } from "../../src/domain/quote.ts";
import type { ClientOrderId, ExchangeName, Pair } from "../../src/domain/ids.ts";
import { assetsOf, type Market, type Side } from "../../src/domain/market.ts";
import { type Decimal, from, text } from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import {
  type Ack,
  type AmendTerms,
  type Capabilities,
  type Gateway,
  type MarginTerms,
  type OrderReport,
  PlacementRefused,
  type VenueBalance,
  type VenueFill,
  type VenueFunding,
  type VenuePosition,
} from "../../src/exchange/gateway.ts";

import { PerpetualBook } from "./perpetual-book.ts";
import { reportOf, type VenueOrder } from "./venue-order.ts";

const Exact = Oracle.clone({ precision: 100 });
const ZERO = new Exact(0);

export const BTC = "BTC/USDT" as Pair;
export const BTC_PERPETUAL = "BTC/USDT:USDT" as Pair;

/** dies: the desk is killed in the middle of the call, before or after the exchange has taken the order. */
export type Fault = "refuse" | "lost before" | "lost after" | "nonsense" | "dies before" | "dies after";

export function testMarket(changes: Partial<Market> = {}): Market {
  return {
    exchange: "paper" as ExchangeName,
    pair: BTC,
    base: "BTC",
    quote: "USDT",
    settle: null,
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
  can: Capabilities = { stops: false, trailing: false, links: false, amends: false };
  /** What the next placements meet; then all are well again. */
  faults: Fault[] = [];
  /** While set, every call fails: no knowledge. */
  isDown = false;
  /** What the faults that kill do to the desk. */
  killDesk: () => void = () => undefined;
  #during: { readonly answer: string; readonly happen: () => void } | null = null;
  price = "46250";
  /** Market time of the last quote, where the feed has stalled. */
  stalledAt: number | null = null;
  /** Price and quantity of what is offered, the best first; none where the source has bars alone. */
  asks: readonly (readonly [price: string, quantity: string])[] = [];
  /** What it tells of its past. */
  bars: (timeframe: Timeframe) => Promise<readonly Candle[]> = async () => [];
  readonly orders = new Map<string, VenueOrder>();
  readonly perpetuals = new PerpetualBook();
  readonly #fills: VenueFill[] = [];
  readonly #payments: VenueFunding[] = [];
  readonly #withheld = new Set<VenueFill>();
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
    const asks = this.asks.map(([level, quantity]) => ({ price: from(level), quantity: from(quantity) }));
    return { pair, at: this.stalledAt ?? this.#now, bid: price, ask: price, last: price, book: { bids: [], asks } };
  }

  async candles(_pair: Pair, timeframe: Timeframe, limit: number): Promise<readonly Candle[]> {
    return (await this.bars(timeframe)).slice(-limit);
  }

  async place(order: Sendable): Promise<Ack> {
    const fault = this.faults.shift();
    if (fault === "refuse") throw new PlacementRefused("InsufficientFunds", "The exchange says: insufficient funds.");
    if (fault === "dies before" || fault === "dies after") this.killDesk();
    if (fault === "lost before" || fault === "dies before") throw new Error("socket hang up");
    this.#answers();
    if (order.trigger !== null && !this.can.stops) throw new PlacementRefused("NotSupported", "It knows no stops.");
    if (order.trigger !== null) this.#refuseTriggered(order.side, order.trigger);
    if (this.orders.has(order.clientOrderId)) throw new PlacementRefused("DuplicateClientOrderId", "It has that id.");
    const placed: VenueOrder = { ...order, exchangeOrderId: `v${this.#next++}`, status: "open", filled: ZERO };
    this.orders.set(order.clientOrderId, placed);
    if (fault === "lost after" || fault === "dies after") throw new Error("read ECONNRESET");
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

  async amend(_pair: Pair, clientOrderId: ClientOrderId, terms: AmendTerms): Promise<OrderReport> {
    const fault = this.faults.shift();
    if (fault === "lost before") throw new Error("socket hang up");
    this.#answers();
    if (fault === "refuse" || !this.can.amends) throw new PlacementRefused("NotSupported", "It changes no order.");
    const order = this.#order(clientOrderId);
    if (order.status !== "open") throw new PlacementRefused("OrderNotFound", "That order is over.");
    if (terms.trigger !== undefined) this.#refuseTriggered(order.side, terms.trigger);
    Object.assign(order, terms);
    if (fault === "lost after") throw new Error("read ECONNRESET");
    return reportOf(order, this.#now);
  }

  async find(_pair: Pair, clientOrderId: ClientOrderId): Promise<OrderReport | null> {
    this.#answers();
    const order = this.orders.get(clientOrderId);
    return order === undefined ? null : reportOf(order, this.#now);
  }

  async openOrders(): Promise<readonly OrderReport[]> {
    this.#answers();
    const open = [...this.orders.values()].filter((order) => order.status === "open");
    const reports = open.map((order) => reportOf(order, this.#now));
    this.#answered("openOrders");
    return reports;
  }

  async fills(since: number): Promise<readonly VenueFill[]> {
    this.#answers();
    return this.#fills.filter((fill) => fill.at >= since && !this.#withheld.has(fill));
  }

  async balances(): Promise<readonly VenueBalance[]> {
    this.#answers();
    const balances = [...this.#totals].map(([asset, total]) => {
      const locked = Exact.min(Exact.max(total, 0), this.#lockedIn(asset));
      const available = Exact.max(total.minus(locked), 0);
      return {
        asset,
        total: from(total.toFixed()),
        available: from(available.toFixed()),
        locked: from(locked.toFixed()),
      };
    });
    this.#answered("balances");
    return balances;
  }

  async positions(): Promise<readonly VenuePosition[]> {
    this.#answers();
    return this.perpetuals.positions(this.price);
  }

  async funding(since: number): Promise<readonly VenueFunding[]> {
    this.#answers();
    return this.#payments.filter(({ at }) => at >= since);
  }

  async setMargin(_pair: Pair, leverage: Decimal): Promise<MarginTerms> {
    this.#answers();
    const { refuses, answers } = this.perpetuals;
    if (refuses !== null) throw new PlacementRefused("NotAllowed", refuses);
    this.perpetuals.leverage = text(leverage);
    return { leverage, isIsolated: true, isOneWay: true, ...answers };
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
    const { base, quote, settle } = assetsOf(order.pair);
    const pnl = settle === null ? null : this.perpetuals.fill(order.pair, order.side, quantity, options.price);
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
      pnl: pnl === null ? null : from(pnl.toFixed()),
      isForced: false,
      liquidity: "taker",
      at: this.#now,
    };
    this.#fills.push(fill);
    order.filled = order.filled.plus(quantity);
    if (order.status === "open" && order.filled.gte(text(order.quantity))) order.status = "filled";
    if (this.can.links && order.link !== null) this.#lowerSiblings(order, quantity);
    const way = order.side === "BUY" ? 1 : -1;
    if (pnl === null) {
      this.move(base, quantity.times(way).toFixed());
      this.move(quote, cost.times(-way).toFixed());
    } else this.move(quote, pnl.toFixed());
    this.move(feeAsset, new Exact(fee).negated().toFixed());
    return fill;
  }

  /** The exchange ends a position by itself, and cancels what rests there. */
  liquidate(pair: Pair, price: string): void {
    const held = this.perpetuals.quantity(pair);
    const side = held.isPositive() ? "SELL" : "BUY";
    const id = `liquidation${this.#next++}`;
    this.plant(id, { pair, side, quantity: from(held.abs().toFixed()) });
    const fill = this.fill(id, { price });
    this.#fills[this.#fills.length - 1] = { ...fill, clientOrderId: null, isForced: true };
    this.orders.delete(id);
    for (const order of this.orders.values())
      if (order.pair === pair && order.status === "open") order.status = "canceled";
  }

  /** Above zero: received. */
  pay(pair: Pair, amount: string): void {
    const { settle } = assetsOf(pair);
    if (settle === null) throw new Error(`${pair} is no perpetual`);
    this.#payments.push({ pair, at: this.#now, asset: settle, amount: from(amount), rate: from("0.0001") });
    this.move(settle, amount);
  }

  /** What one of a link has sold is taken off the others. */
  #lowerSiblings(seller: VenueOrder, sold: Oracle): void {
    const linked = [...this.orders.values()].filter(({ link, status }) => link === seller.link && status === "open");
    const restOf = ({ quantity, filled }: VenueOrder): Oracle => new Exact(text(quantity)).minus(filled);
    const holding = Exact.max(restOf(seller).plus(sold), ...linked.map(restOf)).minus(sold);
    for (const other of linked.filter((each) => each !== seller)) {
      const left = Exact.min(restOf(other), holding);
      Object.assign(other, { quantity: from(other.filled.plus(left).toFixed()) });
      if (left.isZero()) other.status = "canceled";
    }
  }

  #refuseTriggered(side: Side, trigger: Decimal): void {
    const price = new Exact(this.price);
    if (side === "SELL" ? price.lte(text(trigger)) : price.gte(text(trigger)))
      throw new PlacementRefused("WouldTrigger", "It would trigger at once.");
  }

  /** Lets something happen right after that answer of the next look, before the later ones. */
  during(answer: "openOrders" | "balances", happen: () => void): void {
    this.#during = { answer, happen };
  }

  /** The same fill is delivered once more. */
  repeat(fill: VenueFill): void {
    this.#fills.push(fill);
  }

  /** The fill counts in order and balance, but is not yet listed. */
  withhold(fill: VenueFill): void {
    this.#withheld.add(fill);
  }

  releaseFills(): void {
    this.#withheld.clear();
  }

  /** Ends an order by the exchange's own will. */
  end(clientOrderId: string, status: "canceled" | "expired" | "refused"): void {
    this.#order(clientOrderId).status = status;
  }

  /** Money that comes or goes by another hand. */
  move(asset: string, amount: string): void {
    this.#totals.set(asset, (this.#totals.get(asset) ?? ZERO).plus(amount));
  }

  assets(): string[] {
    return [...this.#totals.keys()];
  }

  /** What an open order still wants, in base currency; null for one that is over. */
  leftOf(clientOrderId: string): Decimal | null {
    const order = this.#order(clientOrderId);
    return order.status === "open" ? from(new Exact(text(order.quantity)).minus(order.filled).toFixed()) : null;
  }

  total(asset: string): string {
    return (this.#totals.get(asset) ?? ZERO).toFixed();
  }

  /** An order that is in the exchange's book though it took none from this desk. */
  plant(clientOrderId: string, terms: Partial<Pick<Sendable, "pair" | "side" | "quantity">> = {}): void {
    const order = { pair: BTC, side: "BUY", quantity: from("0.01"), limit: from("40000"), timeInForce: "GTC" } as const;
    this.orders.set(clientOrderId, {
      ...order,
      ...terms,
      clientOrderId: clientOrderId as ClientOrderId,
      exchangeOrderId: `v${this.#next++}`,
      status: "open",
      filled: ZERO,
    } as unknown as VenueOrder);
  }

  #lockedIn(asset: string): Oracle {
    let locked = ZERO;
    const linked = new Map<string, Oracle>();
    for (const order of this.orders.values()) {
      const { base, quote, settle } = assetsOf(order.pair);
      if (order.status !== "open" || settle !== null) continue;
      const left = new Exact(text(order.quantity)).minus(order.filled);
      if (order.side === "SELL" && base === asset) {
        if (order.link === null) locked = locked.plus(left);
        else linked.set(order.link, Exact.max(linked.get(order.link) ?? ZERO, left));
      }
      if (order.side === "BUY" && quote === asset && order.limit !== null)
        locked = locked.plus(left.times(text(order.limit)));
    }
    return [...linked.values()].reduce((all, one) => all.plus(one), locked);
  }

  #answered(answer: string): void {
    if (this.#during?.answer !== answer) return;
    const { happen } = this.#during;
    this.#during = null;
    happen();
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
