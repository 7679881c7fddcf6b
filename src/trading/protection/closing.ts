/** A rule ends a position at market, since its stop was reached or cannot be had: people are told at once. */
import { closingCard, unprotectedCard } from "../../cards/protection.ts";
import { post } from "../../chat/outbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Alert } from "../../models/alert.ts";
import { appendAudit } from "../../models/audit.ts";
import type { Position } from "../../models/position.ts";
import type { Cause } from "../cause.ts";
import { protectedFacts } from "./standing.ts";

export const NO_STOP = "its stop did not stand within 10 s";
export const STOP_PASSED = "the price had passed its stop before that could be placed";
export const STOP_TOUCHED = "its stop, which the bot watches, was touched";

export async function beginClosing(tx: Tx, position: Position, reason: string, cause: Cause): Promise<Position> {
  const closing = await markClosing(tx, position, reason, cause);
  const { id } = position;
  const { at } = cause;
  const reply = closingCard(await protectedFacts(tx, closing), reason);
  await post(tx, { type: "ERROR", source: "risk", severity: 5, reply, about: { kind: "position", id }, at });
  return closing;
}

/** From now on its exit is tried until nothing is left of it. */
export async function markClosing(tx: Tx, position: Position, reason: string, cause: Cause): Promise<Position> {
  const { at, personId, actor } = cause;
  const entity = `position ${position.id}`;
  await appendAudit(tx, { at, personId, actor, action: "position.closing", entity, details: { reason } });
  return position.$query(tx).patchAndFetch({ closingReason: reason });
}

const TELL_EVERY_MS = 60_000;

/** Loudly, and again every minute while it lasts. */
export async function tellUnprotected(tx: Tx, position: Position, at: number): Promise<void> {
  const { id } = position;
  const lately = await Alert.query(tx)
    .where({ source: "risk", related_entity_type: "position", related_entity_id: String(id) })
    .where("timestamp", ">", at - TELL_EVERY_MS)
    .first();
  if (lately !== undefined) return;
  const reply = unprotectedCard(await protectedFacts(tx, position), position.unprotectedSince ?? at);
  await post(tx, { type: "ERROR", source: "risk", severity: 5, reply, about: { kind: "position", id }, at });
}
