/** From a platform's update to a durable row: whoever is not let in leaves none. */
import type { Desk } from "../db/desk.ts";
import { transact, type Tx } from "../db/transact.ts";
import type { InboxId } from "../domain/ids.ts";
import { appendAudit } from "../models/audit.ts";
import { Chat, chatByRef } from "../models/chat.ts";
import { type InboxContent, insertInboxRow, InboxRow } from "../models/inbox.ts";
import { Person } from "../models/person.ts";
import type { Platform } from "../domain/platform.ts";
import type { Incoming } from "./adapter.ts";
import { createBatch } from "./batch.ts";
import { createPairing, withoutCode } from "./pairing.ts";
import { personOf } from "./people.ts";
import { reopenChat } from "./whereabouts.ts";

/** A stored message with who wrote it, and where. */
export interface Message {
  readonly id: InboxId;
  readonly updateId: string;
  readonly content: InboxContent;
  /** People's time, ms UTC: when it was written, where the platform tells; else when it came. */
  readonly writtenAt: number;
  readonly receivedAt: number;
  readonly person: Person;
  readonly chat: Chat;
}

/** What became of an update: durable as a message, stored before, or of nobody whom the desk knows. */
export type Received = Message | "known" | "stranger";

export interface Receiver {
  store(platform: Platform, update: Incoming): Promise<Received>;
}

/** Strangers remembered, so that each is noted once. */
const MOST_STRANGERS = 1_000;

/** `zone` (IANA) is that of a chat until it sets another. */
export function createReceiver(desk: Desk, zone: string): Receiver {
  const strangers = new Set<string>();
  // What a platform gives at once is one commit.
  const commits = createBatch(desk, 0);
  const pairing = createPairing(desk);

  const noteStranger = async (platform: Platform, userRef: string): Promise<void> => {
    const who = `${platform}:${userRef}`;
    if (strangers.has(who) || strangers.size >= MOST_STRANGERS) return;
    strangers.add(who);
    desk.log.warn({ who }, "a stranger wrote and was not answered");
    await transact(desk, (tx) =>
      appendAudit(tx, {
        at: desk.clock.now(),
        personId: null,
        actor: "stranger",
        action: "denied",
        entity: who,
        details: {},
      }),
    );
  };

  return {
    async store(platform, update) {
      const known = await personOf(desk.db.reader, platform, update.userRef);
      const person = known ?? (await pairing.take(platform, update));
      if (person === null) {
        await noteStranger(platform, readable(update.userRef));
        return "stranger";
      }
      const place = await chatByRef(desk.db.reader, platform, update.chatRef);
      let received: Received = "known";
      await commits.add(async (tx) => {
        const now = desk.clock.now();
        const chat = place ?? (await addChat(tx, platform, update, { zone, now }));
        await reopenChat(tx, chat.id);
        received = await insert(tx, platform, update, person, chat, now);
      });
      return received;
    },
  };
}

/** Answers go there. Alerts do where a person is alone with the desk; elsewhere only when somebody wants them to. */
async function addChat(tx: Tx, platform: Platform, { chatRef, userRef }: Incoming, at: Opening): Promise<Chat> {
  const known = await Chat.query(tx).findOne({ platform, chat_ref: chatRef });
  if (known !== undefined) return known;
  return Chat.query(tx).insertAndFetch({
    ...{ platform, chatRef, zone: at.zone, isActive: chatRef === userRef, createdAt: at.now },
  });
}

interface Opening {
  /** That its times are in at first. */
  readonly zone: string;
  readonly now: number;
}

async function insert(
  tx: Tx,
  platform: Platform,
  { updateId, sentAt, ...update }: Incoming,
  person: Person,
  chat: Chat,
  receivedAt: number,
): Promise<Received> {
  const content = storable(update.content);
  const id = await insertInboxRow(tx, {
    platform,
    updateId,
    chatId: chat.id,
    personId: person.id,
    content,
    sentAt,
    receivedAt,
  });
  return id === null ? "known" : { id, updateId, content, writtenAt: sentAt ?? receivedAt, receivedAt, person, chat };
}

/** What an earlier process stored and did not claim, oldest first. Of people who are still let in. */
export async function unclaimed({ db: { reader } }: Desk): Promise<Message[]> {
  const rows = await InboxRow.query(reader).whereNull("claimed_at").orderBy("id");
  if (rows.length === 0) return [];
  const people = new Map((await Person.query(reader).where({ is_active: true })).map((person) => [person.id, person]));
  const chats = new Map((await Chat.query(reader)).map((chat) => [chat.id, chat]));
  return rows.flatMap(({ id, updateId, content, sentAt, receivedAt, chatId, personId }) => {
    const person = personId === null ? undefined : people.get(personId);
    const chat = chats.get(chatId);
    if (person === undefined || chat === undefined) return [];
    return [{ id, updateId, content, writtenAt: sentAt ?? receivedAt, receivedAt, person, chat }];
  });
}

function storable(content: InboxContent): InboxContent {
  if ("secret" in content) return content;
  if ("line" in content) return { line: readable(withoutCode(content.line)) };
  return { press: readable(content.press), ...(content.typed === undefined ? {} : { typed: readable(content.typed) }) };
}

/** Without what a database refuses to store: the row must not come again for ever. The grammar refuses the sign with a reason. */
function readable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
