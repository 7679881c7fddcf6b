import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId, PersonId } from "../domain/ids.ts";
import type { Reply } from "../domain/reply.ts";
import { table } from "./base.ts";
import { count, flag, generated, id, json, nullable, oneOf, time, word } from "./schema.ts";

export const ENTITIES = ["order", "position", "strategy", "exchange", "halt"] as const;
export type Entity = (typeof ENTITIES)[number];

export const TOPICS = ["orders", "fills", "risk", "price", "digest", "health"] as const;
export type Topic = (typeof TOPICS)[number];

const schema = z.strictObject({
  id: generated<AlertId>(),
  type: oneOf(["INFO", "WARNING", "ERROR"]),
  /** Its topic. */
  source: oneOf(TOPICS),
  /** The reply as plain text. */
  message: word(),
  timestamp: time(),
  /** Acknowledged by somebody entitled. */
  isRead: flag().default(false),
  readBy: nullable(id<PersonId>()),
  readAt: nullable(time()),
  relatedEntityType: nullable(oneOf(ENTITIES)),
  relatedEntityId: nullable(word()),
  /** 1–5; decides the order of sending. */
  severity: count().min(1).max(5),
  reply: json<Reply>(),
  /** Grows with each change of the card; deliveries catch up with it. */
  revision: count().default(1),
});

export class Alert extends table("alerts", schema) {}

export interface NewAlert extends Pick<Alert, "type" | "source" | "message" | "timestamp" | "severity" | "reply"> {
  /** What it tells of. */
  readonly about: { readonly type: Entity; readonly id: string | number } | null;
}

const INSERT = prepared(
  `insert into alerts (type, source, message, timestamp, is_read, related_entity_type, related_entity_id, severity, reply, revision)
   values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) returning id`,
);
const REVISE = prepared(
  "update alerts set reply = ?, message = ?, revision = revision + 1 where id = ? returning revision",
);
const DUE_AGAIN = prepared(
  "update deliveries set state = 'due', attempts = 0, due_at = ? where alert_id = ? and state = 'shown'",
);

export async function insertAlert(tx: Tx, alert: NewAlert): Promise<AlertId> {
  const { type, source, message, timestamp, severity, reply, about } = alert;
  const entity = [about?.type ?? null, about === null ? null : String(about.id)];
  const values = [type, source, message, timestamp, false, ...entity, severity, JSON.stringify(reply)];
  const [row] = await INSERT.rows<{ id: AlertId }>(tx, values);
  if (row === undefined) throw new Error("an inserted alert gave no id");
  return row.id;
}

export interface Revision {
  readonly reply: Reply;
  /** The same as plain text. */
  readonly message: string;
  /** People's time, ms UTC. */
  readonly at: number;
}

/** Writes the next revision of a card and gives its number; every copy that a chat has seen is due again. */
export async function reviseAlert(tx: Tx, alert: AlertId, card: Revision): Promise<number> {
  const [row] = await REVISE.rows<{ revision: number }>(tx, [JSON.stringify(card.reply), card.message, alert]);
  if (row === undefined) throw new Error(`no alert ${alert} to revise`);
  await DUE_AGAIN.rows(tx, [card.at, alert]);
  return row.revision;
}
