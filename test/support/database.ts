/** A desk of its own for a test, on either database. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import knex from "knex";
import { describe, inject } from "vitest";

import { connect } from "../../src/db/connect.ts";
import type { Db, Desk } from "../../src/db/desk.ts";
import { acquireLease } from "../../src/db/lease.ts";
import { migrate, seedIfEmpty } from "../../src/db/migrations.ts";
import { transact } from "../../src/db/transact.ts";
import { beginAudit } from "../../src/models/audit.ts";
import { createBell } from "../../src/runtime/bell.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Log } from "../../src/runtime/log.ts";

export type Client = Db["client"];

/** 1 January 2022: where the clock of a test stands. */
export const NOW = Date.UTC(2022, 0, 1);
const SEAL_KEY = new Uint8Array(32).fill(7);
/** A query on the outer handle inside a transaction hangs: it fails soon, and says so. */
const ACQUIRE_TIMEOUT_MS = 2_000;
const SERVER_TIMEOUT_MS = 15_000;

export interface SettableClock extends Clock {
  set(now: number): void;
  advance(ms: number): void;
}

export interface TestDesk extends Desk {
  readonly clock: SettableClock;
  readonly databaseUrl: string;
  /** Why the lease was lost, empty while it is held. */
  readonly losses: readonly string[];
  close(): Promise<void>;
}

interface EmptyDatabase {
  readonly databaseUrl: string;
  readonly remove: () => Promise<void>;
}

/** The same tests on each database; `open` gives a new, seeded desk, which the test closes. */
export function eachDatabase(name: string, tests: (open: () => Promise<TestDesk>, client: Client) => void): void {
  for (const client of ["sqlite", "postgres"] as const) {
    describe.skipIf(client === "postgres" && !hasPostgres())(`${name}, on ${client}`, () => {
      tests(() => testDesk(client), client);
    });
  }
}

/** Migrated, seeded, its lease held, its audit begun, silent. */
export async function testDesk(client: Client = "sqlite"): Promise<TestDesk> {
  const { databaseUrl, remove } = await emptyDatabase(client);
  const db = await connectForTest(databaseUrl);
  const clock = settableClock(NOW);
  const losses: string[] = [];
  const prepare = async (): Promise<void> => {
    await migrate(db);
    await seedIfEmpty(db, NOW);
  };
  const lease = await acquireLease(db, { owner: "test", clock, prepare, onLost: (reason) => void losses.push(reason) });
  const desk = { db, lease, clock, log: silentLog, bell: createBell(), sealKey: SEAL_KEY };
  await transact(desk, beginAudit);
  const close = async (): Promise<void> => {
    await lease.release();
    await db.destroy();
    await remove();
  };
  return { ...desk, databaseUrl, losses, close };
}

export function connectForTest(databaseUrl: string): Promise<Db> {
  return connect(databaseUrl, { acquireTimeoutMs: ACQUIRE_TIMEOUT_MS });
}

/** Not even migrated. */
export async function emptyDatabase(client: Client): Promise<EmptyDatabase> {
  if (client === "postgres") return emptyPostgres();
  const folder = await mkdtemp(join(tmpdir(), "outcry-test-"));
  return {
    databaseUrl: `sqlite:${join(folder, "desk.db")}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export function settableClock(start: number): SettableClock {
  let now = start;
  return {
    now: () => now,
    set: (moment) => void (now = moment),
    advance: (ms) => void (now += ms),
  };
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

function hasPostgres(): boolean {
  return typeof inject("postgresPort") === "number";
}

async function emptyPostgres(): Promise<EmptyDatabase> {
  const server = `postgres://postgres@127.0.0.1:${inject("postgresPort")}`;
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`${server}/postgres`, `create database ${name}`);
  const remove = (): Promise<void> => onServer(`${server}/postgres`, `drop database ${name} with (force)`);
  return { databaseUrl: `${server}/${name}`, remove };
}

async function onServer(databaseUrl: string, sql: string): Promise<void> {
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

/** Refused, not yet accepting, or its template in use by another test file's `create database`. */
function isStillStarting(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ECONNREFUSED", "57P03", "55006"].includes(String(error.code));
}
