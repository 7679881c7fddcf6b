/** What a series covers, told by the counts of its chunks: only those with a hole in them are looked into. */
import { setImmediate } from "node:timers/promises";

import { type Timeframe, TIMEFRAME_MS } from "../../domain/candle.ts";
import { chunksOf, clipped, spanOf } from "../chunks.ts";
import { type Coverage, EVER, type Span } from "../store.ts";
import type { ChunkCount, ChunkRows } from "./chunk-rows.ts";
import type { CandleRows, SeriesId } from "./rows.ts";

interface Parts {
  readonly rows: CandleRows;
  readonly chunks: ChunkRows;
}

/** Chunks that are looked into at one go: about 3 ms. */
const TURN = 16;

export async function coverageOf(
  { rows, chunks }: Parts,
  id: SeriesId,
  timeframe: Timeframe,
): Promise<Coverage | null> {
  const counts = chunks.counts(id, ...chunksOf(EVER, timeframe));
  const ends = endsOf(rows, id, timeframe, counts);
  if (ends === null) return null;
  const step = TIMEFRAME_MS[timeframe];
  const gaps: Span[] = [];
  let [expected, looked] = [ends.first, 0];
  for (const { chunk, candles } of counts) {
    const { from, to } = clipped(spanOf(chunk, timeframe), { from: ends.first, to: ends.last + step });
    const isFull = candles === (to - from) / step;
    for (const at of isFull ? [from] : rows.times(id, { from, to })) {
      if (at > expected) gaps.push({ from: expected, to: at });
      expected = at + step;
    }
    if (isFull) expected = to;
    else if ((looked += 1) % TURN === 0) await setImmediate();
  }
  return { ...ends, count: counts.reduce((sum, { candles }) => sum + candles, 0), gaps };
}

function endsOf(
  rows: CandleRows,
  id: SeriesId,
  timeframe: Timeframe,
  counts: readonly ChunkCount[],
): Pick<Coverage, "first" | "last"> | null {
  const [oldest, newest] = [counts[0], counts.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  const first = rows.times(id, spanOf(oldest.chunk, timeframe))[0];
  const last = rows.times(id, spanOf(newest.chunk, timeframe)).at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}
