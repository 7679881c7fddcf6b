/**
 * Brings answers and cards to the chats. Each chat is served by itself: its answers in their order, then its cards, the
 * most severe first. A chat that fails rests for a while; no other one waits for it.
 */
import type { ChatId, DeliveryId, InboxId } from "../domain/ids.ts";
import { Chat } from "../models/chat.ts";
import { Delivery } from "../models/delivery.ts";
import { InboxRow } from "../models/inbox.ts";
import { markAnswer, markCard, markFailure, type PendingAnswer, showAnswer, showCard, type Stage } from "./show.ts";

export interface Deliver {
  /** The loop's work: what is due begins to be shown. Waits for the quick chats only. */
  round(): Promise<void>;
  /** Shows a reply as soon as its chat is free. Kept in the inbox where that fails. */
  answer(answer: PendingAnswer): void;
  /** Resolves when no chat is being served and all marks are durable. */
  idle(): Promise<void>;
}

/** One chat. */
interface Lane {
  readonly answers: PendingAnswer[];
  cards: DeliveryId[];
  running: Promise<void> | null;
  failures: number;
  /** People's time, ms UTC: not before. */
  restUntil: number;
  /** A round came by while it was busy. */
  wasPassedBy: boolean;
}

const ROUND_MS = 100;
const CARDS_A_ROUND = 200;
const MOST_ANSWERS = 1_000;
/** Tries of an answer that is not taken: some five minutes of them. */
const MOST_TRIES = 10;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export function createDeliver(stage: Stage): Deliver {
  const { desk, marks } = stage;
  const lanes = new Map<ChatId, Lane>();
  /** Shown or being shown, and not yet noted. */
  const inHand = new Set<DeliveryId>();
  const owed = new Set<InboxId>();
  /** Answers that are in the inbox alone: left by an earlier process, or too many to keep in memory. */
  let hasOwed = true;

  const laneOf = (chat: ChatId): Lane => {
    const lane = lanes.get(chat) ?? {
      answers: [],
      cards: [],
      running: null,
      failures: 0,
      restUntil: 0,
      wasPassedBy: false,
    };
    lanes.set(chat, lane);
    return lane;
  };

  const isFree = (lane: Lane): boolean => lane.running === null && lane.restUntil <= desk.clock.now();

  const begin = (lane: Lane): void => {
    if (!isFree(lane)) return;
    lane.running = serve(lane).finally(() => {
      lane.running = null;
      if (lane.answers.length > 0) begin(lane);
      if (lane.wasPassedBy) desk.bell.ring("deliver");
      lane.wasPassedBy = false;
    });
  };

  /** Never rejects. */
  const serve = async (lane: Lane): Promise<void> => {
    for (let next = takeNext(lane); next !== null; next = takeNext(lane)) {
      try {
        await next();
        lane.failures = 0;
      } catch (error) {
        lane.failures += 1;
        desk.log.warn({ error, failures: lane.failures }, "a chat did not take a message");
        lane.restUntil = desk.clock.now() + restMs(lane.failures);
        for (const id of lane.cards.splice(0)) inHand.delete(id);
        return;
      }
    }
  };

  const takeNext = (lane: Lane): (() => Promise<void>) | null => {
    const [answer] = lane.answers;
    if (answer !== undefined) return () => serveAnswer(lane, answer);
    const card = lane.cards.shift();
    return card === undefined ? null : () => serveCard(lane, card);
  };

  const serveAnswer = async (lane: Lane, answer: PendingAnswer): Promise<void> => {
    try {
      await showAnswer(stage, answer);
    } catch (error) {
      if (lane.failures === 0) noted(markAnswer(stage, answer, false));
      if (lane.failures >= MOST_TRIES) leaveToNextStart(lane, answer);
      throw error;
    }
    lane.answers.shift();
    noted(markAnswer(stage, answer, true).finally(() => owed.delete(answer.inbox)));
  };

  /** What a chat will not take must not hold up its cards for ever. */
  const leaveToNextStart = (lane: Lane, { inbox }: PendingAnswer): void => {
    lane.answers.shift();
    owed.delete(inbox);
    desk.log.error({ inbox }, "an answer is left unshown until the next start");
  };

  const serveCard = async (lane: Lane, id: DeliveryId): Promise<void> => {
    try {
      const card = await showCard(stage, id);
      if (card === null) inHand.delete(id);
      else noted(markCard(stage, card).then((isBehind) => release(id, isBehind), failed(id)));
    } catch (error) {
      const retryAt = desk.clock.now() + restMs(lane.failures + 1);
      noted(markFailure(stage, id, retryAt).finally(() => inHand.delete(id)));
      throw error;
    }
  };

  const release = (id: DeliveryId, isBehind: boolean): void => {
    inHand.delete(id);
    if (isBehind) desk.bell.ring("deliver");
  };

  const failed = (id: DeliveryId) => (error: unknown) => {
    inHand.delete(id);
    throw error;
  };

  /** A mark that fails is shown again after the next start; the chat is not to blame. */
  const noted = (mark: Promise<void>): void => {
    mark.catch((error: unknown) => desk.log.error({ error }, "what was shown could not be noted"));
  };

  const keep = (answer: PendingAnswer): void => {
    const lane = laneOf(answer.chat.id);
    if (owed.has(answer.inbox)) return;
    if (lane.answers.length >= MOST_ANSWERS) {
      hasOwed = true;
      noted(markAnswer(stage, answer, false));
      return;
    }
    owed.add(answer.inbox);
    lane.answers.push(answer);
  };

  const pickUpAnswers = async (): Promise<void> => {
    if (!hasOwed) return;
    hasOwed = false;
    for (const answer of await owedAnswers(stage)) keep(answer);
  };

  const pickUpCards = async (): Promise<void> => {
    const busy = [...lanes].filter(([, lane]) => !isFree(lane)).map(([chat]) => chat);
    for (const { id, chatId } of await dueCards(stage, busy)) {
      if (inHand.has(id)) continue;
      inHand.add(id);
      laneOf(chatId).cards.push(id);
    }
  };

  return {
    async round() {
      await pickUpAnswers();
      await pickUpCards();
      for (const lane of lanes.values()) {
        if (lane.running !== null) lane.wasPassedBy = true;
        else if (lane.answers.length > 0 || lane.cards.length > 0) begin(lane);
      }
      await quick([...lanes.values()].flatMap((lane) => lane.running ?? []));
      await marks.flush();
    },
    answer(answer) {
      keep(answer);
      begin(laneOf(answer.chat.id));
    },
    async idle() {
      for (const lane of lanes.values()) while (lane.running !== null) await lane.running;
      await marks.flush();
    },
  };
}

