/** What was shown is noted, and what could not be shown: small writes that share a commit. */
import { transact, type Tx } from "../../db/transact.ts";
import type { ChatId, DeliveryId, InboxId } from "../../domain/ids.ts";
import type { Reply } from "../../domain/reply.ts";
import { Alert } from "../../models/alert.ts";
import { Chat } from "../../models/chat.ts";
import { Delivery } from "../../models/delivery.ts";
import type { MessageRef } from "../adapter.ts";
import { expireButtons } from "../buttons.ts";
import { finish } from "../inbox.ts";
import type { Stage } from "./stage.ts";

/** What a message is answered with, on its way to the chat. */
export interface PendingAnswer {
  readonly inbox: InboxId;
  readonly updateId: string;
  readonly chat: { readonly id: ChatId };
  readonly reply: Reply;
}

/** Notes a reply as its message's answer: shown, or still owed to the chat. */
export function markAnswer({ batch, desk }: Stage, { inbox, reply }: PendingAnswer, isShown: boolean): Promise<void> {
  const now = desk.clock.now();
  return batch.add((tx) => finish(tx, inbox, { reply }, now, isShown ? now : null));
}

/** A card at a revision, in the message that shows it. */
export interface ShownCard {
  readonly id: DeliveryId;
  readonly revision: number;
  readonly ref: MessageRef;
  /** It was sent, not changed. */
  readonly isNew: boolean;
  readonly hasButtons: boolean;
}

/** Settles when it is noted; true where the card has moved on meanwhile and is due again. */
export async function markCard({ batch, desk }: Stage, card: ShownCard): Promise<boolean> {
  let isBehind = false;
  await batch.add(async (tx) => {
    isBehind = await note(tx, card, desk.clock.now());
  });
  desk.log.debug({ step: "deliver.noted", delivery: card.id }, "what was shown is noted");
  return isBehind;
}

async function note(tx: Tx, { id, revision, ref, ...card }: ShownCard, now: number): Promise<boolean> {
  const delivery = await Delivery.query(tx).findById(id).throwIfNotFound();
  const alert = await Alert.query(tx).findById(delivery.alertId).throwIfNotFound();
  const isBehind = alert.revision > revision;
  const state = isBehind ? "due" : "shown";
  await Delivery.query(tx).findById(id).patch({ messageRef: ref, revisionShown: revision, attempts: 0, state });
  if (!card.hasButtons) await expireButtons(tx, id, now);
  return isBehind;
}

/** About a day of trying once a minute: then the chat is taken for lost. */
const MOST_ATTEMPTS = 1_500;

/**
 * Settles when the failed attempt is noted: one that the platform has refused, not one in an outage, which may last. It stays due
 * since when it was: how soon it is tried again is its lane's.
 */
export function markFailure({ batch, desk, isReachable }: Stage, id: DeliveryId): Promise<void> {
  return batch.add(async (tx) => {
    const { attempts, chatId } = await Delivery.query(tx).findById(id).throwIfNotFound();
    const { platform } = await Chat.query(tx).findById(chatId).throwIfNotFound();
    if (!isReachable(platform)) return;
    const isLost = attempts + 1 >= MOST_ATTEMPTS;
    if (isLost) desk.log.error({ delivery: id, attempts }, "a delivery was given up");
    await Delivery.query(tx)
      .findById(id)
      .patch({ attempts: attempts + 1, ...(isLost ? { state: "gone" } : {}) });
  });
}

/** It is in /alerts, and nowhere else any more. */
export async function giveUp({ desk }: Stage, id: DeliveryId): Promise<void> {
  await transact(desk, async (tx) => {
    await Delivery.query(tx).findById(id).patch({ state: "gone" });
  });
}
