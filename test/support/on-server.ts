import { setTimeout as pause } from "node:timers/promises";

import knex from "knex";

const SERVER_TIMEOUT_MS = 15_000;

/** Runs a statement on the tests' PostgreSQL as soon as that can be done. */
export async function onServer(databaseUrl: string, sql: string): Promise<void> {
  const server = knex({
    client: "pg",
    connection: databaseUrl,
    pool: { min: 0, max: 1 },
    log: { error: () => undefined },
  });
  const deadline = performance.now() + SERVER_TIMEOUT_MS;
  try {
    for (;;) {
      try {
        await server.raw(sql);
        return;
      } catch (error) {
        if (performance.now() > deadline || !isStillStarting(error)) throw error;
        await pause(20);
      }
    }
  } finally {
    await server.destroy();
  }
}

/** Refused, not yet accepting, its template not there yet, or in use by another test file's `create database`. */
function isStillStarting(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return ["ECONNREFUSED", "57P03", "3D000", "55006"].includes(code);
}

/** Ends the connections that hold a lease on the database that it runs in; the server has those of other tests, too. */
export const END_LEASES = `select pg_terminate_backend(pid) from pg_locks
  where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
