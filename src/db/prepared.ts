/**
 * Statements written by hand, for the rows that every command reads and writes: knex composes each query anew, which costs more
 * than running it. They run on the transaction's own connection, or on one of the readers', which keeps them prepared.
 */
import type { Database, Statement } from "better-sqlite3";
import type { Knex } from "knex";

import type { Tx } from "./transact.ts";

export type Bound = string | number | boolean | null;

export interface Prepared {
  /** Runs it and gives the rows that it returns. */
  rows<Row>(db: Tx | Knex, values: readonly Bound[]): Promise<Row[]>;
}

/** What is used of a connection of `pg`. */
interface PgConnection {
  query(statement: { name: string; text: string; values: readonly Bound[] }): Promise<{ rows: unknown[] }>;
}

let count = 0;

/** `sql` has a `?` for each value. */
export function prepared(sql: string): Prepared {
  const name = `outcry ${++count}`;
  const numbered = withNumbers(sql);
  return {
    rows: <Row>(db: Tx | Knex, values: readonly Bound[]) =>
      onConnection(db, async (connection) => {
        if ("query" in connection) return (await connection.query({ name, text: numbered, values })).rows as Row[];
        return run(connection.prepare(sql), values) as Row[];
      }),
  };
}

/** In a transaction knex's client always hands out that transaction's connection, which stays its own. */
async function onConnection<T>(db: Tx | Knex, work: (connection: Database | PgConnection) => Promise<T>): Promise<T> {
  const client = db.client as Knex.Client;
  const connection = (await client.acquireConnection()) as Database | PgConnection;
  try {
    return await work(connection);
  } finally {
    if (db.isTransaction !== true) await client.releaseConnection(connection);
  }
}

function run(statement: Statement, values: readonly Bound[]): unknown[] {
  const bound = values.map((value) => (typeof value === "boolean" ? Number(value) : value));
  if (statement.reader) return statement.all(...bound);
  statement.run(...bound);
  return [];
}

function withNumbers(sql: string): string {
  let position = 0;
  return sql.replaceAll("?", () => `$${++position}`);
}
