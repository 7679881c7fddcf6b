import type { Pair } from "./ids.ts";
import type { Decimal } from "./money.ts";

export const TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;

/** Open time `at` in ms UTC; volume in base currency. */
export interface Candle {
  readonly at: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}

export interface Level {
  readonly price: Decimal;
  /** Base currency. */
  readonly quantity: Decimal;
}

/** The best prices at a moment of market time; `book` is empty where the source has bars alone. */
export interface Quote {
  readonly pair: Pair;
  /** ms UTC, market time. */
  readonly at: number;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  readonly book: { readonly bids: readonly Level[]; readonly asks: readonly Level[] };
}
