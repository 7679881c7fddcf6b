/** Alerts are written in the transaction of their cause; `deliver` brings them to the chats. */
import { ring, type Tx } from "../db/transact.ts";
import type { AlertId, ChatId } from "../domain/ids.ts";
import type { Reply } from "../domain/reply.ts";
import { type Alert, type Entity, insertAlert, reviseAlert } from "../models/alert.ts";
import { Chat } from "../models/chat.ts";
import { Delivery, insertDelivery } from "../models/delivery.ts";
import type { Call } from "./command.ts";
import { hears } from "./subscriptions.ts";
import { renderText } from "./text/text.ts";

export interface Post {
  readonly type: Alert["type"];
  readonly source: Alert["source"];
  /** 1 to 5; 5 is delivered first. */
  readonly severity: 1 | 2 | 3 | 4 | 5;
  readonly reply: Reply;
  readonly about: { readonly kind: Entity; readonly id: number | string } | null;
  /** People's time, ms UTC. */
  readonly at: number;
  /** Left out: every active chat that wants to hear of it. */
  readonly to?: readonly ChatId[];
}

/** A new card for every active chat that wants to hear of it, or for some. In the chat of `answers` it answers that call. */
export async function post(tx: Tx, { about, reply, at, to, ...alert }: Post, answers?: Call): Promise<AlertId> {
  const id = await insertAlert(tx, {
    ...alert,
    reply,
    message: plainText(reply, at),
    timestamp: at,
    about: about === null ? null : { type: about.kind, id: about.id },
  });
  for (const chatId of await audience(tx, alert, to, answers)) {
    const inReplyTo = chatId === answers?.chat.id ? answers.updateId : null;
    await insertDelivery(tx, { alertId: id, chatId, dueAt: at, inReplyTo });
  }
  ring(tx, "deliver");
  return id;
}

export interface Summary {
  readonly chat: ChatId;
  readonly severity: number;
  readonly reply: Reply;
  /** People's time, ms UTC. */
  readonly at: number;
}

/** A message to one chat that tells of other alerts. */
export async function postSummary(tx: Tx, { chat, severity, reply, at }: Summary): Promise<AlertId> {
  const id = await insertAlert(tx, {
    ...{ type: "INFO", source: "digest", severity, reply, message: plainText(reply, at), timestamp: at },
    ...{ about: null, isSummary: true },
  });
  await insertDelivery(tx, { alertId: id, chatId: chat, dueAt: at, inReplyTo: null });
  ring(tx, "deliver");
  return id;
}

/** What the alert keeps beside its card, for reading without one. */
function plainText(reply: Reply, at: number): string {
  return renderText(reply, { zone: "UTC", now: at });
}

type Graded = Pick<Post, "source" | "severity">;

async function audience(tx: Tx, alert: Graded, to: Post["to"], answers: Call | undefined): Promise<Set<ChatId>> {
  const active = await Chat.query(tx).where({ is_active: true, closed_why: null }).orderBy("id");
  const hearing = active.filter((chat) => hears(chat, alert));
  const ids = new Set(hearing.map((chat) => chat.id).filter((id) => to?.includes(id) ?? true));
  return answers === undefined ? ids : ids.add(answers.chat.id);
}

/** The card's next revision, in every chat that has it. */
export async function revise(tx: Tx, id: AlertId, reply: Reply, at: number): Promise<void> {
  await reviseAlert(tx, id, { reply, message: plainText(reply, at), at });
  ring(tx, "deliver");
}

/**
 * Makes a card the answer to a call in its chat: where the chat has the card already, it is shown there once more, in its
 * place and naming the call.
 */
export async function answerWith(tx: Tx, card: AlertId, call: Call, at: number): Promise<void> {
  const own = await Delivery.query(tx).findOne({ alert_id: card, chat_id: call.chat.id });
  if (own?.inReplyTo === call.updateId) return;
  const fresh = { revisionShown: 0, state: "due", countedIn: null, attempts: 0, dueAt: at } as const;
  if (own === undefined)
    await insertDelivery(tx, { alertId: card, chatId: call.chat.id, dueAt: at, inReplyTo: call.updateId });
  else
    await Delivery.query(tx)
      .findById(own.id)
      .patch({ inReplyTo: call.updateId, ...fresh });
  ring(tx, "deliver");
}
