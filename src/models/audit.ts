/** Who did what: append-only, each row holding the hash of the one before it, the newest one sealed in `meta`. */
import { createHash } from "node:crypto";

import type { Knex } from "knex";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import { sealKeyOf, type Tx } from "../db/transact.ts";
import type { PersonId } from "../domain/ids.ts";
import { isSealOf, type SealKey, sealOf } from "../runtime/seal.ts";
import { table } from "./base.ts";
import { readMeta } from "./meta.ts";
import { generated, id, json, nullable, time, word } from "./schema.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type AuditDetails = Readonly<Record<string, Json>>;

const schema = z.strictObject({
  seq: generated(),
  at: time(),
  personId: nullable(id<PersonId>()),
  /** A person's name, a strategy's id, or the part of the desk that did it. */
  actor: word(),
  action: word(),
  /** `order 42`. */
  entity: nullable(word()),
  details: json<AuditDetails>(),
  /** Of the row before; empty in the first. */
  prevHash: word(),
  hash: word(),
});

export class AuditRow extends table("audit", schema, "seq") {}

const HEAD = "audit.head";

export type NewAuditRow = Pick<AuditRow, "at" | "personId" | "actor" | "action" | "entity" | "details">;

const INSERT = prepared(
  `insert into audit (at, person_id, actor, action, entity, details, prev_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?)
   returning seq`,
);
const READ_HEAD = prepared(`select value from meta where key = '${HEAD}'`);
const WRITE_HEAD = prepared(
  `insert into meta (key, value) values ('${HEAD}', ?) on conflict (key) do update set value = excluded.value`,
);
const BEGIN = prepared(`insert into meta (key, value) values ('${HEAD}', ?) on conflict (key) do nothing`);

/** What a row holds in place of the hash before it when the head was gone or false: the loss stays to be seen. */
export const NO_HEAD = "no head";

/**
 * Follows the head and not the table's newest row: a row that was taken from the end is missed by the next one. The head is
 * read anew each time: one kept in memory would be wrong after a rollback.
 */
export async function appendAudit(tx: Tx, row: NewAuditRow): Promise<void> {
  const key = sealKeyOf(tx);
  const prevHash = await hashBefore(tx, key);
  const { at, personId, actor, action, entity, details } = row;
  const hash = hashOf(row, prevHash);
  const values = [at, personId, actor, action, entity, JSON.stringify(details), prevHash, hash];
  const [added] = await INSERT.rows<{ seq: number }>(tx, values);
  if (added === undefined) throw new Error("an audit row gave no seq");
  await WRITE_HEAD.rows(tx, [sealedHead({ seq: added.seq, hash }, key)]);
}

/** At the first start: from then on a head that is missing was taken away, also where there is no row. */
export async function beginAudit(tx: Tx): Promise<void> {
  await BEGIN.rows(tx, [sealedHead(NOTHING, sealKeyOf(tx))]);
}

/** For a chain that is older than its head: what stands there now is taken for whole. */
export async function sealAudit(tx: Tx): Promise<void> {
  const newest = await AuditRow.query(tx).orderBy("seq", "desc").first();
  await WRITE_HEAD.rows(tx, [sealedHead(newest ?? NOTHING, sealKeyOf(tx))]);
}

async function hashBefore(tx: Tx, key: SealKey): Promise<string> {
  const [stored] = await READ_HEAD.rows<{ value: string }>(tx, []);
  const head = stored === undefined ? null : openedHead(stored.value, key);
  return head?.hash ?? NO_HEAD;
}

/** The newest row, as the desk has sealed it. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The head of a chain without rows. */
export const NOTHING: Head = Object.freeze({ seq: 0, hash: "" });

/** missing: there is none · false: the desk did not write it */
export async function readHead(db: Knex, key: SealKey): Promise<Head | "missing" | "false"> {
  const stored = await readMeta(db, HEAD);
  return stored === null ? "missing" : (openedHead(stored, key) ?? "false");
}

function sealedHead({ seq, hash }: Head, key: SealKey): string {
  const head = `${seq} ${hash}`;
  return `${head} ${sealOf(key, "audit", head)}`;
}

function openedHead(stored: string, key: SealKey): Head | null {
  const [seq = "", hash = "", seal = ""] = stored.split(" ");
  return isSealOf(seal, key, "audit", `${seq} ${hash}`) ? { seq: Number(seq), hash } : null;
}

export function hashOf(row: NewAuditRow, prevHash: string): string {
  const { at, personId, actor, action, entity, details } = row;
  return createHash("sha256")
    .update(canonical({ action, actor, at, details, entity, personId, prevHash }))
    .digest("hex");
}

/** JSON with sorted keys, so that the same row gives the same text whoever wrote it. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
}
