/**
 * The file of the paper venue: its own book, as an exchange would keep it. Every paper account is in it; the desk never
 * reads it but through the Gateway. Money is exact decimal text.
 */
import type { Database } from "better-sqlite3";

import { ConfigError } from "../../domain/errors.ts";

const BUSY_TIMEOUT_MS = 2_000;

const ACCOUNT = `
  create table accounts (
    exchange text primary key,
    source text not null,
    place text,
    at integer not null,
    quotes text not null,
    -- The last fill that an earlier source made: a new one may play an earlier time.
    earlier_fill_id integer not null
  ) strict;
  create table balances (
    exchange text not null references accounts (exchange),
    asset text not null,
    total text not null,
    locked text not null,
    primary key (exchange, asset)
  ) strict;
  create table orders (
    id integer primary key autoincrement,
    exchange text not null references accounts (exchange),
    client_order_id text not null,
    pair text not null,
    side text not null check (side in ('BUY', 'SELL')),
    kind text not null check (kind in ('market', 'ioc', 'gtc')),
    quantity text not null,
    bound text,
    status text not null check (status in ('open', 'filled', 'canceled', 'expired')),
    filled text not null,
    locked text not null,
    is_resting integer not null check (is_resting in (0, 1)),
    at integer not null,
    unique (exchange, client_order_id)
  ) strict;
  create index open_orders on orders (exchange, pair) where status = 'open';
  create table fills (
    id integer primary key autoincrement,
    exchange text not null references accounts (exchange),
    order_id integer not null references orders (id),
    quantity text not null,
    price text not null,
    cost text not null,
    fee text not null,
    liquidity text not null check (liquidity in ('maker', 'taker')),
    at integer not null
  ) strict;
  create index fills_by_time on fills (exchange, at);
`;

const CANDLES = `
  -- Candles that still grow, as JSON.
  alter table accounts add column tape text not null default '{"since":null,"running":[]}';
  create table candles (
    exchange text not null references accounts (exchange),
    pair text not null,
    timeframe text not null,
    at integer not null,
    open text not null,
    high text not null,
    low text not null,
    close text not null,
    volume text not null,
    primary key (exchange, pair, timeframe, at)
  ) strict, without rowid;
`;

/** What each version of the file adds to the one before. */
const VERSIONS = [ACCOUNT, CANDLES];

/** Throws a ConfigError where the file cannot be used. */
export async function openFile(file: string): Promise<Database> {
  const { default: Sqlite } = await import("better-sqlite3");
  let db: Database | null = null;
  try {
    db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL"); // what was acknowledged survives a power cut
    db.pragma("foreign_keys = ON");
    makeTables(db, file);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(
      `Cannot use the paper venue's book ${file} (${code}): make it and its folder writable, or choose another folder, for example OUTCRY_DATA_DIR=/var/lib/outcry.`,
      { cause: error },
    );
  }
}

function makeTables(db: Database, file: string): void {
  const make = db.transaction(() => {
    const version = Number(db.pragma("user_version", { simple: true }));
    if (version > VERSIONS.length) {
      throw new ConfigError(
        `${file} was written by a newer version of Outcry. Start that version, or move the file away to begin a new paper account.`,
      );
    }
    for (const added of VERSIONS.slice(version)) db.exec(added);
    db.pragma(`user_version = ${VERSIONS.length}`);
  });
  make.immediate();
}
