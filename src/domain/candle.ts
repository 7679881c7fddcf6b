import { add, type Decimal, max, min } from "./money.ts";

export const TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** How long a candle lasts, ms. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
};

/** Open time `at` in ms UTC; volume in base currency. */
export interface Candle {
  readonly at: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}

/** The open time of the candle that a moment lies in, on the UTC grid. */
export function openOf(at: number, timeframe: Timeframe): number {
  return at - (at % TIMEFRAME_MS[timeframe]);
}

/** One candle of two that follow each other. */
export function joined(earlier: Candle, later: Candle): Candle {
  return {
    at: earlier.at,
    open: earlier.open,
    high: max(earlier.high, later.high),
    low: min(earlier.low, later.low),
    close: later.close,
    volume: add(earlier.volume, later.volume),
  };
}

/**
 * Larger candles of a span, made of the smaller ones in it: oldest first, each once, on their grid. Null where one is
 * missing, for nobody knows then whether it was without trades or only not told.
 */
export function folded(
  smaller: { readonly candles: readonly Candle[]; readonly timeframe: Timeframe },
  larger: { readonly from: number; readonly to: number; readonly timeframe: Timeframe },
): Candle[] | null {
  if (smaller.candles.length !== (larger.to - larger.from) / TIMEFRAME_MS[smaller.timeframe]) return null;
  const spans = Map.groupBy(smaller.candles, ({ at }) => openOf(at, larger.timeframe));
  return Array.from(spans, ([at, within]) => ({ ...within.reduce(joined), at }));
}
