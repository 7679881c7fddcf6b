/** What the cards of /drift say, as facts. */
import type { Side } from "../../domain/market.ts";
import type { Decimal } from "../../domain/money.ts";
import type { Purpose } from "../../domain/order.ts";
import type { Account } from "../words.ts";

/** An account that was compared. */
export interface ComparedFacts extends Account {
  /** When the exchange was asked; people's time, ms UTC. */
  readonly at: number;
  /** Of which either side holds some. */
  readonly assets: number;
  /** Open there, and in the book. */
  readonly orders: number;
  readonly differences: readonly DifferenceFacts[];
  readonly orphans: readonly OrphanFacts[];
  readonly foreign: readonly ForeignFacts[];
  /** Perpetuals of which there is more or less than in the book. */
  readonly positions: readonly PositionDriftFacts[];
  /** Live in the book, and not known there. */
  readonly missing: readonly number[];
}

/** An account of which nothing is known now, and why. */
export interface SilentFacts extends Account {
  readonly sentence: string;
}

export interface PositionDriftFacts {
  readonly pair: string;
  /** Base currency, below zero: short. */
  readonly ours: Decimal;
  readonly theirs: Decimal;
}

export interface DifferenceFacts {
  readonly asset: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** The exchange's less the book's. */
  readonly change: Decimal;
  /** Of what is missing, the part that no position holds. */
  readonly fromInventory: Decimal;
  /** The positions that the coin backs. */
  readonly positions: readonly HeldFacts[];
  /** What may explain it in a moment: until then nothing is offered. */
  readonly suspects: readonly string[];
  /** Exits to be canceled first: they sell more than would be left. */
  readonly inTheWay: readonly number[];
  readonly ignored: IgnoredFacts | null;
}

export interface HeldFacts {
  readonly pair: string;
  readonly strategy: string;
  readonly quantity: Decimal;
  /** What would be left of it. */
  readonly left: Decimal;
  readonly canBeSold: boolean;
  /** What is left is too small to sell: it goes to the inventory. */
  readonly isDust: boolean;
}

export interface IgnoredFacts {
  readonly by: string;
  readonly at: number;
}

/** An order of ours at the exchange without a record here. */
export interface OrphanFacts {
  /** The exchange's number of it, or where it does not tell one, ours. */
  readonly ref: string;
  /** Null where the exchange does not know it any more. */
  readonly order: StrayFacts | null;
  /** Its trades that the exchange tells of, in base currency. */
  readonly told: Decimal;
  /** It is over, and not all that was filled has a trade. */
  readonly lacksTrades: boolean;
}

export interface StrayFacts {
  readonly side: Side;
  /** What its record would say. */
  readonly purpose: Purpose;
  readonly pair: string;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  /** Null where it rests at no price. */
  readonly price: Decimal | null;
  readonly pricePlaces: number;
  /** As the exchange says it. */
  readonly status: string;
  readonly isOpen: boolean;
}

export interface ForeignFacts {
  readonly ref: string;
  readonly order: StrayFacts;
  readonly whose: "foreign" | "other" | "accepted";
}
