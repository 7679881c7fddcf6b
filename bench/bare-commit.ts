/** What the disk alone takes: one small row and its commit, as durable as the ledger's. */
import { join } from "node:path";

import Database from "better-sqlite3";

const PRAGMAS = ["journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"];
const CONTENT = "x".repeat(200);

/** In the folder, for whoever measures its own commits there. Each call gives the ms of one. */
export function openBareCommit(folder: string): () => number {
  const db = new Database(join(folder, "bare.db"));
  for (const pragma of PRAGMAS) db.pragma(pragma);
  db.exec("create table rows (id integer primary key, content text not null)");
  const insert = db.prepare("insert into rows (content) values (?)");
  return () => {
    const begun = performance.now();
    insert.run(CONTENT);
    return performance.now() - begun;
  };
}
