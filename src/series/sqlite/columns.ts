/** Columns of a series from its chunks, which are made on the way where they are missing, torn or stale. */
import { setImmediate } from "node:timers/promises";

import type { Database } from "better-sqlite3";

import type { Timeframe } from "../../domain/candle.ts";
import type { Log } from "../../runtime/log.ts";
import { chunksOf, decoded, encoded, spanOf } from "../chunks.ts";
import type { CandleColumns } from "../../domain/candle-columns.ts";
import { ColumnsWriter, columnsWithin } from "../columns.ts";
import type { Span } from "../store.ts";
import type { ChunkCount, ChunkRows } from "./chunk-rows.ts";
import type { CandleRows, SeriesId } from "./rows.ts";

interface Parts {
  readonly db: Database;
  readonly rows: CandleRows;
  readonly chunks: ChunkRows;
  readonly log: Log;
}

/** What a turn of the event loop may take: a chunk that is read is 1, about 0.07 ms; one that is made, 16. */
const TURN = 64;
const MADE = 16;

export type ReadColumns = (id: SeriesId, timeframe: Timeframe, span: Span) => Promise<CandleColumns>;

export function columnReader({ db, rows, chunks, log }: Parts): ReadColumns {
  const make = db.transaction((id: SeriesId, chunk: number, span: Span) => {
    const columns = rows.columns(id, span);
    chunks.keep(id, chunk, encoded(columns));
    return columns;
  });

  /** The newest chunk still grows: it is not worth keeping. */
  const made = (id: SeriesId, chunk: number, span: Span): CandleColumns => {
    if (chunk === chunks.newest(id)) return rows.columns(id, span);
    try {
      return make.immediate(id, chunk, span);
    } catch (error) {
      log.warn({ error, chunk }, "columns of candles could not be kept, only read");
      return rows.columns(id, span);
    }
  };

  /** Null where they must be made. */
  const kept = (id: SeriesId, { chunk, candles }: ChunkCount): CandleColumns | null => {
    const bytes = chunks.bytes(id, chunk);
    const columns = bytes === null ? null : decoded(bytes);
    return columns?.at.length === candles ? columns : null;
  };

  return async (id, timeframe, span) => {
    const counts = chunks.counts(id, ...chunksOf(span, timeframe));
    const written = new ColumnsWriter(counts.reduce((sum, { candles }) => sum + candles, 0));
    let turn = 0;
    for (const count of counts) {
      const found = kept(id, count);
      written.add(columnsWithin(found ?? made(id, count.chunk, spanOf(count.chunk, timeframe)), span));
      if (found !== null) free(found);
      turn += found === null ? MADE : 1;
      if (turn < TURN) continue;
      turn = 0;
      await setImmediate();
    }
    return written.columns();
  };
}

/** At once, not when the collector comes: the next chunk lies in the same memory then, and a year needs a third less time. */
function free({ at }: CandleColumns): void {
  if (at.buffer instanceof ArrayBuffer) at.buffer.transfer(0);
}
