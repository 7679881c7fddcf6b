/** What is known of each chunk of a series: how many candles lie in it, and its columns, if they were made. */
import type { Database } from "better-sqlite3";

import type { SeriesId } from "./rows.ts";

export interface ChunkRows {
  /** Those with a candle, from the first to the last asked for, in order. */
  counts(id: SeriesId, first: number, last: number): ChunkCount[];
  /** Null where there is none. */
  newest(id: SeriesId): number | null;
  /** So many more candles, or fewer; what was made of them goes. */
  change(id: SeriesId, chunk: number, by: number): void;
  /** Null where they were not made. */
  bytes(id: SeriesId, chunk: number): Uint8Array | null;
  keep(id: SeriesId, chunk: number, bytes: Uint8Array): void;
}

export interface ChunkCount {
  readonly chunk: number;
  readonly candles: number;
}

export function chunkRows(db: Database): ChunkRows {
  const of = "where series_id = ? and chunk = ?";
  const select = {
    counts: db.prepare<number[], ChunkCount>(`select chunk, candles from candle_counts
      where series_id = ? and chunk >= ? and chunk <= ? order by chunk`),
    newest: db.prepare<number[], number | null>("select max(chunk) from candle_counts where series_id = ?").pluck(),
    bytes: db.prepare<number[], Uint8Array>(`select bytes from candle_chunks ${of}`).pluck(),
  };
  const write = {
    count: db.prepare(`insert into candle_counts (series_id, chunk, candles) values (?, ?, ?)
      on conflict do update set candles = candles + excluded.candles`),
    empty: db.prepare(`delete from candle_counts ${of} and candles = 0`),
    drop: db.prepare(`delete from candle_chunks ${of}`),
    bytes: db.prepare("insert or replace into candle_chunks (series_id, chunk, bytes) values (?, ?, ?)"),
  };
  return {
    counts: (id, first, last) => select.counts.all(id, first, last),
    newest: (id) => select.newest.get(id) ?? null,
    change: (id, chunk, by) => {
      if (by !== 0) write.count.run(id, chunk, by);
      if (by < 0) write.empty.run(id, chunk);
      write.drop.run(id, chunk);
    },
    bytes: (id, chunk) => select.bytes.get(id, chunk) ?? null,
    keep: (id, chunk, bytes) => void write.bytes.run(id, chunk, bytes),
  };
}
