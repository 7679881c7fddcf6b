/** A desk of its own for a test, on either database. */
import { randomUUID } from "node:crypto";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, inject } from "vitest";

import { connect } from "../../src/db/connect.ts";
import type { Db, Desk } from "../../src/db/desk.ts";
import { acquireLease } from "../../src/db/lease.ts";
import { transact } from "../../src/db/transact.ts";
import { beginAudit } from "../../src/models/audit.ts";
import { createBell } from "../../src/runtime/bell.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Log } from "../../src/runtime/log.ts";
import { onServer } from "./on-server.ts";
import { NOW, TEMPLATE } from "./template.ts";

export { NOW };

export type Client = Db["client"];

const SEAL_KEY = new Uint8Array(32).fill(7);
/** A query on the outer handle inside a transaction hangs: it fails soon, and says so. */
const ACQUIRE_TIMEOUT_MS = 10_000;

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

interface OwnDatabase {
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
  const { databaseUrl, remove } = await seededDatabase(client);
  const db = await connectForTest(databaseUrl);
  const clock = settableClock(NOW);
  const losses: string[] = [];
  const lease = await acquireLease(db, {
    owner: "test",
    clock,
    prepare: async () => undefined,
    onLost: (reason) => void losses.push(reason),
  });
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
export async function emptyDatabase(client: Client): Promise<OwnDatabase> {
  return client === "postgres" ? ownPostgres() : ownSqlite();
}

async function seededDatabase(client: Client): Promise<OwnDatabase> {
  if (client === "postgres") return ownPostgres(` template ${TEMPLATE} strategy file_copy`);
  const own = await ownSqlite();
  await copyFile(inject("sqliteTemplate"), own.databaseUrl.replace("sqlite:", ""));
  return own;
}

async function ownSqlite(): Promise<OwnDatabase> {
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

async function ownPostgres(like = ""): Promise<OwnDatabase> {
  const server = `postgres://postgres@127.0.0.1:${inject("postgresPort")}`;
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`${server}/postgres`, `create database ${name}${like}`);
  const remove = (): Promise<void> => onServer(`${server}/postgres`, `drop database ${name} with (force)`);
  return { databaseUrl: `${server}/${name}`, remove };
}
