/** History in plain maps, without a thought for speed: a store for desks under test, and what the others are compared with. */
import { setImmediate } from "node:timers/promises";

import { type Candle, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import { text, toNumber } from "../../src/domain/money.ts";
import { type Appended, BATCH, type CandleKey, type CandleStore, type SeriesStore } from "../../src/series/store.ts";

type Series = { readonly key: CandleKey; readonly candles: Map<number, Candle> };

export function memorySeries(): SeriesStore {
  return { candles: memoryCandles(), close: async () => undefined };
}

function memoryCandles(): CandleStore {
  const all = new Map<string, Series>();
  const sorted = (key: CandleKey): Candle[] =>
    [...(all.get(nameOf(key))?.candles.values() ?? [])].sort((a, b) => a.at - b.at);
  const within = (key: CandleKey, span: { from: number; to: number }): Candle[] =>
    sorted(key).filter(({ at }) => at >= span.from && at < span.to);

  return {
    async append(batch, { replace = false } = {}) {
      await setImmediate();
      if (batch.flatMap(({ candles }) => candles).length > BATCH) throw new RangeError("too many");
      for (const { key, candles } of batch)
        for (const { at } of candles)
          if (!Number.isSafeInteger(at) || at < 0 || at % TIMEFRAME_MS[key.timeframe] !== 0)
            throw new RangeError(`off the grid: ${at}`);
      const done: Record<keyof Appended, number> = { added: 0, same: 0, replaced: 0, kept: 0 };
      for (const { key, candles } of batch) {
        const series = all.get(nameOf(key)) ?? { key, candles: new Map<number, Candle>() };
        all.set(nameOf(key), series);
        for (const candle of candles) {
          const stored = series.candles.get(candle.at);
          const outcome =
            stored === undefined
              ? "added"
              : figures(stored) === figures(candle)
                ? "same"
                : replace
                  ? "replaced"
                  : "kept";
          done[outcome] += 1;
          if (outcome === "added" || outcome === "replaced") series.candles.set(candle.at, candle);
        }
      }
      return done;
    },
    range: async (key, span) => within(key, span),
    newest: async (key, { limit, closedBy }) => {
      const closed = sorted(key).filter(({ at }) => at + TIMEFRAME_MS[key.timeframe] <= closedBy);
      return limit < 1 ? [] : closed.slice(-limit);
    },
    columns: async (key, span) => {
      const candles = within(key, span);
      const column = (name: Exclude<keyof Candle, "at">): Float64Array =>
        Float64Array.from(candles, (candle) => toNumber(candle[name]));
      return {
        at: Float64Array.from(candles, ({ at }) => at),
        open: column("open"),
        high: column("high"),
        low: column("low"),
        close: column("close"),
        volume: column("volume"),
      };
    },
    coverage: async (key) => {
      const times = sorted(key).map(({ at }) => at);
      const [first, last] = [times[0], times.at(-1)];
      if (first === undefined || last === undefined) return null;
      const step = TIMEFRAME_MS[key.timeframe];
      const gaps = times.flatMap((at, i) => {
        const before = (times[i - 1] ?? at - step) + step;
        return at > before ? [{ from: before, to: at }] : [];
      });
      return { first, last, count: times.length, gaps };
    },
    list: async () => [...all.values()].filter(({ candles }) => candles.size > 0).map(({ key }) => key),
    remove: async (key, span) => {
      const going = within(key, span);
      for (const { at } of going) all.get(nameOf(key))?.candles.delete(at);
      return going.length;
    },
  };
}

function nameOf({ exchange, source, pair, timeframe }: CandleKey): string {
  return JSON.stringify([exchange, source, pair, timeframe]);
}

function figures({ open, high, low, close, volume }: Candle): string {
  return [open, high, low, close, volume].map(text).join(" ");
}
