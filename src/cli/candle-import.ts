/** The candles of a file into the history: in slices, each one commit, so that a desk goes on beside it. */
import { Refusal } from "../domain/errors.ts";
import type { Candle } from "../domain/candle.ts";
import { appendAll } from "../series/batch.ts";
import type { CandleRows } from "../series/csv/parse.ts";
import type { Appended, CandleKey, CandleStore } from "../series/store.ts";
import type { Progress } from "./progress.ts";

export interface Import {
  readonly file: string;
  readonly key: CandleKey;
  readonly rows: Pick<CandleRows, "length" | "candle">;
  readonly replace: boolean;
  readonly progress: Progress;
}

/** Throws a Refusal where it was cut short, by Ctrl-C or by what the history says: what was written stays. */
export async function importRows(
  candles: CandleStore,
  { file, key, rows, replace, progress }: Import,
): Promise<Appended> {
  const cut = new AbortController();
  const stop = (): void => cut.abort(cutShort(file, "stopped"));
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await appendAll(candles, { key, candles: counted(rows, progress, cut.signal) }, { replace });
  } catch (error) {
    if (error instanceof Error && "code" in error) throw cutShort(file, String(error.code));
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

function* counted(rows: Import["rows"], progress: Progress, signal: AbortSignal): Generator<Candle> {
  for (let index = 0; index < rows.length; index++) {
    signal.throwIfAborted();
    progress.tell(`${index} of ${rows.length} candles`);
    yield rows.candle(index);
  }
}

function cutShort(file: string, why: string): Refusal {
  return new Refusal(
    "import",
    `The import of ${file} was cut short (${why}): type it once more, and what is there already is not added again.`,
  );
}
