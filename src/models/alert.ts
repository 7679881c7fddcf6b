import type { Knex } from "knex";
import type { Model, QueryBuilder } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId, PersonId } from "../domain/ids.ts";
import type { Reply } from "../domain/reply.ts";
import { LOUD, type Topic, TOPICS } from "../domain/topic.ts";
import { table } from "./base.ts";
import { count, flag, generated, id, json, nullable, oneOf, time, word } from "./schema.ts";

export const ENTITIES = ["order", "position", "strategy", "exchange", "halt"] as const;
export type Entity = (typeof ENTITIES)[number];

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
  /** The card asks for nothing and is not at work: it is not expected to change. */
  isFinal: flag().default(false),
  /** It tells of other alerts: nothing to be read, listed or counted itself. */
  isSummary: flag().default(false),
});

export class Alert extends table("alerts", schema) {}

export interface NewAlert extends Pick<Alert, "type" | "source" | "message" | "timestamp" | "severity" | "reply"> {
  /** What it tells of. */
  readonly about: { readonly type: Entity; readonly id: string | number } | null;
  readonly isSummary?: true;
}

const INSERT = prepared(
  `insert into alerts (type, source, message, timestamp, is_read, related_entity_type, related_entity_id, severity, is_summary, is_final, reply, revision)
   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) returning id`,
);
const REVISE = prepared(
  "update alerts set reply = ?, message = ?, is_final = ?, revision = revision + 1 where id = ? returning revision",
);
/** A card that was only counted comes to the chat itself where it is no longer final. */
const DUE_AGAIN = prepared(
  `update deliveries set state = 'due', counted_in = null, attempts = 0, due_at = ?
   where alert_id = ? and (state = 'shown' or (state = 'counted' and ?))`,
);

export async function insertAlert(tx: Tx, alert: NewAlert): Promise<AlertId> {
  const { type, source, message, timestamp, severity, reply, about, isSummary = false } = alert;
  const entity = [about?.type ?? null, about === null ? null : String(about.id)];
  const kinds = [severity, isSummary, isFinal(reply)];
  const values = [type, source, message, timestamp, false, ...entity, ...kinds, JSON.stringify(reply)];
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
  const { reply, message, at } = card;
  const [row] = await REVISE.rows<{ revision: number }>(tx, [JSON.stringify(reply), message, isFinal(reply), alert]);
  if (row === undefined) throw new Error(`no alert ${alert} to revise`);
  await DUE_AGAIN.rows(tx, [at, alert, !isFinal(reply)]);
  return row.revision;
}

function isFinal({ outcome }: Reply): boolean {
  return outcome === "done" || outcome === "refused";
}

/** How many of these alerts there are of each topic. */
export async function topicCounts(db: Knex, ids: QueryBuilder<Model>): Promise<{ topic: Topic; count: number }[]> {
  const rows = await Alert.query(db)
    .whereIn("id", ids)
    .select("source as topic")
    .count("id as count")
    .groupBy("source")
    .castTo<{ topic: Topic; count: number | string }[]>();
  return rows.map(({ topic, count }) => ({ topic, count: Number(count) }));
}

/** Which alerts a list has: those that nobody has read, all of them, or all of a topic. */
export type Which = "unread" | "all" | Topic;

/** What tells of other alerts is not among them. */
export function alertsOf(db: Knex, which: Which): QueryBuilder<Alert> {
  const all = Alert.query(db).where({ is_summary: false });
  if (which === "all") return all;
  return which === "unread" ? all.whereRaw(UNREAD) : all.where({ source: which });
}

/** As the index on it says, which a binding would miss. */
const UNREAD = "not is_read";

/** How many loud ones nobody has read. */
export async function unreadLoud(db: Knex): Promise<number> {
  return alertsOf(db, "unread").where("severity", ">=", LOUD).resultSize();
}

export interface Reading {
  readonly by: PersonId;
  /** People's time, ms UTC. */
  readonly at: number;
}

/** Those of them that nobody had read; gives how many. */
export async function markRead(alerts: QueryBuilder<Alert>, { by, at }: Reading): Promise<number> {
  return alerts.whereRaw(UNREAD).patch({ isRead: true, readBy: by, readAt: at });
}
