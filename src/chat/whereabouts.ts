/** Chats that go on elsewhere, and those where nothing can be shown any more: noted once, told to who should know. */
import { type ClosedFacts, closedChatCard, movedChatCard } from "../cards/places.ts";
import type { Desk } from "../db/desk.ts";
import { prepared } from "../db/prepared.ts";
import { ring, transact, type Tx } from "../db/transact.ts";
import type { ChatId } from "../domain/ids.ts";
import { Alert } from "../models/alert.ts";
import { Chat } from "../models/chat.ts";
import { Delivery } from "../models/delivery.ts";
import { Identity } from "../models/identity.ts";
import { Person } from "../models/person.ts";
import { adminChats } from "./membership.ts";
import { post } from "./outbox.ts";

export interface Move {
  readonly to: string;
  /** In words for people: `the topic was deleted`. */
  readonly why: string;
}

/**
 * What is shown there is shown anew where the chat goes on: its messages stay behind. Gives the chat that it is now; null where it
 * is said to go on where it is. Twice is once.
 */
export async function moveChat(desk: Desk, id: ChatId, { to, why }: Move): Promise<ChatId | null> {
  return transact(desk, async (tx) => {
    const now = desk.clock.now();
    const from = await Chat.query(tx).findById(id).throwIfNotFound();
    if (from.chatRef === to) return null;
    const there = await Chat.query(tx).findOne({ platform: from.platform, chat_ref: to });
    if (from.closedWhy !== null) return there?.id ?? null;
    await leaveMessages(tx, from.id);
    if (there === undefined) await Chat.query(tx).findById(id).patch({ chatRef: to });
    else await join(tx, from, there, why);
    const place = there?.id ?? id;
    const reply = movedChatCard({ chat: await nameOf(tx, from), why });
    const told = [place, ...(await adminChats(tx))];
    await post(tx, { type: "WARNING", source: "health", severity: 4, reply, about: null, at: now, to: told });
    return place;
  });
}

/** What is due or may change has no message in the new place yet. */
async function leaveMessages(tx: Tx, chat: ChatId): Promise<void> {
  const open = Alert.query(tx).where({ is_final: false }).select("id");
  await Delivery.query(tx)
    .where({ chat_id: chat })
    .where((delivery) => void delivery.where({ state: "due" }).orWhereIn("alert_id", open))
    .patch({ messageRef: null, trail: null });
}

/** The desk knows the new place already: it takes over what it does not have, and is told of what the old one was. */
async function join(tx: Tx, from: Chat, there: Chat, why: string): Promise<void> {
  const had = Delivery.query(tx).where({ chat_id: there.id }).select("alert_id");
  await Delivery.query(tx).where({ chat_id: from.id }).whereNotIn("alert_id", had).patch({ chatId: there.id });
  await Delivery.query(tx).where({ chat_id: from.id }).patch({ state: "gone" });
  await Chat.query(tx).findById(from.id).patch({ closedWhy: why });
  if (from.isActive && !there.isActive) await Chat.query(tx).findById(there.id).patch(wishesOf(from));
}

function wishesOf({ isActive, mutedTopics, leastSeverity, sound, quiet, zone }: Chat) {
  return { isActive, mutedTopics, leastSeverity, sound, quiet, zone };
}

/** Nothing more is sent there until somebody writes there again; the admins are told once. */
export async function closeChat(desk: Desk, id: ChatId, why: string): Promise<void> {
  await transact(desk, async (tx) => {
    const chat = await Chat.query(tx).findById(id).throwIfNotFound();
    if (chat.closedWhy !== null) return;
    const unseen = await Delivery.query(tx).where({ chat_id: id, state: "due" }).patch({ state: "gone" });
    await Chat.query(tx).findById(id).patch({ closedWhy: why });
    const facts: ClosedFacts = { chat: await nameOf(tx, chat), why, unseen, wasTold: chat.isActive };
    const to = (await adminChats(tx)).filter((each) => each !== id);
    const reply = closedChatCard(facts);
    await post(tx, { type: "WARNING", source: "health", severity: 4, reply, about: null, at: desk.clock.now(), to });
  });
}

const REOPEN = prepared("update chats set closed_why = null where id = ? and closed_why is not null returning id");

/** In the transaction of what somebody wrote there: whatever was known of it before. */
export async function reopenChat(tx: Tx, id: ChatId): Promise<void> {
  if ((await REOPEN.rows(tx, [id])).length > 0) ring(tx, "deliver");
}

/** A chat in which a person is alone with the desk is theirs; another one has its number. */
async function nameOf(tx: Tx, { platform, chatRef }: Chat): Promise<ClosedFacts["chat"]> {
  const identity = await Identity.query(tx).findOne({ platform, user_ref: chatRef });
  const person = identity === undefined ? undefined : await Person.query(tx).findById(identity.personId);
  return { platform, ref: chatRef, person: person?.name ?? null };
}
