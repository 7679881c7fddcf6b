/** The file of the series: made, brought up to date, opened. */
import type { Database } from "better-sqlite3";

import { ConfigError } from "../../domain/errors.ts";

const BUSY_TIMEOUT_MS = 2_000;
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

/** What each version of the file adds to the one before. */
const VERSIONS = [CANDLES];

/** Throws a ConfigError where the file cannot be used. */
export async function openFile(file: string): Promise<Database> {
  const { default: Sqlite } = await import("better-sqlite3");
  let db: Database | null = null;
  try {
    db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL"); // a power cut may take the last minutes, which are asked for again
    db.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
    db.pragma("foreign_keys = ON");
    makeTables(db, file);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(
      `Cannot use the history of candles ${file} (${code}): make it and its folder writable, or move the file away to begin a new history.`,
      { cause: error },
    );
  }
}

function makeTables(db: Database, file: string): void {
  const make = db.transaction(() => {
    const version = Number(db.pragma("user_version", { simple: true }));
    if (version > VERSIONS.length) {
      throw new ConfigError(
        `${file} was written by a newer version of Outcry. Start that version, or move the file away to begin a new history.`,
      );
    }
    for (const added of VERSIONS.slice(version)) db.exec(added);
    db.pragma(`user_version = ${VERSIONS.length}`);
  });
  make.immediate();
}
