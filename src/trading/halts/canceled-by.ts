/** Whose word ended an order before it was filled: a person's, or that of a halt or a panic which took it along. */
import type { Knex } from "knex";

import type { Canceler } from "../../cards/order/facts.ts";
import type { Tx } from "../../db/transact.ts";
import { AuditRow } from "../../models/audit.ts";
import { Halt } from "../../models/halt.ts";
import type { Order } from "../../models/order.ts";
import { Panic } from "../../models/panic.ts";
import { entityOf } from "../cause.ts";
import { haltFacts } from "./card.ts";

/** How the audit names a wish to cancel; where nothing was sent yet, the end itself is in it at once. */
export const CANCEL_ASKED = "cancel.asked";
const CANCELED = "order.canceled";

/** Null where nobody asked for it, or where a desk of before kept no word of it. */
export async function canceledBy(db: Knex | Tx, order: Order): Promise<Canceler | null> {
  if (order.state !== "canceled") return null;
  const wished = order.cancelRequestedAt !== null;
  const row = await AuditRow.query(db)
    .where({ entity: entityOf(order.id), action: wished ? CANCEL_ASKED : CANCELED })
    .orderBy("seq", "desc")
    .first();
  if (row === undefined) return null;
  const halt = wished ? row.details["halt"] : order.haltId;
  if (typeof halt === "number") return byHalt(db, halt, row.at);
  return row.personId === null ? null : { by: row.actor, at: row.at, through: "word", reason: null };
}

async function byHalt(db: Knex | Tx, id: number, at: number): Promise<Canceler> {
  const { by, reason } = await haltFacts(db, await Halt.query(db).findById(id).throwIfNotFound());
  const panic = await Panic.query(db).findById(id);
  return { by, at, through: panic === undefined ? "halt" : "panic", reason };
}
