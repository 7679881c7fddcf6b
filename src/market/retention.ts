/** How much history an account's markets keep: each series has a bound, so that the file cannot grow for ever. */
import { type Timeframe, TIMEFRAME_MS } from "../domain/candle.ts";
import { type CandleKey, type CandleStore, IMPORTED } from "../series/store.ts";

/** Days of market time: about a million candles a pair. */
const KEEP_DAYS: Readonly<Record<Timeframe, number>> = {
  "1m": 400,
  "5m": 800,
  "15m": 1_200,
  "1h": 4_000,
  "4h": 8_000,
  "1d": 16_000,
};

const DAY_MS = TIMEFRAME_MS["1d"];

/**
 * Removes what is older than is kept, counted from a moment of market time. Gives how many candles. What people imported goes
 * when they say so, and never by its age.
 */
export async function pruneCandles(candles: CandleStore, key: CandleKey, now: number): Promise<number> {
  if (key.source === IMPORTED) return 0;
  return candles.remove(key, { from: 0, to: Math.max(0, now - KEEP_DAYS[key.timeframe] * DAY_MS) });
}
