import { type Timeframe, TIMEFRAME_MS } from "../candle.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;
/** Returns that it is taken from, and the fewest that say something. */
const RETURNS = 96;
const FEWEST = 20;

/** Of the returns from close to close up to candle `index`, as a fraction a year; null where they are too few. */
export function yearlyVolatility(closes: Float64Array, index: number, timeframe: Timeframe): number | null {
  const count = Math.min(RETURNS, index);
  if (count < FEWEST) return null;
  const returns = Array.from({ length: count }, (_, n) => {
    const [close = Number.NaN, before = Number.NaN] = [closes[index - n], closes[index - n - 1]];
    return close / before - 1;
  });
  const mean = returns.reduce((total, each) => total + each, 0) / count;
  const variance = returns.reduce((total, each) => total + (each - mean) ** 2, 0) / (count - 1);
  return Math.sqrt(variance * (YEAR_MS / TIMEFRAME_MS[timeframe]));
}
