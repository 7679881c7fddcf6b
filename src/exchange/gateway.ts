/**
 * The port to an exchange. An implementation translates and nothing more: it keeps no order life, retries nothing and
 * decides nothing. Its contract suite is test/contract/gateway.ts.
 */
import type { Candle, Timeframe } from "../domain/candle.ts";
import type { Quote } from "../domain/quote.ts";
import type { ClientOrderId, ExchangeName, Pair } from "../domain/ids.ts";
import type { Market, PositionSide, Side } from "../domain/market.ts";
import type { Decimal } from "../domain/money.ts";
import type { Sendable } from "../domain/order.ts";

export interface Gateway {
  readonly exchange: ExchangeName;
  readonly mode: "paper" | "live";
  /** How long after its signing a request may still be admitted: no absence is proven before that. */
  readonly receiveWindowMs: number;
  readonly can: Capabilities;
  /** Market time, ms UTC: of the last event of a simulated source, the wall clock on a live one. */
  now(): number;
  markets(): Promise<readonly Market[]>;
  /** Null while the source has not priced the pair yet. */
  quote(pair: Pair): Promise<Quote | null>;
  /**
   * The newest candles that have closed by now(), oldest first, `limit` at most; fewer where the venue has no more.
   * A minute without trades is not there. No more than CANDLES_AT_ONCE are given.
   */
  candles(pair: Pair, timeframe: Timeframe, limit: number): Promise<readonly Candle[]>;
  /** Throws a PlacementRefused for a definite no; anything else that it throws leaves the order unknown. */
  place(order: Sendable): Promise<Ack>;
  /** Asks; the truth comes by `find`. Throws when the exchange did not take the request. */
  cancel(pair: Pair, clientOrderId: ClientOrderId): Promise<void>;
  /**
   * Changes an open order in its place; gives it as it is then. Only where `can.amends`. Throws a PlacementRefused for a
   * definite no, and the order stands as it stood; anything else that it throws leaves open which of both it is.
   */
  amend(pair: Pair, clientOrderId: ClientOrderId, terms: AmendTerms): Promise<OrderReport>;
  /** Null: the exchange answered and knows no such order. Throws when it did not answer. */
  find(pair: Pair, clientOrderId: ClientOrderId): Promise<OrderReport | null>;
  openOrders(): Promise<readonly OrderReport[]>;
  /** Own fills at or after a moment of market time (ms), oldest first. */
  fills(since: number): Promise<readonly VenueFill[]>;
  /** A coin that is left out is one of which the account holds nothing. */
  balances(): Promise<readonly VenueBalance[]>;
  /** Own positions in perpetuals, none that is flat; what is held on spot are balances. */
  positions(): Promise<readonly VenuePosition[]>;
  /** Own funding at or after a moment of market time (ms), oldest first. */
  funding(since: number): Promise<readonly VenueFunding[]>;
  /**
   * Asks for isolated margin, one position a pair and this leverage, and gives what the exchange says is so then. Throws a
   * PlacementRefused where it would not, for example while the pair has a position or orders.
   */
  setMargin(pair: Pair, leverage: Decimal): Promise<MarginTerms>;
  /** Calls back soon after an order, fill or balance of ours has changed. Returns its own end. */
  onChange(listener: () => void): () => void;
}

/** What a venue does by itself; what it cannot, the desk does in its place (EXECUTION §6). */
export interface Capabilities {
  /** Takes STOP and STOP_LIMIT, and lets them rest. */
  readonly stops: boolean;
  /** Takes TRAILING_STOP, and moves the trigger itself. */
  readonly trailing: boolean;
  /**
   * Open exits of the same `link` are of one holding, as large as the largest of them: together they lock no more than that,
   * and after a fill none of the others is larger than what is left of it; those of which nothing is left are canceled. An
   * OCO is two of them.
   */
  readonly links: boolean;
  readonly amends: boolean;
}

/** What is left out stays as it is. */
export interface AmendTerms {
  /** The whole of the order, its filled part included, in base currency; above what is filled. */
  readonly quantity?: Decimal;
  readonly limit?: Decimal;
  readonly trigger?: Decimal;
  readonly trail?: Decimal;
}

/** The exchange has taken the order; it says nothing about fills unless `report` does. */
export interface Ack {
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly pair: Pair;
  readonly side: Side;
  readonly report: OrderReport | null;
}

export interface OrderReport {
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly pair: Pair;
  readonly side: Side;
  /** A partial fill is `open` with `filled` above zero. */
  readonly status: "open" | "filled" | "canceled" | "expired" | "refused";
  readonly quantity: Decimal;
  readonly filled: Decimal;
  /** Null where nothing rests at a price. */
  readonly price: Decimal | null;
  /** Where it waits for the price, as it stands now; null once it was touched, and for what waits for none. */
  readonly trigger: Decimal | null;
  /** Market time, ms UTC. */
  readonly at: number;
}

export interface VenueFill {
  readonly exchangeTradeId: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly pair: Pair;
  readonly side: Side;
  /** Base currency. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Quote currency, the exchange's own figure. */
  readonly cost: Decimal;
  /** Above zero: paid; below: a rebate. */
  readonly fee: Decimal;
  readonly feeAsset: string;
  /** The fee in quote currency at the price of that moment. */
  readonly feeQuote: Decimal;
  /**
   * What it realised of a perpetual's position, in its settle coin, before the fee: the exchange's own figure. Zero where it
   * opened; null on spot.
   */
  readonly pnl: Decimal | null;
  /** The exchange's own doing, a liquidation: no order of ours. */
  readonly isForced: boolean;
  readonly liquidity: "maker" | "taker";
  /** Market time, ms UTC. */
  readonly at: number;
}

export interface VenueBalance {
  readonly asset: string;
  readonly total: Decimal;
  readonly available: Decimal;
  readonly locked: Decimal;
}

/** One-way: a pair has one position at most. Isolated: its margin is all that it can lose. */
export interface VenuePosition {
  readonly pair: Pair;
  readonly side: PositionSide;
  /** Base currency, above zero. */
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly mark: Decimal;
  /** In the settle coin; part of the locked balance. */
  readonly margin: Decimal;
  /** Where the mark ends it; null where no price would. */
  readonly liquidationPrice: Decimal | null;
  readonly leverage: Decimal;
}

export interface VenueFunding {
  readonly pair: Pair;
  /** The funding time, market time, ms UTC: one payment a pair and time. */
  readonly at: number;
  readonly asset: string;
  /** Above zero: received; below: paid. */
  readonly amount: Decimal;
  /** Fraction of the position's worth at its mark; above zero the longs pay. */
  readonly rate: Decimal;
}

export interface MarginTerms {
  readonly leverage: Decimal;
  readonly isIsolated: boolean;
  readonly isOneWay: boolean;
}

/**
 * The exchange's definite no: nothing was placed. `code` is the exchange's own word for it; the desk knows
 * `DuplicateClientOrderId`, `WouldTrigger` (the price is beyond the trigger already) and `WouldTake` (post-only).
 */
export class PlacementRefused extends Error {
  override readonly name = "PlacementRefused";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
