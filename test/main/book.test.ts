/** The first moments of a desk: which key it takes, and when it begins or seals its audit. */
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { ensureOwner } from "../../src/chat/people.ts";
import { loadConfig } from "../../src/config.ts";
import type { Desk } from "../../src/db/desk.ts";
import { transact, type Tx } from "../../src/db/transact.ts";
import { openBook } from "../../src/main/book.ts";
import { appendAudit } from "../../src/models/audit.ts";
import { type AuditCheck, checkAudit } from "../../src/models/audit-chain.ts";
import { NOW, settableClock, silentLog } from "../support/database.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const key = (fill: number): string => Buffer.alloc(32, fill).toString("base64");
const [RIGHT, WRONG] = [key(1), key(2)];

let dataDir: string;
beforeEach(() => {
  dataDir = temporaryDir();
});
afterEach(() => removeDir(dataDir));

/** One start, its work, and its stop. */
async function started<T>(masterKey: string, work: (desk: Desk) => Promise<T>): Promise<T> {
  const env = { DATABASE_URL: `sqlite:${join(dataDir, "outcry.db")}`, OUTCRY_DATA_DIR: dataDir };
  const config = loadConfig({ ...env, OUTCRY_MASTER_KEY: masterKey }, join(dataDir, ".env"));
  const parts = { config, log: silentLog, clock: settableClock(NOW), version: "1", onLost: () => undefined };
  const opened: (() => unknown)[] = [];
  try {
    return await work(await openBook(parts, (close) => opened.push(close)));
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

const check = (desk: Desk): Promise<AuditCheck> => checkAudit(desk.db.reader, desk.sealKey);
const change = (work: (tx: Tx) => Promise<unknown>) => (desk: Desk) => transact(desk, work);
const letIn = change((tx) => ensureOwner(tx, "UTC", NOW));
const act = change((tx) =>
  appendAudit(tx, { at: NOW, personId: null, actor: "Ann", action: "command", entity: null, details: {} }),
);
const wipe = change(async (tx) => {
  for (const way of ["update", "delete"]) await tx.raw(`drop trigger audit_no_${way}`);
  await tx("audit").delete();
  await tx("meta").where({ key: "audit.head" }).delete();
});
/** As a desk left it that knew of no heads. */
const age = change(async (tx) => {
  await tx("meta").where({ key: "audit.head" }).delete();
  await tx("knex_migrations").where({ name: "0007_people" }).delete();
  await tx.schema.dropTable("pairing_codes");
});

test("a first start that was cut short is a first start again, and what comes after it is whole", async () => {
  for (let starts = 0; starts < 2; starts++) expect(await started(RIGHT, check)).toMatchObject({ rows: 0, faults: [] });
  await started(RIGHT, letIn);
  await started(RIGHT, act);
  expect(await started(RIGHT, check)).toMatchObject({ rows: 1, faults: [] });
});

test("an audit that was wiped with its head is missed at the next start", async () => {
  await started(RIGHT, letIn);
  await started(RIGHT, act);
  await started(RIGHT, wipe);
  expect(await started(RIGHT, check)).toMatchObject({ rows: 0, faults: [{ kind: "head missing" }] });
});

test("an older audit is sealed by the start that brings it up to date, also after one with a wrong key", async () => {
  await started(RIGHT, letIn);
  await started(RIGHT, act);
  await started(RIGHT, age);
  await expect(started(WRONG, check)).rejects.toThrow("master key is not the one");
  expect(await started(RIGHT, check)).toMatchObject({ rows: 1, faults: [] });
});
