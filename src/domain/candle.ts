import { add, type Decimal, max, min, ZERO } from "./money.ts";

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

/** As many candles as an exchange gives in one answer. */
export const CANDLES_AT_ONCE = 1_500;

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

/** Minutes, or larger candles, without trades that are read as flat ones; a longer gap breaks the series. */
export const LONGEST_GAP = 60;

/** The part up to the newest (its open time, ms UTC) that has no long gap; short ones are filled with flat candles of no volume. */
export function unbroken(told: readonly Candle[], newest: number, timeframe: Timeframe): Candle[] {
  const step = TIMEFRAME_MS[timeframe];
  const whole: Candle[] = [];
  for (const candle of told) {
    bridge(whole, candle.at, step);
    whole.push(candle);
  }
  bridge(whole, newest + step, step);
  return whole;
}

/** Up to the candle before `next`; nothing of it stays where the gap is too long. */
function bridge(whole: Candle[], next: number, step: number): void {
  const last = whole.at(-1);
  if (last === undefined) return;
  if ((next - last.at) / step - 1 > LONGEST_GAP) whole.length = 0;
  else for (let at = last.at + step; at < next; at += step) whole.push(flatAt(at, last));
}

function flatAt(at: number, { close }: Candle): Candle {
  return { at, open: close, high: close, low: close, close, volume: ZERO };
}
