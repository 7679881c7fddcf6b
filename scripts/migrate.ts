/** `npm run migrate | migrate:rollback | migrate:make NAME | seed`. The desk must not be running. */
import { readdir, writeFile } from "node:fs/promises";

import { loadConfig } from "../src/config.ts";
import { connect } from "../src/db/connect.ts";
import type { Db } from "../src/db/desk.ts";
import { lockDatabase } from "../src/db/lease.ts";
import { migrate, MIGRATIONS, rollback, seedIfEmpty } from "../src/db/migrations.ts";
import { ConfigError, LeaseTaken } from "../src/domain/errors.ts";
import { wallClock } from "../src/runtime/clock.ts";

const TEMPLATE = `import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
}

export async function down(knex: Knex): Promise<void> {
}
`;

const USAGE = "migrate.ts latest | rollback | make NAME | seed";
const EX_USAGE = 64;
const EX_CONFIG = 78;

const onDatabase: Readonly<Record<string, (db: Db) => Promise<string>>> = {
  latest: async (db) => listed("Ran", await migrate(db)),
  rollback: async (db) => listed("Took back", await rollback(db)),
  seed: async (db) =>
    (await seedIfEmpty(db, wallClock.now())) ? "Seeded." : "Nothing to do: the database is not empty.",
};

try {
  console.log(await run(process.argv[2] ?? "", process.argv[3]));
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof LeaseTaken)) throw error;
  console.error(error.message);
  process.exitCode = EX_CONFIG;
}

async function run(command: string, name: string | undefined): Promise<string> {
  if (command === "make" && name !== undefined) return make(name);
  const work = onDatabase[command];
  if (work !== undefined) return withDatabase(work);
  process.exitCode = EX_USAGE;
  return USAGE;
}

async function withDatabase(work: (db: Db) => Promise<string>): Promise<string> {
  const config = loadConfig();
  const db = await connect(config.databaseUrl.reveal());
  try {
    const unlock = await lockDatabase(db, () => process.exit(EX_CONFIG));
    try {
      return await work(db);
    } finally {
      await unlock();
    }
  } finally {
    await db.destroy();
  }
}

async function make(name: string): Promise<string> {
  const numbers = (await readdir(MIGRATIONS)).map((file) => Number.parseInt(file, 10)).filter(Number.isInteger);
  const number = String(Math.max(0, ...numbers) + 1).padStart(4, "0");
  const file = new URL(`${number}_${name.replaceAll(/\W+/g, "_")}.ts`, MIGRATIONS);
  await writeFile(file, TEMPLATE, { flag: "wx" });
  return `Made ${file.pathname}`;
}

function listed(verb: string, names: readonly string[]): string {
  return names.length === 0 ? "Nothing to do." : `${verb}:\n${names.join("\n")}`;
}
