/** What the cards of an order are made of: the row, and what was worked out around it. */
import type { CandleChart } from "../../domain/chart.ts";
import type { Decimal } from "../../domain/money.ts";
import type { Leg, OrderType, Purpose, State } from "../../domain/order.ts";
import type { Side } from "../../domain/market.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { Line } from "../../domain/reply.ts";

export interface OrderFacts {
  readonly id: number;
  readonly version: number;
  readonly state: State;
  readonly purpose: Purpose;
  readonly side: Side;
  readonly type: OrderType;
  readonly pair: string;
  readonly base: string;
  readonly quote: string;
  readonly exchange: string;
  readonly mode: "paper" | "live";
  /** Decimal places of the market's tick. */
  readonly pricePlaces: number;
  /** Base currency. */
  readonly quantity: Decimal;
  readonly limit: Decimal | null;
  /** The price that the card shows, and that the band is measured from. */
  readonly quotePrice: Decimal;
  /** Quote currency. */
  readonly feeEstimate: Decimal;
  /** Null where there is no book to walk. */
  readonly slippagePercent: Decimal | null;
  /** Null once it is decided. */
  readonly after: AfterFacts | null;
  /** Null once it is decided, and where there were no candles in time. */
  readonly chart: CandleChart | null;
  readonly proposedBy: string;
  /** What a strategy decided on; null for what a person asked for. */
  readonly evidence: Evidence | null;
  /** Of a strategy in mode auto: nobody was asked. */
  readonly isAuto: boolean;
  readonly needsApproval: boolean;
  /** Above this limit, in words, another person must approve; the first of the two proposed it. Null where one is enough. */
  readonly fourEyes: { readonly limit: string; readonly first: Decision } | null;
  /** People's time, ms UTC. */
  readonly expiresAt: number | null;
  /** The drift from `quotePrice` that an approval covers, both ways. */
  readonly validPercent: Decimal | null;
  /** How far the price had moved when this version was made; null for a first version. */
  readonly requotedPercent: Decimal | null;
  /** True where the half is above the market's minimum. */
  readonly offersHalf: boolean;
  /** What it is, or is to be, protected by; both null without. */
  readonly exits: ExitsFacts;
  /** Of an exit that belongs to a position by itself. */
  readonly leg: Leg | null;
  /** Of a stop: where it becomes an order. */
  readonly trigger: Decimal | null;
  /** What was changed on the way and must be said: a price that was rounded. */
  readonly notes: readonly Line[];
  readonly decided: Decision | null;
  /** A person's reason, a rule's or the exchange's sentence. */
  readonly reason: string | null;
  /** Base currency. */
  readonly filled: Decimal;
  readonly average: Decimal | null;
  /** Quote currency spent or received, without fees. */
  readonly cost: Decimal;
  /** Quote currency. */
  readonly fees: Decimal;
  /** What an exit realised, net of its fees, in quote currency. */
  readonly profit: { readonly amount: Decimal; readonly isRoundTrip: boolean } | null;
  readonly cancelRequested: boolean;
  /** Who or what asked for the cancel; null where nobody did, or it is not known. */
  readonly canceledBy: Canceler | null;
  /** The position that it is part of is closed. */
  readonly isClosed: boolean;
  /** EXECUTION's words: `protected by the exchange`, `none was asked for` …; empty for what opens no position. */
  readonly protection: Line;
}

export interface ExitsFacts {
  readonly stop: {
    readonly price: Decimal;
    /** Of the entry's price, below zero. */
    readonly percent: Decimal;
    /** What is lost there in quote currency, fees of both ways included. */
    readonly risk: Decimal;
    /** How far it follows behind the best price, in quote currency; null: it stands. */
    readonly trail: Decimal | null;
  } | null;
  readonly target: {
    readonly price: Decimal;
    readonly percent: Decimal;
    /** Of the risk, net of fees; null without a stop. */
    readonly multiple: Decimal | null;
  } | null;
}

export interface Canceler {
  readonly by: string;
  /** People's time, ms UTC. */
  readonly at: number;
  /** halt, panic: that of `by` took it along. */
  readonly through: "word" | "halt" | "panic";
  /** The halt's. */
  readonly reason: string | null;
}

/** What the account would look like, in percent of equity and in quote currency. */
export interface AfterFacts {
  /** Null where something held has no price. */
  readonly exposureBefore: Decimal | null;
  readonly exposureAfter: Decimal | null;
  readonly free: Decimal;
}

export interface Decision {
  readonly by: string;
  /** The platform: `telegram`, `discord`, `local`. */
  readonly on: string;
  /** People's time, ms UTC. */
  readonly at: number;
}
