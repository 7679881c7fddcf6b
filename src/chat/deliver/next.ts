/** What a chat is shown next: the most severe first. A burst of quiet cards is one message. */
import type { Knex } from "knex";

import { summaryCard } from "../../cards/summary.ts";
import { transact } from "../../db/transact.ts";
import type { ChatId, DeliveryId } from "../../domain/ids.ts";
import { topicCounts } from "../../models/alert.ts";
import { Delivery } from "../../models/delivery.ts";
import { postSummary } from "../outbox.ts";
import type { Stage } from "./stage.ts";

/** More quiet cards than `most` that wait for a chat at once become one message. Quiet is no more than `severity`. */
const BURST = { most: 5, severity: 3 } as const;

/** One chat, and those of its cards that it was given and that are not noted yet. */
export interface Waiting {
  readonly chat: ChatId;
  readonly inHand: ReadonlySet<DeliveryId>;
}

/** Null where nothing is due. */
export async function nextCard(stage: Stage, waiting: Waiting): Promise<DeliveryId | null> {
  const { reader } = stage.desk.db;
  const next = await inOrder(dueCards(reader, waiting)).first();
  if (next === undefined) return null;
  if (next.severity > BURST.severity || next.messageRef !== null) return next.id;
  const quiet = await inOrder(quietCards(reader, waiting)).limit(BURST.most + 1);
  if (quiet[0]?.id !== next.id) return next.id;
  if (quiet.length > BURST.most) {
    await summarise(stage, waiting);
    return nextCard(stage, waiting);
  }
  await handOver(stage, quiet);
  return next.id;
}

type Cards = ReturnType<typeof dueCards>;

function dueCards(db: Knex, { chat, inHand }: Waiting) {
  return Delivery.query(db)
    .select("deliveries.id", "deliveries.severity", "deliveries.message_ref")
    .where({ "deliveries.chat_id": chat, "deliveries.state": "due" })
    .whereNotIn("deliveries.id", [...inHand]);
}

/** New to the chat, asked for by nobody, asking nothing, and at their end. */
function quietCards(db: Knex, waiting: Waiting): Cards {
  return dueCards(db, waiting)
    .joinRelated("alert")
    .where("deliveries.severity", "<=", BURST.severity)
    .where({ "deliveries.message_ref": null, "deliveries.in_reply_to": null, "deliveries.is_handed": false })
    .where({ "alert.is_final": true, "alert.is_summary": false });
}

/** Within a severity as they came, also after a chat was down. */
function inOrder(cards: Cards): Cards {
  return cards.orderBy("deliveries.severity", "desc").orderBy("deliveries.id");
}

/** All quiet cards of the chat become one, which takes the place of the most severe of them. */
async function summarise({ desk }: Stage, waiting: Waiting): Promise<void> {
  const at = desk.clock.now();
  await transact(desk, async (tx) => {
    const [loudest] = await inOrder(quietCards(tx, waiting)).limit(1);
    if (loudest === undefined) return;
    const counts = await topicCounts(tx, quietCards(tx, waiting).clearSelect().select("deliveries.alert_id"));
    const reply = summaryCard(counts);
    const id = await postSummary(tx, { chat: waiting.chat, severity: loudest.severity, reply, at });
    await Delivery.query(tx)
      .whereIn("id", quietCards(tx, waiting).clearSelect().select("deliveries.id"))
      .patch({ state: "counted", countedIn: id });
  });
}

/** From here on the chat may have shown them, whatever becomes of this process: they must not be counted as well. */
async function handOver({ batch }: Stage, cards: readonly Delivery[]): Promise<void> {
  const ids = cards.map(({ id }) => id);
  const noted = batch.add(async (tx) => {
    await Delivery.query(tx).whereIn("id", ids).patch({ isHanded: true });
  });
  await Promise.all([noted, batch.flush()]);
}