function restMs(failures: number): number {
  return Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
}

/** All of them, or a moment where one is slow. */
async function quick(lanes: readonly Promise<void>[]): Promise<void> {
  const { promise: moment, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ROUND_MS);
  await Promise.race([Promise.all(lanes), moment]);
  clearTimeout(timer);
}

async function dueCards(
  { desk, adapters }: Stage,
  busy: readonly ChatId[],
): Promise<Pick<Delivery, "id" | "chatId">[]> {
  return Delivery.query(desk.db.reader)
    .joinRelated("[alert, chat]")
    .select("deliveries.id", "deliveries.chat_id")
    .where("deliveries.state", "due")
    .where("deliveries.due_at", "<=", desk.clock.now())
    .whereIn("chat.platform", [...adapters.keys()])
    .whereNotIn("deliveries.chat_id", [...busy])
    .orderBy("alert.severity", "desc")
    .orderBy("deliveries.id") // as they came, also after a chat was down
    .limit(CARDS_A_ROUND);
}

async function owedAnswers({ desk, adapters }: Stage): Promise<PendingAnswer[]> {
  const { reader } = desk.db;
  const rows = await InboxRow.query(reader)
    .whereNull("answered_at")
    .whereNotNull("answer")
    .orderBy("id")
    .limit(MOST_ANSWERS);
  const chats = new Map((await Chat.query(reader)).map((chat) => [chat.id, chat]));
  return rows.flatMap(({ id, updateId, chatId, answer }) => {
    const chat = chats.get(chatId);
    if (chat === undefined || answer === null || !("reply" in answer) || !adapters.has(chat.platform)) return [];
    return [{ inbox: id, updateId, chat, reply: answer.reply }];
  });
}
