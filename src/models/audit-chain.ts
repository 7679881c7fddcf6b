/** Reads the audit from its first row to its sealed head, and names what was changed, taken out or put in. */
import { setImmediate as breathe } from "node:timers/promises";

import type { Knex } from "knex";

import type { Fault } from "../domain/audit-fault.ts";
import type { SealKey } from "../runtime/seal.ts";
import { type AuditDetails, type AuditRow, hashOf, type Head, NO_HEAD, NOTHING, readHead } from "./audit.ts";

export interface AuditCheck {
  readonly rows: number;
  /** In their order; empty where all is whole. */
  readonly faults: readonly Fault[];
}

export type ChainRow = Pick<
  AuditRow,
  "seq" | "at" | "personId" | "actor" | "action" | "entity" | "details" | "prevHash" | "hash"
>;

/** No hash holds the seq: rows that were moved keep their order, and below this one there was never room. */
const FIRST_SEQ = 1;
/** More would only repeat what the first ones say. */
const MOST_FAULTS = 10;

/** Takes the rows in their order. */
export class Chain {
  readonly faults: Fault[] = [];
  rows = 0;
  last: Head | null = null;
  #hashBeforeLast = "";

  take(row: ChainRow): void {
    this.#compare(row);
    this.rows += 1;
    this.#hashBeforeLast = this.last?.hash ?? "";
    this.last = { seq: row.seq, hash: row.hash };
  }

  note(fault: Fault): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(fault);
  }

  #compare(row: ChainRow): void {
    const isItself = row.seq >= FIRST_SEQ && row.hash === hashOf(row, row.prevHash);
    if (!isItself) return this.note({ kind: "changed", seq: row.seq });
    if (row.prevHash === (this.last?.hash ?? "")) return;
    if (row.prevHash === NO_HEAD) return this.note({ kind: "no head", seq: row.seq });
    if (this.last !== null && row.prevHash === this.#hashBeforeLast) return this.#inserted(this.last.seq);
    const isNext = this.last !== null && row.seq === this.last.seq + 1;
    if (isNext) return this.note({ kind: "rewritten", seq: row.seq - 1 });
    this.note({ kind: "removed", after: this.last?.seq ?? null, before: row.seq });
  }

  /** What was put in need not even fit itself: it is one fault. */
  #inserted(seq: number): void {
    const known = this.faults.at(-1);
    if (known?.kind === "changed" && known.seq === seq) this.faults.pop();
    this.note({ kind: "inserted", seq });
  }
}

const AT_ONCE = 200;

/** In small pieces with a breath between them: the desk goes on meanwhile, and goes on writing. */
export async function checkAudit(db: Knex, key: SealKey, signal?: AbortSignal): Promise<AuditCheck> {
  const chain = new Chain();
  for (;;) {
    const head = await readHead(db, key);
    const until = typeof head === "string" ? Number.MAX_SAFE_INTEGER : head.seq;
    await walk(db, chain, until, signal);
    if (typeof head === "string") return ended(chain, head);
    compareHead(chain, head);
    const beyond = await rowsAfter(db, head.seq, Number.MAX_SAFE_INTEGER);
    if (beyond.length === 0 || chain.faults.length >= MOST_FAULTS) return chain;
    const now = await readHead(db, key);
    if (typeof now !== "string" && now.seq > head.seq) continue; // the desk has written on
    for (const { seq } of beyond) chain.note({ kind: "inserted", seq });
    return chain;
  }
}

function ended(chain: Chain, head: "missing" | "false"): AuditCheck {
  chain.note({ kind: head === "false" ? "head false" : "head missing" });
  return chain;
}

function compareHead(chain: Chain, head: Head): void {
  const last = chain.last ?? NOTHING;
  if (last.seq < head.seq) chain.note({ kind: "newest removed", after: chain.last?.seq ?? null, upTo: head.seq });
  else if (last.hash !== head.hash) chain.note({ kind: "rewritten", seq: last.seq });
}

async function walk(db: Knex, chain: Chain, until: number, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const rows = await rowsAfter(db, chain.last?.seq ?? Number.MIN_SAFE_INTEGER, until);
    rows.forEach((row) => chain.take(row));
    if (rows.length < AT_ONCE) return;
    await breathe();
  }
}

interface StoredRow extends Omit<ChainRow, "details" | "personId" | "prevHash"> {
  readonly person_id: ChainRow["personId"];
  readonly details: string;
  readonly prev_hash: string;
}

/** As they are stored, whatever somebody has made of them: a model would refuse to read some. */
async function rowsAfter(db: Knex, seq: number, until: number): Promise<ChainRow[]> {
  const stored = await db<StoredRow>("audit")
    .where("seq", ">", seq)
    .where("seq", "<=", until)
    .orderBy("seq")
    .limit(AT_ONCE);
  return stored.map(({ person_id: personId, prev_hash: prevHash, details, ...row }) => {
    return { ...row, personId, prevHash, details: detailsOf(details) };
  });
}

/** The hash is of what the text means: a text that the desk would not write (a name twice, say) means nothing else. */
function detailsOf(stored: string): AuditDetails {
  try {
    const details = JSON.parse(stored) as AuditDetails;
    return JSON.stringify(details) === stored ? details : { stored };
  } catch {
    return { stored };
  }
}
