/**
 * The file of the paper venue: its own book, as an exchange would keep it. Every paper account is in it; the desk never
 * reads it but through the Gateway. Money is exact decimal text.
 */
import type { Database } from "better-sqlite3";

import { openVersioned } from "../../db/versioned-file.ts";

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

const KINDS_OF_ORDER = `
  alter table orders add column type text not null default 'MARKET'
    check (type in ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'TRAILING_STOP'));
  alter table orders add column time_in_force text not null default 'GTC' check (time_in_force in ('GTC', 'IOC', 'FOK'));
  alter table orders add column post_only integer not null default 0 check (post_only in (0, 1));
  alter table orders add column reduce_only integer not null default 0 check (reduce_only in (0, 1));
  alter table orders add column link text;
  -- Where a stop waits; null once it was touched.
  alter table orders add column trigger_price text;
  alter table orders add column trail text;
  update orders set type = 'LIMIT' where kind <> 'market';
  update orders set time_in_force = 'IOC' where kind = 'ioc';
  alter table orders drop column kind;
  -- It follows from the open orders, and the balance holds their sum.
  alter table orders drop column locked;
  alter table fills add column fee_asset text not null default '';
  alter table fills add column fee_quote text not null default '';
  update fills set fee_quote = fee,
    fee_asset = (select substr(pair, instr(pair, '/') + 1) from orders where orders.id = order_id);
`;

const PERPETUALS = `
  alter table accounts add column earlier_funding_id integer not null default 0;
  -- The venue's own, a liquidation: its client_order_id is made up and told to nobody.
  alter table orders add column is_forced integer not null default 0 check (is_forced in (0, 1));
  -- Of a sale that may open a position: the price that its margin is held back at.
  alter table orders add column margin_price text;
  -- Realised of a position; null on spot.
  alter table fills add column pnl text;
  -- None that is flat.
  create table positions (
    exchange text not null references accounts (exchange),
    pair text not null,
    side text not null check (side in ('LONG', 'SHORT')),
    quantity text not null,
    cost text not null,
    margin text not null,
    primary key (exchange, pair)
  ) strict, without rowid;
  create table leverages (
    exchange text not null references accounts (exchange),
    pair text not null,
    leverage text not null,
    primary key (exchange, pair)
  ) strict, without rowid;
  create table funding (
    id integer primary key autoincrement,
    exchange text not null references accounts (exchange),
    pair text not null,
    at integer not null,
    asset text not null,
    amount text not null,
    rate text not null,
    unique (exchange, pair, at)
  ) strict;
`;

/** Throws a ConfigError where the file cannot be used. */
export function openFile(file: string): Promise<Database> {
  return openVersioned({
    file,
    pragmas: ["journal_mode = WAL", "synchronous = FULL"], // what was acknowledged survives a power cut
    versions: [ACCOUNT, CANDLES, KINDS_OF_ORDER, PERPETUALS],
    what: "the paper venue's book",
    remedy: {
      unusable: "choose another folder, for example OUTCRY_DATA_DIR=/var/lib/outcry",
      newer: "a new paper account",
    },
  });
}
