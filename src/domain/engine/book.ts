/**
 * What a strategy holds on a pair while candles pass: one value, which each step replaces. Where the desk keeps rows and the
 * exchange keeps orders, the engine keeps this, and the rules are the same functions.
 */
import type { Candle } from "../candle.ts";
import { type Exits, NO_EXITS } from "../exits.ts";
import type { Grid } from "../grid/grid.ts";
import type { OrderId } from "../ids.ts";
import type { Market } from "../market.ts";
import type { Liquidity, MatchRules, WorkingOrder } from "../matching/order.ts";
import { quoteOfBar } from "../matching/price.ts";
import { add, type Decimal, mul, ZERO } from "../money.ts";
import type { Leg } from "../order.ts";
import type { PositionBook } from "../position.ts";
import { middle, type Quote } from "../quote.ts";
import type { Limits } from "../risk/limits.ts";
import type { Breach } from "../risk/loss.ts";
import type { Risk } from "../strategy/risk.ts";

/** What a run is told once. */
export interface Setup {
  /** Spot; its fees are those of the run. */
  readonly market: Market;
  readonly rules: MatchRules;
  readonly risk: Risk;
  readonly limits: Limits;
  /** What it begins with, in quote currency. */
  readonly capital: Decimal;
  /** Of the day that the limits of a day go by. */
  readonly zone: string;
}

export interface Book {
  /** The close of the last bar that did something to it: market time, ms UTC. */
  readonly at: number;
  /** Quote currency, and what could not be sold of the base currency. */
  readonly cash: Decimal;
  readonly dust: Decimal;
  readonly held: PositionBook | null;
  /** Of what is held, or of what the entry at work is to buy. */
  readonly exits: Exits;
  /** A rule closes it at market, until nothing is left. */
  readonly isClosing: boolean;
  /** At the venue, but for those of a grid. */
  readonly orders: readonly BookOrder[];
  /** Null: no grid is laid. */
  readonly ladder: Ladder | null;
  /** A grid that was refused is not laid before then: market time, ms UTC. */
  readonly layAgainAt: number;
  /** How many were placed so far. */
  readonly placed: number;
  /** The limit of loss that was reached: a person would have to resume, so nothing more is entered. Null: none was. */
  readonly halted: Breach["rule"] | null;
  /** What the entries that were placed on a day have cost so far. */
  readonly spent: { readonly day: string; readonly cost: Decimal };
}

export interface BookOrder {
  /** Counted from 1. */
  readonly id: OrderId;
  /** What it is for as an exit; null: it enters. */
  readonly leg: Leg | null;
  /** Of a grid, counted from the lowest; null: it belongs to none. */
  readonly rung: number | null;
  /** Of an exit or a rung, as it was asked for: its trigger or limit, also once that was touched; null at market. */
  readonly level: Decimal | null;
  readonly working: WorkingOrder;
  /** Market time, ms UTC. */
  readonly placedAt: number;
}

/** A grid that is laid. */
export interface Ladder {
  readonly grid: Grid;
  /** Its levels. */
  readonly prices: Float64Array;
  /** From the lowest. */
  readonly rungs: readonly Rung[];
}

export interface Rung {
  /** At the venue; null: it waits for the price. */
  readonly order: BookOrder | null;
  /** What it has bought and not yet sold. */
  readonly position: PositionBook;
}

export interface BookedFill {
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Quote currency. */
  readonly cost: Decimal;
  readonly fee: Decimal;
  readonly liquidity: Liquidity;
  /** Net of fees, in quote; null of an entry. */
  readonly realized: Decimal | null;
}

/** `at`: market time, ms UTC. */
export type Effect = { readonly at: number } & (
  | { readonly kind: "placed"; readonly order: BookOrder }
  | { readonly kind: "filled"; readonly order: BookOrder; readonly fill: BookedFill }
  | { readonly kind: "ended"; readonly order: BookOrder; readonly how: "expired" | "canceled" }
  /** Too little of what was held is left to be sold: the position is over, the rest stays as a coin. */
  | { readonly kind: "left"; readonly quantity: Decimal }
  | { readonly kind: "refused"; readonly rule: string; readonly sentence: string }
  | { readonly kind: "halted"; readonly rule: Breach["rule"] }
);

/** A book while one step changes it: nobody else has seen it. */
export type Draft = { -readonly [Key in keyof Book]: Book[Key] } & { readonly effects: Effect[] };

export function emptyBook({ capital }: Pick<Setup, "capital">): Book {
  return {
    ...{ at: 0, cash: capital, dust: ZERO, held: null, exits: NO_EXITS, isClosing: false, orders: [], ladder: null },
    layAgainAt: 0,
    ...{ placed: 0, halted: null, spent: { day: "", cost: ZERO } },
  };
}

/** What the last bar leaves behind. */
export function quoteAfter({ market, rules }: Pick<Setup, "market" | "rules">, bar: Candle, at: number): Quote {
  return quoteOfBar(market.pair, at, bar, rules);
}

/** With what it holds at the middle of the best prices, in quote currency. */
export function equityAt({ cash, dust, held }: Pick<Book, "cash" | "dust" | "held">, quote: Quote): Decimal {
  return add(cash, mul(add(dust, held?.quantity ?? ZERO), middle(quote)));
}
