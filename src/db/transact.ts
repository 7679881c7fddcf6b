/** The one door for writing: nothing else opens a write transaction. */
import { setTimeout as wait } from "node:timers/promises";

import type { Knex } from "knex";

import { LeaseLost } from "../domain/errors.ts";
import type { LoopName } from "../runtime/bell.ts";
import type { SealKey } from "../runtime/seal.ts";
import type { Desk } from "./desk.ts";
import { isWorthRepeating } from "./errors.ts";
import { prepared } from "./prepared.ts";

/** An open write transaction. Whatever takes one writes; inside it nothing is awaited but the database, through it. */
export type Tx = Knex.Transaction & { readonly __writes: true };

type Writable = Pick<Desk, "db" | "lease" | "bell" | "sealKey">;

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 10;

interface Context {
  /** Loops to wake once the transaction is committed. */
  readonly rung: Set<LoopName>;
  readonly sealKey: SealKey;
}

const contexts = new WeakMap<Tx, Context>();

/**
 * Runs `work` in a transaction of the current lease epoch. Throws LeaseLost, with nothing written, where another
 * process has taken over. `work` runs again after a serialisation failure, so it changes nothing but the database.
 */
export async function transact<T>(desk: Writable, work: (tx: Tx) => PromiseLike<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(desk, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isWorthRepeating(error)) throw error;
      await wait(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** Wakes a loop after the commit, and never after a rollback. */
export function ring(tx: Tx, loop: LoopName): void {
  contextOf(tx).rung.add(loop);
}

/** What the rows of this desk are sealed with. */
export function sealKeyOf(tx: Tx): SealKey {
  return contextOf(tx).sealKey;
}

function contextOf(tx: Tx): Context {
  const context = contexts.get(tx);
  if (context === undefined) throw new Error("outside of a transaction of transact");
  return context;
}

async function attemptOnce<T>(desk: Writable, work: (tx: Tx) => PromiseLike<T>): Promise<T> {
  const rung = new Set<LoopName>();
  const result = await desk.db.writer.transaction(async (trx) => {
    const tx = trx as Tx;
    contexts.set(tx, { rung, sealKey: desk.sealKey });
    await lockEpoch(tx, desk);
    const done = await work(tx);
    contexts.delete(tx);
    return done;
  });
  for (const loop of rung) desk.bell.ring(loop);
  return result;
}

const LOCK = prepared("update lease set epoch = ? where id = 1 and epoch = ? returning id");

/** An update, not a read: it takes the write lock, so that no other process can change the epoch before the commit. */
async function lockEpoch(tx: Tx, { lease }: Writable): Promise<void> {
  const isOurs = lease.isHeld() && (await LOCK.rows(tx, [lease.epoch, lease.epoch])).length === 1;
  if (isOurs) return;
  const reason = "another process has taken over this database";
  lease.lost(reason);
  throw new LeaseLost(`Nothing was written: ${reason}.`);
}
