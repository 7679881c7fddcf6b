/** How far the market has moved from a proposal's price, against how far it may: figures for the gauge. Pure. */
import { type Decimal, div, from, HUNDRED, isZero, mul, sub, toNumber } from "../../../domain/money.ts";
import { takerPrice } from "../../../domain/quote.ts";
import type { PriceView, WaitingView } from "../protocol.ts";

export interface Drift {
  /** What a taker would meet now. */
  readonly price: Decimal;
  readonly places: number;
  readonly percent: Decimal;
  readonly validPercent: string;
  /** Where the mark stands: −1 and 1 are the ends of the band. */
  readonly position: number;
  /** Past four fifths of the way: the next move may end it. */
  readonly isNear: boolean;
}

const NEAR = 0.8;
const PERCENT_PLACES = 4;

/** Null where nothing is measured: an order with a price of its own, or a market without one. */
export function driftOf(waiting: WaitingView, price: PriceView | undefined): Drift | null {
  const quoted = from(waiting.quotePrice);
  if (waiting.validPercent === null || price === undefined || isZero(quoted)) return null;
  const now = takerPrice(waiting.side, { bid: from(price.bid), ask: from(price.ask) });
  const percent = div(mul(sub(now, quoted), HUNDRED), quoted, PERCENT_PLACES);
  const share = toNumber(percent) / Number(waiting.validPercent);
  return {
    price: now,
    places: price.places,
    percent,
    validPercent: waiting.validPercent,
    position: Math.min(1, Math.max(-1, share)),
    isNear: Math.abs(share) >= NEAR,
  };
}

const LAST_MS = 60_000;

/** Nothing blinks: it turns amber. */
export function isLastMinute(until: number | null, now: number): boolean {
  return until !== null && until - now < LAST_MS;
}

const LAST_SHARE = 0.2;

/** Of a question that has no minute to begin with: its last fifth. */
export function isLastFifth(since: number, until: number | null, now: number): boolean {
  return until !== null && shareLeft(since, until, now) < LAST_SHARE;
}

/** The share of its time that a proposal has left, 0 to 1. */
export function shareLeft(since: number, until: number, now: number): number {
  if (until <= since) return 0;
  return Math.min(1, Math.max(0, (until - now) / (until - since)));
}
