/** What every store wants of a batch, and long imports as batches. */
import { setTimeout } from "node:timers/promises";

import { type Candle, openOf, type Timeframe } from "../domain/candle.ts";
import { type Appended, BATCH, type CandleBatch, type CandleKey, type CandleStore } from "./store.ts";

/** Throws a RangeError for what no store may take. */
export function checkBatch(batch: readonly CandleBatch[]): void {
  const count = batch.reduce((sum, { candles }) => sum + candles.length, 0);
  if (count > BATCH) throw new RangeError(`a batch holds ${BATCH} candles at most, not ${count}`);
  for (const { key, candles } of batch) candles.forEach(({ at }) => checkTime(at, key.timeframe));
}

function checkTime(at: number, timeframe: Timeframe): void {
  if (!Number.isSafeInteger(at) || at < 0) throw new RangeError(`not a time in ms: ${at}`);
  if (openOf(at, timeframe) !== at) throw new RangeError(`no candle of ${timeframe} opens at ${at}`);
}

export const NOTHING: Appended = Object.freeze({ added: 0, same: 0, replaced: 0, kept: 0 });

export function sumOf(a: Appended, b: Appended): Appended {
  return {
    ...{ added: a.added + b.added, same: a.same + b.same },
    ...{ replaced: a.replaced + b.replaced, kept: a.kept + b.kept },
  };
}

/** Candles that are written at one go: about 4 ms. */
const SLICE = 1_000;
/** Between two slices. Another process that waits for the file asks for it at moments of its own: it must find it free. */
const PAUSE_MS = 2;

/** Any number of candles, in slices, so that the desk goes on meanwhile. A crash leaves those slices that were written. */
export async function appendAll(
  store: CandleStore,
  { key, candles }: { readonly key: CandleKey; readonly candles: Iterable<Candle> },
  options?: { readonly replace?: boolean },
): Promise<Appended> {
  let [done, slice]: [Appended, Candle[]] = [NOTHING, []];
  const write = async (): Promise<void> => {
    done = sumOf(done, await store.append([{ key, candles: slice }], options));
    slice = [];
    await setTimeout(PAUSE_MS);
  };
  for (const candle of candles) {
    slice.push(candle);
    if (slice.length === SLICE) await write();
  }
  if (slice.length > 0) await write();
  return done;
}
