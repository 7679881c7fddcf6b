/** The file of the series: made, brought up to date, opened. */
import type { Database } from "better-sqlite3";

import { openVersioned } from "../../db/versioned-file.ts";

/** A chunk of a day is five of them: a year is read in two thirds of the time that pages of 4 KiB take. */
const PAGE_BYTES = 16_384;
/** As many bytes as SQLite's own default: a checkpoint holds the desk up. */
const WAL_PAGES = 250;

const CANDLES = `
  create table candle_series (
    id integer primary key,
    exchange text not null,
    source text not null,
    pair text not null,
    timeframe text not null,
    unique (exchange, source, pair, timeframe)
  ) strict;
  -- Exact decimal text.
  create table candles (
    series_id integer not null references candle_series (id),
    at integer not null,
    open text not null,
    high text not null,
    low text not null,
    close text not null,
    volume text not null,
    primary key (series_id, at)
  ) strict, without rowid;
  -- How many candles lie in each chunk of the grid: what a series covers is told without reading it.
  create table candle_counts (
    series_id integer not null references candle_series (id),
    chunk integer not null,
    candles integer not null,
    primary key (series_id, chunk)
  ) strict, without rowid;
  -- Made of the candles, and gone in the transaction that changes one of them. All of it may be deleted at any time.
  create table candle_chunks (
    id integer primary key,
    series_id integer not null,
    chunk integer not null,
    bytes blob not null,
    unique (series_id, chunk)
  ) strict;
`;

/** Throws a ConfigError where the file cannot be used. */
export function openFile(file: string): Promise<Database> {
  return openVersioned({
    file,
    pragmas: [
      `page_size = ${PAGE_BYTES}`,
      "journal_mode = WAL",
      "synchronous = NORMAL", // a power cut may take the last minutes, which are asked for again
      `wal_autocheckpoint = ${WAL_PAGES}`,
    ],
    versions: [CANDLES],
    what: "the history of candles",
    remedy: { unusable: "move the file away to begin a new history", newer: "a new history" },
  });
}
