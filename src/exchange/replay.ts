/** Plays recorded candles again: each becomes known when it closes. */
import type { Candle } from "../domain/candle.ts";
import type { Pair } from "../domain/ids.ts";
import type { MarketSource, Place } from "./market-source.ts";

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

const BAR_MS = 60_000;

/** Its place is the index of the candle that was given last. */
export function replaySource({ name, pair, rows }: ReplayOptions): MarketSource {
  return {
    name,
    pairs: [pair],
    next: async (place) => {
      const index = indexOf(place) + 1;
      if (index >= rows.length) return null;
      const candle = rows.candle(index);
      return { event: { kind: "bar", at: candle.at + BAR_MS, pair, candle }, place: { index } };
    },
  };
}

function indexOf(place: Place | null): number {
  if (place === null) return -1;
  const index = place["index"];
  if (typeof index === "number" && Number.isSafeInteger(index) && index >= 0) return index;
  throw new Error(`this is no place in a replay: ${JSON.stringify(place)}`);
}
