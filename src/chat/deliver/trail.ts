/** What a platform without a key against repetition needs to find its messages again after a crash. */
import { Chat, keepTrail } from "../../models/chat.ts";
import { Delivery, lastShownIn } from "../../models/delivery.ts";
import type { ChatAdapter } from "../adapter.ts";
import type { Stage } from "./stage.ts";

/** Before each sending: durable with the tokens of the card's buttons. */
export async function leaveTrail(
  { batch }: Stage,
  delivery: Delivery,
  chat: Chat,
  { trails }: ChatAdapter,
): Promise<void> {
  if (trails === undefined) return;
  const trail = await trails.before(chat.chatRef, delivery.trail);
  if (trail === null || trail === delivery.trail) return;
  const left = batch.add(async (tx) => {
    await Delivery.query(tx).findById(delivery.id).patch({ trail });
  });
  await Promise.all([left, batch.flush()]);
}

/** How far the chat has come: durable with the mark of what was shown. */
export function noteTrail({ desk, batch }: Stage, { id, chatRef }: Chat, { trails }: ChatAdapter): void {
  const trail = trails?.at(chatRef) ?? null;
  if (trail === null) return;
  batch
    .add((tx) => keepTrail(tx, id, trail))
    .catch((error: unknown) => desk.log.error({ error, chat: id }, "how far a chat has come could not be kept"));
}

/** What earlier processes noted. */
export async function recallTrails({ desk, adapters }: Stage): Promise<void> {
  const chats = await Chat.query(desk.db.reader).whereNotNull("trail");
  for (const { id, platform, chatRef, trail } of chats)
    if (trail !== null) adapters.get(platform)?.trails?.recall(chatRef, trail, await lastShownIn(desk.db.reader, id));
}

/** The chat took nothing: whatever comes under the next numbers is another message. */
export function takeTrailBack({ desk, batch }: Stage, { id, trail }: Delivery, { trails }: ChatAdapter): void {
  if (trails === undefined) return;
  batch
    .add(async (tx) => {
      await Delivery.query(tx).findById(id).patch({ trail });
    })
    .catch((error: unknown) => desk.log.error({ error, delivery: id }, "a trail could not be taken back"));
}
