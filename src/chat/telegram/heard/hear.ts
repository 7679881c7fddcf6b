/** What came in is handed on; an update counts as taken when the desk has it on disk. */
import { z } from "zod";

import { createInOrder } from "../../../runtime/in-order.ts";
import { Kept } from "../../../runtime/kept.ts";
import type { Log } from "../../../runtime/log.ts";
import type { News, Receive } from "../../adapter.ts";
import type { Doubts } from "../show/doubts.ts";
import type { TelegramClient } from "../wire/client.ts";
import { isGroup, targetOf } from "../wire/target.ts";
import { type Me, toldBy } from "./read.ts";
import { type Envelope, readUpdate, type Update } from "./update.ts";

interface Intake {
  /** Resolves when the update is durable. */
  take(envelope: Envelope, me: Me): Promise<void>;
  /** The message in a group that an update brought. */
  askedIn(chatRef: string, updateId: string): number | null;
}

/** Who is told. */
export interface Listener {
  readonly receive: Receive;
  readonly news: News;
}

/** Messages that wait for an answer, and some more. */
const MOST_REMEMBERED = 1_000;

interface IntakeParts {
  readonly client: TelegramClient;
  readonly log: Log;
  readonly doubts: Doubts;
}

export function createIntake({ client, log, doubts }: IntakeParts, listener: () => Listener): Intake {
  /** Of one chat in the order in which it happened: who blocks the bot and writes again is let in. */
  const inOrder = createInOrder();
  const messages = new Kept<{ readonly chatRef: string; readonly message: number }>(MOST_REMEMBERED);

  const remember = (updateId: string, chatRef: string, message: string | null): void => {
    if (message === null) return;
    const target = targetOf(chatRef);
    doubts.saw(target, Number(message));
    if (isGroup(target)) messages.set(updateId, { chatRef, message: Number(message) });
  };

  /** Ends the clock on the button: whether that works is of no account. */
  const answerPress = ({ callback_query: press }: Update): void => {
    if (press === undefined) return;
    const answered = client.call("answerCallbackQuery", { callback_query_id: press.id }, z.unknown());
    void answered.catch((error: unknown) => log.debug({ error }, "a press was not answered"));
  };

  return {
    async take(envelope, me) {
      const { receive, news } = listener();
      const update = readUpdate(envelope);
      if (update === null) return;
      answerPress(update);
      const told = toldBy(update, me);
      switch (told?.kind) {
        case undefined:
          return;
        case "moved":
          return inOrder(told.from, () => news.moved(told.from, told.to, "the group became a supergroup"));
        case "closed":
          return inOrder(told.chatRef, () => news.closed(told.chatRef, told.why));
        case "incoming": {
          const { updateId, chatRef, message } = told.incoming;
          remember(updateId, chatRef, message);
          await inOrder(chatRef, () => receive(told.incoming));
        }
      }
    },
    askedIn(chatRef, updateId) {
      const asked = messages.get(updateId);
      return asked?.chatRef === chatRef ? asked.message : null;
    },
  };
}
