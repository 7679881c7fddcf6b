/** What came in from a chat, stored before it is confirmed to the platform. */
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId, ChatId, InboxId, PersonId } from "../domain/ids.ts";
import { PLATFORMS } from "../domain/platform.ts";
import type { Reply } from "../domain/reply.ts";
import { table } from "./base.ts";
import { generated, id, json, nullable, oneOf, time, word } from "./schema.ts";

/** `typed`: what was written into the form that a button opened; it follows the button's line. `secret`: what looked like a key, and is kept nowhere. */
export type InboxContent =
  | { readonly line: string }
  | { readonly press: string; readonly typed?: string }
  | { readonly secret: true };
/** What it was answered with, for when the same update comes again. */
export type StoredAnswer = { readonly reply: Reply } | { readonly card: AlertId } | { readonly nothing: true };

const schema = z.strictObject({
  id: generated<InboxId>(),
  platform: oneOf(PLATFORMS),
  updateId: word(),
  chatId: id<ChatId>(),
  /** Null: a stranger. */
  personId: nullable(id<PersonId>()),
  content: json<InboxContent>(),
  /** By the platform's clock, ms UTC. */
  sentAt: nullable(time()),
  receivedAt: time(),
  claimedAt: nullable(time()),
  answer: nullable(json<StoredAnswer>()),
  answeredAt: nullable(time()),
});

export class InboxRow extends table("inbox", schema) {}

const INSERT = prepared(
  `insert into inbox (platform, update_id, chat_id, person_id, content, sent_at, received_at)
   values (?, ?, ?, ?, ?, ?, ?) on conflict (platform, update_id) do nothing returning id`,
);

export type NewInboxRow = Pick<
  InboxRow,
  "platform" | "updateId" | "chatId" | "personId" | "content" | "sentAt" | "receivedAt"
>;

/** Null where the platform's update is already there. */
export async function insertInboxRow(tx: Tx, row: NewInboxRow): Promise<InboxId | null> {
  const { platform, updateId, chatId, personId, content, sentAt, receivedAt } = row;
  const values = [platform, updateId, chatId, personId, JSON.stringify(content), sentAt, receivedAt];
  const [stored] = await INSERT.rows<{ id: InboxId }>(tx, values);
  return stored?.id ?? null;
}
