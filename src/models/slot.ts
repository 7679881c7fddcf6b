/** A moment at which something is due once: of each series of moments the last one that was claimed. */
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import { table } from "./base.ts";
import { time, word } from "./schema.ts";

const schema = z.strictObject({
  /** Whose moments: `trend paper BTC/USDT 15m`. */
  name: word(),
  /** ms UTC, in the time that they are counted in. */
  at: time(),
});

export class Slot extends table("slots", schema, "name") {}

/**
 * Claims a moment, in the transaction of all that it causes. False where it, or a later one, is claimed already.
 */
export async function claimSlot(tx: Tx, name: string, at: number): Promise<boolean> {
  const later = await Slot.query(tx).where({ name }).where("at", "<", at).patch({ at });
  if (later > 0) return true;
  if ((await Slot.query(tx).findById(name)) !== undefined) return false;
  await Slot.query(tx).insert({ name, at });
  return true;
}
