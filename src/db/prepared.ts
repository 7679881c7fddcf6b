/**
 * Statements written by hand, for the rows that every command writes: knex composes each query anew, which costs more than
 * running it. They run on the transaction's own connection, which keeps them prepared.
 */
import type { Database, Statement } from "better-sqlite3";
import type { Knex } from "knex";

import type { Tx } from "./transact.ts";

export type Bound = string | number | boolean | null;

export interface Prepared {
  /** Runs it and gives the rows that it returns. */
  rows<Row>(tx: Tx, values: readonly Bound[]): Promise<Row[]>;
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
    async rows<Row>(tx: Tx, values: readonly Bound[]) {
      const connection = await connectionOf(tx);
      if ("query" in connection) return (await connection.query({ name, text: numbered, values })).rows as Row[];
      return run(connection.prepare(sql), values) as Row[];
    },
  };
}

// In a transaction knex's client always hands out that transaction's connection.
async function connectionOf(tx: Tx): Promise<Database | PgConnection> {
  return (tx as Knex.Transaction & { client: Knex.Client }).client.acquireConnection() as Promise<
    Database | PgConnection
  >;
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
