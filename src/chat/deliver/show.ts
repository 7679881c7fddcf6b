/** Shows one thing in one chat: a reply once, or a card as it is now. What was shown is noted by a mark. */
import type { ChatId, DeliveryId } from "../../domain/ids.ts";
import type { Reply, Shown } from "../../domain/reply.ts";
import { Alert } from "../../models/alert.ts";
import { insertButtons } from "../../models/button.ts";
import { Delivery } from "../../models/delivery.ts";
import { type ChatAdapter, type Outgoing, SlowDown } from "../adapter.ts";
import { hasButtons, mintCard, mintReply, type Place, withRunnable } from "../buttons.ts";
import { isSilent } from "./loudness.ts";
import { giveUp, type PendingAnswer, type ShownCard } from "./mark.ts";
import { put } from "./put.ts";
import { orSettled } from "./settle.ts";
import { adapterOf, chatOf, type Stage } from "./stage.ts";
import { leaveTrail, noteTrail, takeTrailBack } from "./trail.ts";

/** Throws where the chat did not take it, and a later try may help. */
export async function showAnswer(stage: Stage, answer: PendingAnswer): Promise<void> {
  const { inbox, updateId, reply } = answer;
  const chat = await chatOf(stage, answer.chat.id);
  const { id, chatRef, zone } = chat;
  if (chat.closedWhy !== null) return; // nobody is there to read it
  const adapter = adapterOf(stage, chat.platform);
  const shown = replyFor(stage, reply, id, adapter);
  const name = `answer:${inbox}`;
  const message: Outgoing = {
    ...{ name, key: name, kind: "reply", reply: shown, revision: 1, inReplyTo: updateId, isSilent: false, zone },
    trail: null,
  };
  const outcome = await orSettled(stage, id, () => put({ adapter, chatRef, ref: null }, message));
  if (outcome.is === "shown") noteTrail(stage, chat, adapter);
  if (outcome.is === "moved") await showAnswer(stage, { ...answer, chat: { id: outcome.to } });
}

/** Null where nothing is due any more, or not here. Throws where the chat did not take it, and a later try may help. */
export async function showCard(stage: Stage, id: DeliveryId): Promise<ShownCard | null> {
  const { desk } = stage;
  const delivery = await Delivery.query(desk.db.reader).findById(id);
  if (delivery?.state !== "due") return null;
  const alert = await Alert.query(desk.db.reader).findById(delivery.alertId).throwIfNotFound();
  const chat = await chatOf(stage, delivery.chatId);
  if (chat.closedWhy !== null) {
    await giveUp(stage, id);
    return null;
  }
  const adapter = adapterOf(stage, chat.platform);
  const { revision } = alert;
  const { inReplyTo, messageRef: ref } = delivery;
  if (ref === null) await leaveTrail(stage, delivery, chat, adapter);
  const shown = await cardFor(stage, alert.reply, { chat: chat.id, delivery: id }, adapter);
  const message: Outgoing = {
    ...{ name: `card:${id}`, key: `card:${id}:${revision}:${inReplyTo ?? ""}`, kind: "card" },
    ...{ reply: shown, revision, inReplyTo, trail: ref === null ? delivery.trail : null },
    ...{ isSilent: inReplyTo === null && isSilent(chat, alert, desk.clock.now()), zone: chat.zone },
  };
  desk.log.debug({ step: "deliver.ready", delivery: id, revision }, "a card is about to be shown");
  const place = { adapter, chatRef: chat.chatRef, ref };
  const outcome = await orSettled(stage, chat.id, () => put(place, message)).catch((error: unknown) => {
    if (error instanceof SlowDown && ref === null) takeTrailBack(stage, delivery, adapter);
    throw error;
  });
  desk.log.debug({ step: "deliver.shown", delivery: id, revision }, "a card was shown");
  if (outcome.is === "shown") {
    noteTrail(stage, chat, adapter);
    const hasButtons = shown.blocks.some((block) => block.kind === "buttons");
    return { id, revision, ref: outcome.value, isNew: outcome.value !== ref, hasButtons };
  }
  if (outcome.is === "lost") await giveUp(stage, id);
  return null;
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
  await Promise.all([minted, batch.flush()]);
  if (shown === undefined) throw new Error("buttons were written but not given");
  return shown;
}
