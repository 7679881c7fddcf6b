/** `outcry db backup DIR`: every database of the desk, whole and of one moment, while the desk runs. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { loadConfig } from "../config.ts";
import { backUp } from "../db/backup.ts";
import { ConfigError } from "../domain/errors.ts";
import { makeFolder } from "../runtime/data-dir.ts";

/** Beside the ledger: the paper venue's book, and the history of candles. */
const OTHERS = ["paper.db", "series.db"];

export async function backup(dir: string): Promise<void> {
  const config = loadConfig();
  const [, ledger] = /^sqlite:(.+)$/.exec(config.databaseUrl.reveal()) ?? [];
  if (ledger === undefined) {
    throw new ConfigError(
      "The ledger is in PostgreSQL: back it up with pg_dump, and copy data/paper.db and data/series.db with sqlite3's .backup.",
    );
  }
  if (existsSync(join(dir, "desk.lock")) || existsSync(join(dir, "master.key"))) {
    throw new ConfigError(
      `${dir} is a desk's data folder: a backup there would overwrite it. Name a folder of its own.`,
    );
  }
  openBackupDir(dir);
  const copies = await backUp([ledger, ...OTHERS.map((name) => join(config.dataDir, name))], dir);
  for (const file of copies) console.log(`${file}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  console.log("The master key (data/master.key) is not in the backup: keep a copy of it elsewhere.");
}

function openBackupDir(dir: string): void {
  try {
    makeFolder(dir);
    accessSync(dir, constants.W_OK);
    if (!statSync(dir).isDirectory()) throw new Error("not a folder");
  } catch (error) {
    throw new ConfigError(`${dir} is no folder that can be written to: name another one, npx outcry db backup DIR.`, {
      cause: error,
    });
  }
}
