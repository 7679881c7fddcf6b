export function ema(values: Float64Array, period: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  const k = 2 / (period + 1);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] ?? 0;
    if (i < period) sum += v;
    if (i === period - 1) out[i] = sum / period;
    else if (i >= period) out[i] = v * k + (out[i - 1] ?? 0) * (1 - k);
  }
  return out;
}
