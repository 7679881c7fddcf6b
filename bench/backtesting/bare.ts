/**
 * The same idea as a loop that a patient person would write by hand: the same indicators and rules in doubles over the same
 * arrays, without orders, books, partial fills, limits or money. What the desk's engine is held against.
 */
import type { CandleColumns } from "../../src/domain/candle-columns.ts";

export interface Bare {
  readonly trips: number;
  readonly final: number;
  readonly equity: Float64Array;
}

export const RULES = {
  ...{ fast: 12, slow: 26, range: 14, stop: 2, target: 2 },
  ...{ capital: 10_000, risk: 0.01, most: 0.1, fee: 0.001, halfSpread: 0.0001, slippage: 0.0001, share: 0.05 },
} as const;

export function runBare({ open, high, low, close, volume }: CandleColumns): Bare {
  const { fast, slow, range, stop, target, risk, most, fee, halfSpread, slippage, share } = RULES;
  const [quick, calm, wide] = [emaOf(close, fast), emaOf(close, slow), rangeOf({ high, low, close }, range)];
  const worse = halfSpread + slippage;
  const equity = new Float64Array(close.length);
  let [cash, held, stopAt, targetAt, trips] = [Number(RULES.capital), 0, 0, 0, 0];
  let [buys, sells] = [0, false];
  for (let i = 0; i < close.length; i += 1) {
    const [begin, end] = [Number(open[i]), Number(close[i])];
    if (buys > 0) {
      const price = begin * (1 + worse);
      held = Math.min(buys, Number(volume[i]) * share);
      cash -= held * price * (1 + fee);
      buys = 0;
    } else if (held > 0) {
      const sold = soldAt(sells, begin, Number(low[i]), Number(high[i]), stopAt, targetAt, worse);
      if (sold > 0) {
        cash += held * sold * (1 - fee);
        [held, sells] = [0, false];
        trips += 1;
      }
    }
    equity[i] = cash + held * end;
    const [before, now] = [Number(quick[i - 1]) - Number(calm[i - 1]), Number(quick[i]) - Number(calm[i])];
    if (held === 0 && before <= 0 && now > 0) {
      const away = stop * Number(wide[i]);
      [stopAt, targetAt] = [end - away, end + target * away];
      buys = Math.min((cash * risk) / (away / end + 2 * fee), cash * most) / end;
    } else if (held > 0 && before >= 0 && now < 0) sells = true;
  }
  return { trips, final: Number(equity[equity.length - 1]), equity };
}

/** 0: it is not sold. */
function soldAt(
  isAsked: boolean,
  open: number,
  low: number,
  high: number,
  stop: number,
  target: number,
  worse: number,
): number {
  if (isAsked || open <= stop) return open * (1 - worse);
  if (open > target) return open;
  if (low <= stop) return stop * (1 - worse);
  return high > target ? target : 0;
}

function emaOf(values: Float64Array, period: number): Float64Array {
  const line = new Float64Array(values.length);
  const weight = 2 / (period + 1);
  let value = Number(values[0]);
  for (let i = 0; i < values.length; i += 1) {
    value += weight * (Number(values[i]) - value);
    line[i] = i + 1 < period ? Number.NaN : value;
  }
  return line;
}

function rangeOf({ high, low, close }: Pick<CandleColumns, "high" | "low" | "close">, period: number): Float64Array {
  const line = new Float64Array(close.length);
  let value = 0;
  for (let i = 0; i < close.length; i += 1) {
    const before = i === 0 ? Number(close[0]) : Number(close[i - 1]);
    const range = Math.max(
      Number(high[i]) - Number(low[i]),
      Math.abs(Number(high[i]) - before),
      Math.abs(Number(low[i]) - before),
    );
    value += i < period ? range / period : (range - value) / period;
    line[i] = i + 1 < period ? Number.NaN : value;
  }
  return line;
}
