import { readdir } from "node:fs/promises";

import type { Knex } from "knex";

import { seed } from "../../seeds/paper_desk.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Db } from "./desk.ts";

export const MIGRATIONS = new URL("../../migrations/", import.meta.url);

interface Migration {
  readonly file: string;
}

/** knex's own source would store names with their extension, and look for files relative to the working directory. */
export const migrationSource: Knex.MigrationSource<Migration> = {
  async getMigrations() {
    const files = await readdir(MIGRATIONS);
    return files
      .filter((file) => file.endsWith(".ts"))
      .toSorted()
      .map((file) => ({ file }));
  },
  getMigrationName: ({ file }) => file.replace(/\.ts$/, ""),
  getMigration: ({ file }) => import(new URL(file, MIGRATIONS).href) as Promise<Knex.Migration>,
};

/** Brings the database up to date; gives the names of what ran. All of it or nothing. */
export async function migrate(db: Pick<Db, "writer">): Promise<readonly string[]> {
  const [, names] = (await db.writer.migrate.latest({ migrationSource }).catch(explained)) as [number, string[]];
  return names;
}

/** Takes back the last batch, or everything. */
export async function rollback(db: Pick<Db, "writer">, all = false): Promise<readonly string[]> {
  const [, names] = (await db.writer.migrate.rollback({ migrationSource }, all).catch(explained)) as [number, string[]];
  return names;
}

/** `now`: ms UTC. True where the database was empty and has its seeds now. */
export async function seedIfEmpty(db: Pick<Db, "writer">, now: number): Promise<boolean> {
  return db.writer.transaction(async (trx) => {
    const exchange: unknown = await trx("exchanges").first("name");
    if (exchange !== undefined) return false;
    await seed(trx, now);
    return true;
  });
}

function explained(error: Error): never {
  if (!error.message.startsWith("The migration directory is corrupt")) throw error;
  throw new ConfigError("This database was written by a newer Outcry: run that one, or go back to a backup.", {
    cause: error,
  });
}
