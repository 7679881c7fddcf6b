import type { CandleColumns } from "../candle-columns.ts";
export function atr({ high, low, close }: CandleColumns, period: number): Float64Array {
  const out = new Float64Array(close.length).fill(Number.NaN);
  let sum = 0;
  for (let i = 0; i < close.length; i++) {
    const h = high[i] ?? 0,
      l = low[i] ?? 0,
      c = close[i - 1] ?? close[i] ?? 0;
    const tr = i === 0 ? h - l : Math.max(h - l, Math.abs(h - c), Math.abs(l - c));
    if (i < period) sum += tr;
    if (i === period - 1) out[i] = sum / period;
    else if (i >= period) out[i] = ((out[i - 1] ?? 0) * (period - 1) + tr) / period;
  }
  return out;
}
