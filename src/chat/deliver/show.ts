/** Shows one thing in one chat: a reply once, or a card as it is now. What was shown is noted by a mark. */
import type { Desk } from "../../db/desk.ts";
import type { Tx } from "../../db/transact.ts";
import type { ChatId, DeliveryId, InboxId } from "../../domain/ids.ts";
import type { Reply, Shown } from "../../domain/reply.ts";
import { Alert } from "../../models/alert.ts";
import { Chat } from "../../models/chat.ts";
import { Delivery } from "../../models/delivery.ts";
import { within } from "../../runtime/deadline.ts";
import { type ChatAdapter, MessageGone, type MessageRef, type Outgoing } from "../adapter.ts";
import { expireButtons, hasButtons, mint, type Place, withRunnable } from "../buttons.ts";
import { finish } from "../inbox.ts";
import type { Batch } from "../batch.ts";

export interface Stage {
  readonly desk: Desk;
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
  readonly batch: Batch;
  /** Registry.canRun: a button that could not run is not shown. */
  readonly canRun: (line: string) => boolean;
}

/** What a message is answered with, on its way to the chat. */
export interface PendingAnswer {
  readonly inbox: InboxId;
  readonly updateId: string;
  readonly chat: { readonly id: ChatId; readonly platform: string; readonly chatRef: string };
  readonly reply: Reply;
}

const SHOW_MS = 10_000;

/** Throws where the chat did not take it. */
export async function showAnswer(stage: Stage, { inbox, updateId, chat, reply }: PendingAnswer): Promise<void> {
  const shown = await dressed(stage, reply, { chat: chat.id, delivery: null });
  const message: Outgoing = { key: `answer:${inbox}`, reply: shown, revision: 1, inReplyTo: updateId };
  await put(adapterOf(stage, chat.platform), chat.chatRef, null, message);
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
  readonly hasButtons: boolean;
}

/** Null where nothing is due any more. Throws where the chat did not take it. */
export async function showCard(stage: Stage, id: DeliveryId): Promise<ShownCard | null> {
  const { reader } = stage.desk.db;
  const delivery = await Delivery.query(reader).findById(id);
  if (delivery?.state !== "due") return null;
  const alert = await Alert.query(reader).findById(delivery.alertId).throwIfNotFound();
  const chat = await Chat.query(reader).findById(delivery.chatId).throwIfNotFound();
  const { revision } = alert;
  const shown = await dressed(stage, alert.reply, { chat: chat.id, delivery: id });
  const key = `card:${id}:${revision}:${delivery.inReplyTo ?? ""}`;
  const message: Outgoing = { key, reply: shown, revision, inReplyTo: delivery.inReplyTo };
  stage.desk.log.debug({ step: "deliver.ready", delivery: id, revision }, "a card is about to be shown");
  const ref = await put(adapterOf(stage, chat.platform), chat.chatRef, delivery.messageRef, message);
  stage.desk.log.debug({ step: "deliver.shown", delivery: id, revision }, "a card was shown");
  return { id, revision, ref, hasButtons: shown.blocks.some((block) => block.kind === "buttons") };
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

/** Settles when the failed attempt is noted. It stays due since when it was: how soon it is tried again is its lane's. */
export function markFailure({ batch, desk }: Stage, id: DeliveryId): Promise<void> {
  return batch.add(async (tx) => {
    const { attempts } = await Delivery.query(tx).findById(id).throwIfNotFound();
    const isLost = attempts + 1 >= MOST_ATTEMPTS;
    if (isLost) desk.log.error({ delivery: id, attempts }, "a delivery was given up");
    await Delivery.query(tx)
      .findById(id)
      .patch({ attempts: attempts + 1, ...(isLost ? { state: "gone" } : {}) });
  });
}

/** With its tokens, which are durable before anybody sees them. */
async function dressed({ desk, batch, canRun }: Stage, reply: Reply, place: Place): Promise<Shown> {
  const runnable = withRunnable(reply, canRun);
  if (!hasButtons(runnable)) return runnable as Shown;
  let shown: Shown | undefined;
  const minted = batch.add(async (tx) => {
    shown = await mint(tx, runnable, place, desk.clock.now());
  });
  await batch.flush();
  await minted;
  if (shown === undefined) throw new Error("buttons were written but not given");
  return shown;
}

async function put(
  adapter: ChatAdapter,
  chatRef: string,
  ref: MessageRef | null,
  message: Outgoing,
): Promise<MessageRef> {
  if (ref === null) return within(SHOW_MS, "sending a message", adapter.send(chatRef, message));
  try {
    await within(SHOW_MS, "editing a message", adapter.edit(chatRef, ref, message));
    return ref;
  } catch (error) {
    if (!(error instanceof MessageGone)) throw error;
    return within(SHOW_MS, "sending a message anew", adapter.send(chatRef, message));
  }
}

function adapterOf({ adapters }: Stage, platform: string): ChatAdapter {
  const adapter = adapters.get(platform);
  if (adapter === undefined) throw new Error(`no adapter for ${platform}`);
  return adapter;
}
