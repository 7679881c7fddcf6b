/** Who looks at a local chat again after a while is told what came meanwhile. */
import { awayCard, type AwayFacts } from "../../cards/summary.ts";
import { firstLine } from "../../cards/alerts.ts";
import type { Desk } from "../../db/desk.ts";
import { transact, type Tx } from "../../db/transact.ts";
import type { PersonId } from "../../domain/ids.ts";
import { LOUD } from "../../domain/topic.ts";
import { Alert, topicCounts } from "../../models/alert.ts";
import { Chat } from "../../models/chat.ts";
import { Delivery } from "../../models/delivery.ts";
import { postSummary } from "../outbox.ts";

/** A page that is loaded anew, or a moment elsewhere, is no absence. Clients say every 20 s that somebody looks. */
const AWAY_MS = 60_000;
/** Of more loud ones the most severe and newest are named, the others counted with the rest. */
const MOST_LOUD = 5;
const SEVERITY = 3;

/** Somebody looks at this person's chat now. */
export async function noteSeen(desk: Desk, person: PersonId): Promise<void> {
  const now = desk.clock.now();
  await transact(desk, async (tx) => {
    const chat = await Chat.query(tx)
      .findOne({ platform: "local", chat_ref: String(person) })
      .throwIfNotFound();
    await Chat.query(tx).findById(chat.id).patch({ seenAt: now });
    if (chat.seenAt === null || now - chat.seenAt <= AWAY_MS) return;
    const facts = await whatCame(tx, chat, chat.seenAt, now);
    if (isWorthTelling(facts))
      await postSummary(tx, { chat: chat.id, severity: SEVERITY, reply: awayCard(facts), at: now });
  });
}

/** One quiet alert is told by its own message alone. */
function isWorthTelling({ loud, others }: AwayFacts): boolean {
  return loud.length > 0 || others.reduce((sum, { count }) => sum + count, 0) > 1;
}

async function whatCame(tx: Tx, chat: Chat, since: number, now: number): Promise<AwayFacts> {
  const came = () => cameSince(tx, chat, since).select("deliveries.alert_id");
  const loud = await Alert.query(tx)
    .whereIn("id", came().where("deliveries.severity", ">=", LOUD))
    .orderBy("severity", "desc")
    .orderBy("id", "desc")
    .limit(MOST_LOUD);
  const listed = loud.map(({ id }) => id);
  return {
    ...{ since, now },
    loud: loud
      .toSorted((a, b) => a.id - b.id)
      .map(({ timestamp, reply }) => ({ at: timestamp, line: firstLine(reply) })),
    others: await topicCounts(tx, came().whereNotIn("deliveries.alert_id", listed)),
  };
}

/** An answer is no news, and a card that has only changed is none either. */
function cameSince(tx: Tx, chat: Chat, since: number) {
  return Delivery.query(tx)
    .joinRelated("alert")
    .where({ "deliveries.chat_id": chat.id, "deliveries.in_reply_to": null, "alert.is_summary": false })
    .where("deliveries.due_at", ">", since)
    .where("alert.timestamp", ">", since);
}
