/** What the picture of a run shows of its trades: the price, and where it was entered and left. */
import { TIMEFRAME_MS } from "../candle.ts";
import type { CandleColumns } from "../candle-columns.ts";
import type { TradedPrices, TradeMark } from "../chart.ts";
import type { RoundTrip } from "../performance/round-trips.ts";
import type { BacktestJob } from "./job.ts";

const MOST_SPANS = 240;
/** As many as stand side by side in a picture. */
const MOST_MARKS = 60;
const MINUTE_MS = TIMEFRAME_MS["1m"];

/** `entries`: when each of them filled at first, ms UTC. */
export function tradedOf(
  { candles, market }: Pick<BacktestJob, "candles" | "market">,
  first: number,
  entries: readonly number[],
  trips: readonly Pick<RoundTrip, "closedAt">[],
): TradedPrices {
  const { at } = candles;
  const [from, until] = [at[first] ?? 0, (at.at(-1) ?? 0) + MINUTE_MS];
  const exits = trips.map(({ closedAt }) => closedAt);
  return {
    ...{ pair: market.pair, places: market.tick.places, spans: spansOf(candles, first) },
    marks: [...marksOf("entry", entries, from, until), ...marksOf("exit", exits, from, until)],
  };
}

function spansOf({ at, low, high }: CandleColumns, first: number): TradedPrices["spans"] {
  const minutes = at.length - first;
  const count = Math.min(minutes, MOST_SPANS);
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [
      first + Math.floor((part * minutes) / count),
      first + Math.floor(((part + 1) * minutes) / count),
    ];
    let [bottom, top] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = from; i < to; i += 1) {
      bottom = Math.min(bottom, Number(low[i]));
      top = Math.max(top, Number(high[i]));
    }
    return [at[from] ?? 0, bottom, top] as const;
  });
}

/** `moments` in their order; those that would stand in one place are one mark. */
function marksOf(role: TradeMark["role"], moments: readonly number[], from: number, until: number): TradeMark[] {
  const parts = new Map<number, { sum: number; count: number }>();
  for (const moment of moments) {
    const part = Math.min(Math.floor(((moment - from) / (until - from)) * MOST_MARKS), MOST_MARKS - 1);
    const known = parts.get(part) ?? { sum: 0, count: 0 };
    parts.set(part, { sum: known.sum + moment - from, count: known.count + 1 });
  }
  return [...parts.values()].map(({ sum, count }) => ({ role, count, at: from + Math.round(sum / count) }));
}
