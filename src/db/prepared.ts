/**
 * Statements that are prepared once a connection, for the rows that every command writes: knex prepares each query anew,
 * which costs more than running it. They run on the transaction's own connection.
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
  const onSqlite = new WeakMap<Database, Statement>();
  const name = `outcry ${++count}`;
  const numbered = withNumbers(sql);
  return {
    async rows<Row>(tx: Tx, values: readonly Bound[]) {
      const connection = await connectionOf(tx);
      if ("query" in connection) return (await connection.query({ name, text: numbered, values })).rows as Row[];
      return run(statementOn(connection, sql, onSqlite), values) as Row[];
    },
  };
}

// In a transaction knex's client always hands out that transaction's connection.
async function connectionOf(tx: Tx): Promise<Database | PgConnection> {
  return (tx as Knex.Transaction & { client: Knex.Client }).client.acquireConnection() as Promise<
    Database | PgConnection
  >;
}

function statementOn(connection: Database, sql: string, known: WeakMap<Database, Statement>): Statement {
  const statement = known.get(connection) ?? connection.prepare(sql);
  known.set(connection, statement);
  return statement;
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
