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
