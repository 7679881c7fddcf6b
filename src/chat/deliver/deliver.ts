/**
 * Brings answers and cards to the chats: what is shown catches up with what is written. Each chat has a lane of its own, so
 * the trouble of one delays no other.
 */
import type { ChatId } from "../../domain/ids.ts";
import { Chat } from "../../models/chat.ts";
import { Delivery } from "../../models/delivery.ts";
import { InboxRow } from "../../models/inbox.ts";
import { Lane } from "./lane.ts";
import { markAnswer, type PendingAnswer } from "./mark.ts";
import type { Stage } from "./stage.ts";
import { recallTrails } from "./trail.ts";

export interface Deliver {
  /** The loop's work: what is due begins to be shown. Waits for the quick chats only. */
  round(): Promise<void>;
  /** Shows a reply as soon as its chat is free. */
  answer(answer: PendingAnswer): void;
  /** Resolves when no chat is being served and all marks are durable. */
  idle(): Promise<void>;
}

const ROUND_MS = 100;
const MOST_AT_ONCE = 200;

export function createDeliver(stage: Stage): Deliver {
  const lanes = new Map<ChatId, Lane>();
  /** Answers may be in the inbox alone: left by an earlier process, or too many to keep in memory. */
  let hasOwed = true;
  let isRecalled = false;

  const laneOf = (chat: ChatId): Lane => {
    const lane = lanes.get(chat) ?? new Lane(stage, chat, () => (hasOwed = true));
    lanes.set(chat, lane);
    return lane;
  };

  const take = (answer: PendingAnswer): void => {
    if (laneOf(answer.chat.id).takeAnswer(answer)) return;
    hasOwed = true;
    markAnswer(stage, answer, false).catch((error: unknown) => {
      stage.desk.log.error({ error, inbox: answer.inbox }, "an answer could not be kept");
    });
  };

  const pickUpAnswers = async (): Promise<void> => {
    if (!hasOwed) return;
    const answers = await owedAnswers(stage);
    hasOwed = answers.length === MOST_AT_ONCE;
    answers.forEach(take);
  };

  const pickUpCards = async (): Promise<void> => {
    for (const { id } of await chatsWithCards(stage)) laneOf(id).lookForCards();
  };

  return {
    async round() {
      if (!isRecalled) await recallTrails(stage);
      isRecalled = true;
      await pickUpAnswers();
      await pickUpCards();
      for (const lane of lanes.values()) lane.begin();
      await quick([...lanes.values()].flatMap((lane) => lane.running ?? []));
      await stage.batch.flush();
    },
    answer(answer) {
      take(answer);
      laneOf(answer.chat.id).begin();
    },
    async idle() {
      for (const lane of lanes.values()) while (lane.running !== null) await lane.running;
      await stage.batch.flush();
    },
  };
}

/** All of them, or a moment where one is slow. */
async function quick(lanes: readonly Promise<void>[]): Promise<void> {
  const { promise: moment, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ROUND_MS);
  await Promise.race([Promise.all(lanes), moment]);
  clearTimeout(timer);
}

async function chatsWithCards({ desk, adapters }: Stage): Promise<Chat[]> {
  const due = Delivery.query(desk.db.reader).whereColumn("deliveries.chat_id", "chats.id").where({ state: "due" });
  return Chat.query(desk.db.reader)
    .whereIn("platform", [...adapters.keys()])
    .whereExists(due);
}

async function owedAnswers({ desk, adapters }: Stage): Promise<PendingAnswer[]> {
  const { reader } = desk.db;
  const chats = await Chat.query(reader).whereIn("platform", [...adapters.keys()]);
  const byId = new Map(chats.map((chat) => [chat.id, chat]));
  // Only of chats that can be reached: the answers of others must not fill every batch.
  const rows = await InboxRow.query(reader)
    .whereNull("answered_at")
    .whereNotNull("answer")
    .whereIn("chat_id", [...byId.keys()])
    .orderBy("id")
    .limit(MOST_AT_ONCE);
  return rows.flatMap(({ id, updateId, chatId, answer }) => {
    const chat = byId.get(chatId);
    if (chat === undefined || answer === null || !("reply" in answer)) return [];
    return [{ inbox: id, updateId, chat, reply: answer.reply }];
  });
}
