/** One chat's copy of an alert. */
import type { Knex } from "knex";
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId, ChatId, DeliveryId } from "../domain/ids.ts";
import { Alert } from "./alert.ts";
import { table } from "./base.ts";
import { Chat } from "./chat.ts";
import { count, flag, generated, id, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated<DeliveryId>(),
  alertId: id<AlertId>(),
  chatId: id<ChatId>(),
  /** The platform's reference to the message; null until it was sent. */
  messageRef: nullable(word()),
  /** 0: nothing yet. */
  revisionShown: count().default(0),
  attempts: count().default(0),
  dueAt: time(),
  /** due: behind its alert · shown: at its revision · counted: told by a summary · gone: message or chat no longer exists */
  state: oneOf(["due", "shown", "counted", "gone"]).default("due"),
  /** The update that this answers. */
  inReplyTo: nullable(word()),
  /** Of its alert: 5 is sent first. */
  severity: count().default(0),
  /** The summary that told of it. */
  countedIn: nullable(id<AlertId>()),
  /** It was given to the chat, which may have shown it: from then on it is counted nowhere. */
  isHanded: flag().default(false),
  /** What finds its message again where the first sending was cut short; null: none was begun, or its platform needs none. */
  trail: nullable(word()),
});

export class Delivery extends table("deliveries", schema) {
  declare alert?: Alert;
  declare chat?: Chat;

  static override relationMappings = (): RelationMappings => ({
    alert: {
      relation: Model.BelongsToOneRelation,
      modelClass: Alert,
      join: { from: "deliveries.alert_id", to: "alerts.id" },
    },
    chat: {
      relation: Model.BelongsToOneRelation,
      modelClass: Chat,
      join: { from: "deliveries.chat_id", to: "chats.id" },
    },
  });
}

const INSERT = prepared(
  `insert into deliveries (alert_id, chat_id, revision_shown, attempts, due_at, state, in_reply_to, severity)
   values (?, ?, 0, 0, ?, 'due', ?, (select severity from alerts where id = ?)) returning id`,
);

export type NewDelivery = Pick<Delivery, "alertId" | "chatId" | "dueAt" | "inReplyTo">;

/** A chat's copy of an alert, of which it has none yet. */
export async function insertDelivery(tx: Tx, delivery: NewDelivery): Promise<DeliveryId> {
  const { alertId, chatId, dueAt, inReplyTo } = delivery;
  const [row] = await INSERT.rows<{ id: DeliveryId }>(tx, [alertId, chatId, dueAt, inReplyTo, alertId]);
  if (row === undefined) throw new Error("an inserted delivery gave no id");
  return row.id;
}

const IN_DOUBT = prepared(
  `select id from deliveries
   where chat_id = ? and state = 'due' and message_ref is null and trail is not null order by id`,
);

/** Whose sending was begun by an earlier process, and may have been seen. */
export async function inDoubtIn(db: Knex, chat: ChatId): Promise<DeliveryId[]> {
  const rows = await IN_DOUBT.rows<{ id: DeliveryId }>(db, [chat]);
  return rows.map(({ id }) => id);
}

const LAST_SHOWN = prepared(
  "select message_ref from deliveries where chat_id = ? and message_ref is not null order by id desc limit 50",
);

/** The chat's newest messages that show cards. */
export async function lastShownIn(db: Knex, chat: ChatId): Promise<string[]> {
  const rows = await LAST_SHOWN.rows<{ message_ref: string }>(db, [chat]);
  return rows.map(({ message_ref: ref }) => ref);
}

const OLDEST_DUE = prepared("select min(due_at) as at from deliveries where state = 'due'");

/** How far the chats are behind: the age of the oldest delivery that is due, in ms. `now`: people's time. */
export async function deliveryLag(db: Knex, now: number): Promise<number> {
  const [oldest] = await OLDEST_DUE.rows<{ at: number | null }>(db, []);
  return Math.max(0, now - (oldest?.at ?? now));
}
