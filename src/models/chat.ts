import type { Knex } from "knex";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ChatId, PersonId } from "../domain/ids.ts";
import { PLATFORMS } from "../domain/platform.ts";
import type { Topic } from "../domain/topic.ts";
import { table } from "./base.ts";
import { count, flag, generated, json, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated<ChatId>(),
  platform: oneOf(PLATFORMS),
  /** The platform's id of the chat; where a person is alone with the desk, that of the person (on `local` as the desk counts them). */
  chatRef: word(),
  /** Of its clock: `UTC`, `Europe/Berlin`. */
  zone: word(),
  /** Alerts come here. */
  isActive: flag().default(true),
  /** What it is not told of, but for the grave; null: everything comes. */
  mutedTopics: nullable(json<readonly Topic[]>()),
  /** Less severe alerts do not come; 0: all do. */
  leastSeverity: count().default(0),
  /** Null: what asks or is grave sounds, the rest is silent. */
  sound: nullable(oneOf(["loud", "silent"])),
  /** `22:00-07:00` in its zone: what is not grave makes no sound then. */
  quiet: nullable(word()),
  /** Why nothing can be shown there, in words: `the bot was blocked`. Null: it can. */
  closedWhy: nullable(word()),
  /** How far its platform's counter of messages had come when something was last shown there; null where it has none. */
  trail: nullable(word()),
  createdAt: time(),
  /** When somebody was last known to look at it; null where its clients do not tell. */
  seenAt: nullable(time()),
});

export class Chat extends table("chats", schema) {}

const BY_ID = prepared("select * from chats where id = ?");
const BY_REF = prepared("select * from chats where platform = ? and chat_ref = ?");

/** As every message asks for it. Throws where there is none. */
export async function chatById(db: Knex, id: ChatId): Promise<Chat> {
  const [row] = await BY_ID.rows<object>(db, [id]);
  if (row === undefined) throw new Error(`there is no chat ${id}`);
  return Chat.fromDatabaseJson(row);
}

export async function chatByRef(db: Knex, platform: string, chatRef: string): Promise<Chat | null> {
  const [row] = await BY_REF.rows<object>(db, [platform, chatRef]);
  return row === undefined ? null : Chat.fromDatabaseJson(row);
}

const KEEP_TRAIL = prepared("update chats set trail = ? where id = ?");

export async function keepTrail(tx: Tx, id: ChatId, trail: string): Promise<void> {
  await KEEP_TRAIL.rows(tx, [trail, id]);
}

/** The zone of a person's own local chat. */
export async function localZone(db: Knex, person: PersonId): Promise<string> {
  const chat = await Chat.query(db).findOne({ platform: "local", chat_ref: String(person) });
  return chat?.zone ?? "UTC";
}
