/** Copies of databases that are being written to. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";

import Database from "better-sqlite3";

/**
 * Copies each file that exists into `dir`, under its own name, and gives the copies; older ones are replaced. The files are pinned to one moment first, so that they fit
 * together: the ledger before the venue's book, for what the ledger sent the venue may know, and never the other way round.
 */
export async function backUp(files: readonly string[], dir: string): Promise<readonly string[]> {
  const sources = files.filter((file) => existsSync(file)).map((file) => ({ file, db: pinned(file) }));
  try {
    const copies: string[] = [];
    for (const { file, db } of sources) {
      const target = join(dir, basename(file));
      await db.backup(target);
      copies.push(target);
    }
    return copies;
  } finally {
    for (const { db } of sources) db.close();
  }
}

/** Open, with a read transaction that stands: the backup sees the database as it is now, whatever is written meanwhile. */
function pinned(file: string): Database.Database {
  const db = new Database(file, { readonly: true });
  db.exec("begin");
  db.prepare("select count(*) from sqlite_schema").get();
  return db;
}
