/**
 * How an order of a simulated venue meets one event of its market. A taker pays half the spread and the slippage; a resting
 * order needs a trade beyond its limit and then pays nothing of the two; a stop waits until the price touches its trigger.
 * What was taken is gone from this event, so one order never gets more than the event holds.
 */
import type { Side } from "../market.ts";
import { compare, type Decimal, isZero, sum } from "../money.ts";

export interface WorkingOrder {
  readonly side: Side;
  /** What is still to be filled, in base currency, on the step. */
  readonly remaining: Decimal;
  /**
   * market: takes what each event gives until it is filled · gtc: the rest rests · ioc: takes once, the rest expires ·
   * fok: takes all of it at once or expires whole. Of a stop: from its touch on.
   */
  readonly kind: "market" | "gtc" | "ioc" | "fok";
  /** No fill lies beyond it; null bounds nothing. Beyond it the rest of a market order expires, too. */
  readonly limit: Decimal | null;
  /** Null: it waits for no price, or that was touched. */
  readonly stop: Stop | null;
  /** It waits in the book and is not marketable on arrival: it has lived through an event before, or is post-only. */
  readonly isResting: boolean;
}

export interface Stop {
  readonly trigger: Decimal;
  /** How far the trigger stays behind the best price since, in quote currency; null: it stands still. */
  readonly trail: Decimal | null;
}

export interface MatchRules {
  readonly tick: Decimal;
  readonly step: Decimal;
  /** Fractions of the price: 0.0001 = 0.01 %. */
  readonly halfSpread: Decimal;
  readonly slippage: Decimal;
  /** Of a bar's volume, for one order: 0.05 = 5 %; null: a bar holds as much as is asked. */
  readonly volumeShare: Decimal | null;
}

export type Liquidity = "maker" | "taker";

export interface MatchedFill {
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly liquidity: Liquidity;
}

export interface Match {
  readonly fills: readonly MatchedFill[];
  /** Null: it goes on. */
  readonly ends: "filled" | "expired" | null;
  /** As it waits afterwards. */
  readonly stop: Stop | null;
}

/** The event came and went for one that waits, or moved its trigger. */
export function waits(stop: Stop): Match {
  return { fills: [], ends: null, stop };
}

export const EXPIRED: Match = { fills: [], ends: "expired", stop: null };

/** What an order that works makes of what the event gives it. */
export function finish(order: WorkingOrder, given: readonly MatchedFill[], hitsLimit = false): Match {
  const fills = given.filter((fill) => !isZero(fill.quantity));
  const filled = sum(fills.map((fill) => fill.quantity));
  if (compare(filled, order.remaining) === 0) return { fills, ends: "filled", stop: null };
  if (order.kind === "fok") return EXPIRED;
  const expires = order.kind === "ioc" || (order.kind === "market" && hitsLimit);
  return { fills, ends: expires ? "expired" : null, stop: null };
}

/** False where nothing is to be written down: all is as it was before the event. */
export function hasMoved(order: WorkingOrder, { fills, ends, stop }: Match): boolean {
  return fills.length > 0 || ends !== null || stop !== order.stop || (stop === null && !order.isResting);
}
