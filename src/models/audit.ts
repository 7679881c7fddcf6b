/** Who did what: append-only, each row holding the hash of the one before it. */
import { createHash } from "node:crypto";

import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
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

export type NewAuditRow = Pick<AuditRow, "at" | "personId" | "actor" | "action" | "entity" | "details">;

const HEAD = prepared("select hash from audit order by seq desc limit 1");
const INSERT = prepared(
  "insert into audit (at, person_id, actor, action, entity, details, prev_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?)",
);

// The head is read anew each time: one kept in memory would be wrong after a rollback.
export async function appendAudit(tx: Tx, row: NewAuditRow): Promise<void> {
  const [head] = await HEAD.rows<{ hash: string }>(tx, []);
  const prevHash = head?.hash ?? "";
  const { at, personId, actor, action, entity, details } = row;
  const values = [at, personId, actor, action, entity, JSON.stringify(details), prevHash, hashOf(row, prevHash)];
  await INSERT.rows(tx, values);
}

/** The seq of the first row that does not follow from the one before it, null where the chain is whole. */
export function firstBreak(rows: readonly AuditRow[]): number | null {
  let prevHash = "";
  for (const row of rows) {
    if (row.prevHash !== prevHash || row.hash !== hashOf(row, prevHash)) return row.seq;
    prevHash = row.hash;
  }
  return null;
}

function hashOf(row: NewAuditRow, prevHash: string): string {
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
