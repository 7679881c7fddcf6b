/** The database and what guards it: locks, lease, migrations, the master key. */
import { hostname } from "node:os";
import { join } from "node:path";
import { connect } from "../db/connect.ts";
import type { Db, Desk } from "../db/desk.ts";
import { acquireLease } from "../db/lease.ts";
import { lockFile } from "../db/lock-file.ts";
import { migrate, seedIfEmpty } from "../db/migrations.ts";
import { transact } from "../db/transact.ts";
import { beginAudit, sealAudit } from "../models/audit.ts";
import { readMeta, writeMeta } from "../models/meta.ts";
import { Person } from "../models/person.ts";
import { createBell } from "../runtime/bell.ts";
import { openDataDir } from "../runtime/data-dir.ts";
import { masterKeyOf } from "../runtime/master-key.ts";
import { sealKeyOf } from "../runtime/seal.ts";
import { type MasterKey, openVault } from "../runtime/vault.ts";
import type { Parts, OnStop } from "./parts.ts";

/** The first migration whose desk seals the head of its audit. */
const SEALS_AUDIT = "0007_people";

/** Database, lease and vault; migrated, seeded where it was empty. */
export async function openBook({ config, log, clock, onLost }: Parts, onStop: OnStop): Promise<Desk> {
  openDataDir(config.dataDir);
  // The folder has a book too, the paper venue's: two desks with two databases must not share it.
  onStop(lockFile(join(config.dataDir, "desk.lock")));
  const db = await connect(config.databaseUrl.reveal());
  onStop(() => db.destroy());
  const masterKey = masterKeyOf(config.masterKey);
  let verifier = "";
  let migrated: readonly string[] = [];
  const prepare = async (): Promise<void> => {
    verifier = await unlockVault(db, masterKey);
    migrated = await migrate(db);
    await seedIfEmpty(db, clock.now());
  };
  const lease = await acquireLease(db, { owner: `${hostname()}:${process.pid}`, clock, onLost, prepare });
  onStop(() => lease.release());
  const desk = { db, lease, clock, log, bell: createBell(), sealKey: sealKeyOf(masterKey) };
  await transact(desk, async (tx) => {
    await writeMeta(tx, VERIFIER, verifier);
    if ((await Person.query(tx).first()) === undefined) await beginAudit(tx);
    else if (migrated.includes(SEALS_AUDIT)) await sealAudit(tx);
  });
  return desk;
}

const VERIFIER = "vault.verifier";

/**
 * A wrong master key stops the start, before anything could be sealed with it; and before the database is migrated, since
 * the start that migrates is the one that seals. Gives the verifier to keep.
 */
async function unlockVault({ reader }: Db, masterKey: MasterKey): Promise<string> {
  const isNew = !(await reader.schema.hasTable("meta"));
  const vault = await openVault({ masterKey, verifier: isNew ? null : await readMeta(reader, VERIFIER) });
  return vault.verifier;
}
