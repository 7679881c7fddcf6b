/** Series in a SQLite file of their own. */
import { setImmediate } from "node:timers/promises";

import type { Database } from "better-sqlite3";

import { type Candle, TIMEFRAME_MS } from "../../domain/candle.ts";
import type { Log } from "../../runtime/log.ts";
import { checkBatch, NOTHING, sumOf } from "../batch.ts";
import { chunkOf, chunksOf, clipped, spanOf } from "../chunks.ts";
import { newColumns } from "../../domain/candle-columns.ts";
import type { Appended, CandleBatch, CandleStore, SeriesStore, Span } from "../store.ts";
import { type ChunkRows, chunkRows } from "./chunk-rows.ts";
import { columnReader } from "./columns.ts";
import { coverageOf } from "./coverage.ts";
import { type CandleRows, candleRows, type SeriesId } from "./rows.ts";
import { openFile } from "./tables.ts";

export interface SqliteSeriesOptions {
  /** Made where it is missing. */
  readonly file: string;
  readonly log: Log;
}

/** Throws a ConfigError where the file cannot be used. */
export async function openSqliteSeries({ file, log }: SqliteSeriesOptions): Promise<SeriesStore> {
  const db = await openFile(file);
  return { candles: sqliteCandles(db, log), close: async () => void db.close() };
}

/** Candles that are read at one go: about 2 ms. */
const PAGE = 2_000;

function sqliteCandles(db: Database, log: Log): CandleStore {
  const rows = candleRows(db);
  const chunks = chunkRows(db);
  const columns = columnReader({ db, rows, chunks, log });
  const append = db.transaction((batch: readonly CandleBatch[], replace: boolean) =>
    batch.map((one) => appendOne({ rows, chunks }, one, replace)).reduce(sumOf, NOTHING),
  );
  const remove = db.transaction((id: SeriesId, chunk: number, span: Span) => {
    const removed = rows.remove(id, span);
    if (removed > 0) chunks.change(id, chunk, -removed);
    return removed;
  });

  return {
    append: async (batch, { replace = false } = {}) => {
      checkBatch(batch);
      return append.immediate(batch, replace);
    },
    range: async (key, span) => {
      const id = rows.find(key);
      return id === null ? [] : readRange(rows, id, span);
    },
    newest: async (key, { limit, closedBy }) => {
      const id = rows.find(key);
      return id === null || limit < 1 ? [] : rows.newest(id, closedBy - TIMEFRAME_MS[key.timeframe], limit);
    },
    columns: async (key, span) => {
      const id = rows.find(key);
      return id === null ? newColumns(0) : columns(id, key.timeframe, span);
    },
    coverage: async (key) => {
      const id = rows.find(key);
      return id === null ? null : coverageOf({ rows, chunks }, id, key.timeframe);
    },
    list: async () => rows.list(),
    remove: async (key, span) => {
      const id = rows.find(key);
      if (id === null) return 0;
      let removed = 0;
      for (const { chunk } of chunks.counts(id, ...chunksOf(span, key.timeframe))) {
        removed += remove.immediate(id, chunk, clipped(span, spanOf(chunk, key.timeframe)));
        await setImmediate();
      }
      return removed;
    },
  };
}

interface Tables {
  readonly rows: CandleRows;
  readonly chunks: ChunkRows;
}

function appendOne({ rows, chunks }: Tables, { key, candles }: CandleBatch, replace: boolean): Appended {
  if (candles.length === 0) return NOTHING;
  const id = rows.findOrAdd(key);
  const done: Record<keyof Appended, number> = { ...NOTHING };
  /** By chunk that has changed, how many candles came. */
  const changed = new Map<number, number>();
  for (const candle of candles) {
    const outcome = put(rows, id, candle, replace);
    done[outcome] += 1;
    if (outcome === "same" || outcome === "kept") continue;
    const chunk = chunkOf(candle.at, key.timeframe);
    changed.set(chunk, (changed.get(chunk) ?? 0) + (outcome === "added" ? 1 : 0));
  }
  changed.forEach((added, chunk) => chunks.change(id, chunk, added));
  return done;
}

function put(rows: CandleRows, id: SeriesId, candle: Candle, replace: boolean): keyof Appended {
  if (rows.add(id, candle)) return "added";
  if (rows.isSame(id, candle)) return "same";
  if (!replace) return "kept";
  rows.replace(id, candle);
  return "replaced";
}

async function readRange(rows: CandleRows, id: SeriesId, { from, to }: Span): Promise<Candle[]> {
  const candles: Candle[] = [];
  for (let begin = from; ;) {
    const page = rows.range(id, { from: begin, to }, PAGE);
    for (const candle of page) candles.push(candle);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return candles;
    begin = last.at + 1;
    await setImmediate();
  }
}
