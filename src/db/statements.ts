/**
 * knex prepares each statement anew, and better-sqlite3 then builds its rows anew: together many times what running it
 * costs. So a connection keeps what it has prepared. A kept statement follows a change of the schema by itself.
 */
import type { Database, Statement } from "better-sqlite3";

/** Lists of values (`in (?, ?, ?)`) make ever new texts: then it begins anew. */
const MOST_KEPT = 500;

/** From now on, what prepares the same text on this connection shares one statement. */
export function keepStatements(connection: Database): void {
  const prepare = connection.prepare.bind(connection) as (sql: string) => Statement;
  const kept = new Map<string, Statement>();
  const keeping = (sql: string): Statement => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const statement = prepare(sql);
    kept.set(sql, statement);
    return statement;
  };
  connection.prepare = keeping as Database["prepare"];
}
