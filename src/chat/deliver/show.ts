/** Shows one thing in one chat: a reply once, or a card as it is now. What was shown is noted by a mark. */
import type { Desk } from "../../db/desk.ts";
import { transact, type Tx } from "../../db/transact.ts";
import type { ChatId, DeliveryId, InboxId } from "../../domain/ids.ts";
import type { Reply, Shown } from "../../domain/reply.ts";
import { Alert } from "../../models/alert.ts";
import { insertButtons } from "../../models/button.ts";
import { Chat } from "../../models/chat.ts";
import { Delivery } from "../../models/delivery.ts";
import type { ChatAdapter, MessageRef, Outgoing } from "../adapter.ts";
import { expireButtons, hasButtons, mintCard, mintReply, type Place, withRunnable } from "../buttons.ts";
import { finish } from "../inbox.ts";
import { isSilent } from "../loudness.ts";
import type { Batch } from "../batch.ts";
import { put } from "./put.ts";
import { orSettled } from "./trouble.ts";

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
  readonly chat: { readonly id: ChatId };
  readonly reply: Reply;
}

/** Throws where the chat did not take it, and a later try may help. */
export async function showAnswer(stage: Stage, answer: PendingAnswer): Promise<void> {
  const { inbox, updateId, reply } = answer;
  const { id, chatRef, platform, zone, closedWhy } = await chatOf(stage, answer.chat.id);
  if (closedWhy !== null) return; // nobody is there to read it
  const adapter = adapterOf(stage, platform);
  const shown = replyFor(stage, reply, id, adapter);
  const name = `answer:${inbox}`;
  const message: Outgoing = {
    ...{ name, key: name, kind: "reply", reply: shown, revision: 1, inReplyTo: updateId, isSilent: false, zone },
  };
  const { is } = await orSettled(stage, id, () => put({ adapter, chatRef, ref: null }, message));
  if (is === "again") await showAnswer(stage, answer);
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

/** Null where nothing is due any more, or not here. Throws where the chat did not take it, and a later try may help. */
export async function showCard(stage: Stage, id: DeliveryId): Promise<ShownCard | null> {
  const { desk } = stage;
  const delivery = await Delivery.query(desk.db.reader).findById(id);
  if (delivery?.state !== "due") return null;
  const alert = await Alert.query(desk.db.reader).findById(delivery.alertId).throwIfNotFound();
  const chat = await chatOf(stage, delivery.chatId);
  const adapter = adapterOf(stage, chat.platform);
  const { revision } = alert;
  const { inReplyTo, messageRef: ref } = delivery;
  const shown = await cardFor(stage, alert.reply, { chat: chat.id, delivery: id }, adapter);
  const message: Outgoing = {
    ...{ name: `card:${id}`, key: `card:${id}:${revision}:${inReplyTo ?? ""}`, kind: "card" },
    ...{ reply: shown, revision, inReplyTo },
    ...{ isSilent: inReplyTo === null && isSilent(chat, alert, desk.clock.now()), zone: chat.zone },
  };
  desk.log.debug({ step: "deliver.ready", delivery: id, revision }, "a card is about to be shown");
  const place = { adapter, chatRef: chat.chatRef, ref };
  const outcome = await orSettled(stage, chat.id, () => put(place, message));
  desk.log.debug({ step: "deliver.shown", delivery: id, revision }, "a card was shown");
  if (outcome.is === "shown") {
    const hasButtons = shown.blocks.some((block) => block.kind === "buttons");
    return { id, revision, ref: outcome.value, isNew: outcome.value !== ref, hasButtons };
  }
  if (outcome.is === "lost") await giveUp(stage, id);
  return null;
}

/** It is in /alerts, and nowhere else any more. */
async function giveUp({ desk }: Stage, id: DeliveryId): Promise<void> {
  await transact(desk, async (tx) => {
    await Delivery.query(tx).findById(id).patch({ state: "gone" });
  });
}

async function chatOf({ desk }: Stage, id: ChatId): Promise<Chat> {
  return Chat.query(desk.db.reader).findById(id).throwIfNotFound();
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

/** With its tokens. They are good at once (`pressed` waits for the batch), and durable with the mark that it was shown. */
function replyFor({ desk, batch, canRun }: Stage, reply: Reply, chat: ChatId, { hasForms }: ChatAdapter): Shown {
  const { shown, rows } = mintReply(withRunnable(reply, { canRun, hasForms }), chat, desk.clock.now());
  if (rows.length === 0) return shown;
  batch
    .add((tx) => insertButtons(tx, rows))
    .catch((error: unknown) => desk.log.error({ error, chat }, "the buttons of an answer could not be kept"));
  return shown;
}

/** With its tokens, which are durable before anybody sees them: a card lives on. */
async function cardFor(stage: Stage, reply: Reply, place: Place, { hasForms }: ChatAdapter): Promise<Shown> {
  const { desk, batch, canRun } = stage;
  const runnable = withRunnable(reply, { canRun, hasForms });
  if (!hasButtons(runnable)) return runnable as Shown;
  let shown: Shown | undefined;
  const minted = batch.add(async (tx) => {
    shown = await mintCard(tx, runnable, place, desk.clock.now());
  });
  await batch.flush();
  await minted;
  if (shown === undefined) throw new Error("buttons were written but not given");
  return shown;
}

function adapterOf({ adapters }: Stage, platform: string): ChatAdapter {
  const adapter = adapters.get(platform);
  if (adapter === undefined) throw new Error(`no adapter for ${platform}`);
  return adapter;
}
