/** Plays recorded candles again: each becomes known when it closes. */
import { setImmediate } from "node:timers/promises";

import { type Candle, joined, openOf, TIMEFRAME_MS } from "../domain/candle.ts";
import type { Pair } from "../domain/ids.ts";
import type { MarketSource, Place, WantedCandles } from "./market-source.ts";

/** One-minute candles in the order of time. */
export interface ReplayRows {
  readonly length: number;
  candle(index: number): Candle;
}

export interface ReplayOptions {
  readonly name: string;
  readonly pair: Pair;
  readonly rows: ReplayRows;
}

const BAR_MS = TIMEFRAME_MS["1m"];

/** Its place is the index of the candle that was given last. */
export function replaySource({ name, pair, rows }: ReplayOptions): MarketSource {
  return {
    name,
    pairs: [pair],
    history: {
      kind: "recorded",
      candles: async (place, wanted) =>
        wanted.pair === pair ? await closedBy(rows, Math.min(indexOf(place), rows.length - 1), wanted) : [],
    },
    next: async (place) => {
      const index = indexOf(place) + 1;
      if (index >= rows.length) return null;
      const candle = rows.candle(index);
      return { event: { kind: "bar", at: candle.at + BAR_MS, pair, candle }, place: { index } };
    },
  };
}

/** Rows that are read at one go: about 2 ms. */
const SLICE = 500;

/** Reads backwards from a row; what is still running when that row closes is left out. */
async function closedBy(rows: ReplayRows, index: number, { timeframe, limit }: WantedCandles): Promise<Candle[]> {
  const newestFirst: Candle[] = [];
  if (index < 0) return newestFirst;
  const now = rows.candle(index).at + BAR_MS;
  for (let i = index; i >= 0; i--) {
    if ((index - i) % SLICE === SLICE - 1) await setImmediate();
    const row = rows.candle(i);
    const at = openOf(row.at, timeframe);
    if (at + TIMEFRAME_MS[timeframe] > now) continue;
    const last = newestFirst.at(-1);
    if (last?.at === at) newestFirst[newestFirst.length - 1] = joined({ ...row, at }, last);
    else if (newestFirst.length === limit) break;
    else newestFirst.push({ ...row, at });
  }
  return newestFirst.toReversed();
}

function indexOf(place: Place | null): number {
  if (place === null) return -1;
  const index = place["index"];
  if (typeof index === "number" && Number.isSafeInteger(index) && index >= 0) return index;
  throw new Error(`this is no place in a replay: ${JSON.stringify(place)}`);
}
