/** What is true of candles whoever gives them, and a second way to fold them, in another arithmetic. */
import { Decimal as Oracle } from "decimal.js";
import { expect } from "vitest";

import { type Candle, type Timeframe, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import { less, text, ZERO } from "../../src/domain/money.ts";

const Exact = Oracle.clone({ precision: 100 });

/** Closed by `now`, in order, on the grid, high the highest and low the lowest. */
export function expectCandles(candles: readonly Candle[], timeframe: Timeframe, now: number): void {
  const times = candles.map(({ at }) => at);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  for (const { at, open, high, low, close } of candles) {
    expect(at % TIMEFRAME_MS[timeframe]).toBe(0);
    expect(at + TIMEFRAME_MS[timeframe]).toBeLessThanOrEqual(now);
    for (const price of [open, close]) expect(less(high, price) || less(price, low)).toBe(false);
  }
}

/** Minutes in larger spans, as text; of spans that are over by `now`. */
export function foldedPlain(minutes: readonly Candle[], timeframe: Timeframe, now: number): unknown[] {
  const span = TIMEFRAME_MS[timeframe];
  const spans = Map.groupBy(minutes, ({ at }) => Math.floor(at / span) * span);
  const over = [...spans].filter(([at]) => at + span <= now);
  return over.map(([at, within]) => {
    const of = (name: "high" | "low" | "volume") => within.map((candle) => new Exact(text(candle[name])));
    return {
      at,
      open: text(within[0]?.open ?? ZERO),
      high: Exact.max(...of("high")).toFixed(),
      low: Exact.min(...of("low")).toFixed(),
      close: text(within.at(-1)?.close ?? ZERO),
      volume: Exact.sum(...of("volume")).toFixed(),
    };
  });
}

export function candleText({ at, open, high, low, close, volume }: Candle): unknown {
  return { at, open: text(open), high: text(high), low: text(low), close: text(close), volume: text(volume) };
}
