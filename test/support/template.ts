/** One migrated and seeded database of each kind a run: a test's own desk begins as a copy, which is ten times as fast. */
import { rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { connect } from "../../src/db/connect.ts";
import { migrate, seedIfEmpty } from "../../src/db/migrations.ts";
import { onServer } from "./on-server.ts";

/** 1 January 2022: where the clock of a test stands, and when its database was seeded. */
export const NOW = Date.UTC(2022, 0, 1);
/** Of the database on the server. */
export const TEMPLATE = "outcry_template";

export interface SqliteTemplate {
  readonly file: string;
  remove(): Promise<void>;
}

export async function sqliteTemplate(): Promise<SqliteTemplate> {
  const folder = await mkdtemp(join(tmpdir(), "outcry-template-"));
  const file = join(folder, "desk.db");
  await fill(`sqlite:${file}`);
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** It appears under its name when it is whole: who copies it waits for that name. */
export async function postgresTemplate(server: string): Promise<void> {
  const unfinished = `${TEMPLATE}_unfinished`;
  await onServer(`${server}/postgres`, `create database ${unfinished}`);
  await fill(`${server}/${unfinished}`);
  await onServer(`${server}/postgres`, `alter database ${unfinished} rename to ${TEMPLATE}`);
}

async function fill(databaseUrl: string): Promise<void> {
  const db = await connect(databaseUrl);
  try {
    await migrate(db);
    await seedIfEmpty(db, NOW);
  } finally {
    await db.destroy();
  }
}
