/** What came in is handed on; an update counts as taken when the desk has it on disk. */
import { z } from "zod";

import type { Log } from "../../../runtime/log.ts";
import type { News, Receive } from "../../adapter.ts";
import type { TelegramClient } from "../wire/client.ts";
import type { Doubts } from "../show/doubts.ts";
import { type Me, toldBy } from "./read.ts";
import { targetOf } from "../wire/target.ts";
import { type Envelope, readUpdate, type Update } from "./update.ts";

export interface Intake {
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

export interface IntakeParts {
  readonly client: TelegramClient;
  readonly log: Log;
  readonly doubts: Doubts;
}

export function createIntake({ client, log, doubts }: IntakeParts, listener: () => Listener): Intake {
  const messages = new Map<string, { readonly chatRef: string; readonly message: number }>();

  const remember = (updateId: string, chatRef: string, message: string | null): void => {
    if (message !== null) doubts.saw(targetOf(chatRef), Number(message));
    if (message === null || !chatRef.startsWith("-")) return;
    messages.set(updateId, { chatRef, message: Number(message) });
    const [oldest] = messages.keys();
    if (messages.size > MOST_REMEMBERED && oldest !== undefined) messages.delete(oldest);
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
          return news.moved(told.from, told.to, "the group became a supergroup");
        case "closed":
          return news.closed(told.chatRef, told.why);
        case "incoming": {
          const { updateId, chatRef, message } = told.incoming;
          remember(updateId, chatRef, message);
          await receive(told.incoming);
        }
      }
    },
    askedIn(chatRef, updateId) {
      const asked = messages.get(updateId);
      return asked?.chatRef === chatRef ? asked.message : null;
    },
  };
}
