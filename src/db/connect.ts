/** Opens the database that DATABASE_URL names, for one writer and for readers who never wait for it. */
import { dirname, resolve } from "node:path";

import type { Database } from "better-sqlite3";
import knex, { type Knex } from "knex";

import { ConfigError } from "../domain/errors.ts";
import { makeFolder } from "../runtime/data-dir.ts";
import type { Db } from "./desk.ts";
import { keepStatements } from "./statements.ts";

export interface ConnectOptions {
  /** How long a query waits for a free connection: the writer has one. */
  readonly acquireTimeoutMs: number;
}

const DEFAULTS: ConnectOptions = Object.freeze({ acquireTimeoutMs: 10_000 });
const BUSY_TIMEOUT_MS = 2_000;
const PG_CONNECT_TIMEOUT_MS = 5_000;
const PG_STATEMENT_TIMEOUT_MS = 30_000;
/** knex would write what it throws to the console as well. */
const SILENT: Knex.Logger = { error: () => undefined, warn: () => undefined };
/** PostgreSQL's number of the type bigint. */
const INT8 = 20;

/** `sqlite:FILE` or `postgres://…`. Throws a ConfigError where it cannot be opened. */
export async function connect(databaseUrl: string, options = DEFAULTS): Promise<Db> {
  const client = clientOf(databaseUrl);
  // The writer first: it makes a missing SQLite file, which a read-only connection cannot.
  const writer = knex(writerConfig(databaseUrl, options));
  try {
    if (client === "sqlite") makeFolder(dirname(fileOf(databaseUrl)));
    await writer.raw("select 1");
    if (client === "sqlite") await writer.raw("pragma user_version = 0"); // a write: fails on a read-only file
  } catch (error) {
    await writer.destroy();
    throw unusable(databaseUrl, error);
  }
  const reader = knex(readerConfig(databaseUrl, options));
  return {
    client,
    writer,
    reader,
    destroy: () => Promise.all([reader.destroy(), writer.destroy()]).then(() => undefined),
  };
}

export function writerConfig(databaseUrl: string, options = DEFAULTS): Knex.Config {
  // On PostgreSQL one connection too: all writes lock the lease row first, and would only queue in the database.
  if (clientOf(databaseUrl) === "postgres") return postgres(databaseUrl, { min: 0, max: 1 }, options);
  const pragmas = [
    "journal_mode = WAL",
    "synchronous = FULL", // a commit that was answered survives a power cut
    "foreign_keys = ON",
    "wal_autocheckpoint = 4000", // the default makes every 80th command wait for a checkpoint
  ];
  return sqlite({ filename: fileOf(databaseUrl), options: {} }, { min: 1, max: 1 }, pragmas, options);
}

function readerConfig(databaseUrl: string, options: ConnectOptions): Knex.Config {
  if (clientOf(databaseUrl) === "postgres") return postgres(databaseUrl, { min: 0, max: 4 }, options);
  const connection = { filename: fileOf(databaseUrl), options: { readonly: true } };
  return sqlite(connection, { min: 0, max: 2 }, ["query_only = ON"], options);
}

function clientOf(databaseUrl: string): Db["client"] {
  if (/^sqlite:(?!:memory:)./.test(databaseUrl)) return "sqlite";
  if (/^postgres(ql)?:\/\//.test(databaseUrl)) return "postgres";
  throw new ConfigError(
    "DATABASE_URL must be sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME, for example sqlite:./data/outcry.db.",
  );
}

function fileOf(databaseUrl: string): string {
  return resolve(databaseUrl.slice("sqlite:".length));
}

function unusable(databaseUrl: string, cause: unknown): ConfigError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const sentence =
    clientOf(databaseUrl) === "sqlite"
      ? `Cannot write ${fileOf(databaseUrl)} (${code}): make its folder writable, or set DATABASE_URL to a file in one that is.`
      : `Cannot use the PostgreSQL that DATABASE_URL names (${code}): start it, or correct the address.`;
  return new ConfigError(sentence, { cause });
}

function sqlite(
  connection: Knex.BetterSqlite3ConnectionConfig,
  pool: { min: number; max: number },
  pragmas: readonly string[],
  options: ConnectOptions,
): Knex.Config {
  const afterCreate = (opened: Database, done: (error: unknown, opened: Database) => void): void => {
    try {
      for (const pragma of [`busy_timeout = ${BUSY_TIMEOUT_MS}`, ...pragmas]) opened.pragma(pragma);
      keepStatements(opened);
      done(null, opened);
    } catch (error) {
      done(error, opened); // thrown, it would end the process: the pool calls this from a timer
    }
  };
  return {
    client: "better-sqlite3",
    connection,
    useNullAsDefault: true,
    log: SILENT,
    pool: { ...pool, afterCreate },
    acquireConnectionTimeout: options.acquireTimeoutMs,
  };
}

/** What is used of a connection of `pg`. */
interface PgConnection {
  setTypeParser(type: number, format: "text", parse: (value: string) => unknown): void;
}

function postgres(connectionString: string, pool: { min: number; max: number }, options: ConnectOptions): Knex.Config {
  // Ids and times are safe integers: a bigint is a number, as on SQLite.
  const afterCreate = (opened: PgConnection, done: (error: unknown, opened: PgConnection) => void): void => {
    opened.setTypeParser(INT8, "text", Number);
    done(null, opened);
  };
  const connection = {
    connectionString,
    connectionTimeoutMillis: PG_CONNECT_TIMEOUT_MS,
    statement_timeout: PG_STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: PG_STATEMENT_TIMEOUT_MS,
  };
  return {
    client: "pg",
    connection,
    log: SILENT,
    pool: { ...pool, afterCreate },
    acquireConnectionTimeout: options.acquireTimeoutMs,
  };
}
