/** Takes messages to their commands, in each chat in the order of their coming, and the answers back. */
import type { Desk } from "../db/desk.ts";
import type { Platform } from "../domain/platform.ts";
import type { ChatAdapter, Incoming, Receive } from "./adapter.ts";
import { answerTo, tooMuch } from "./answer.ts";
import type { Batch } from "./batch.ts";
import type { Answer } from "./command.ts";
import type { Deliver } from "./deliver/deliver.ts";
import { finish } from "./inbox.ts";
import { createQueues } from "./queues.ts";
import { createReceiver, type Message, unclaimed } from "./receive.ts";
import type { Registry } from "./registry.ts";
import { looksLikeKey } from "./secret-line.ts";
import { within } from "../runtime/deadline.ts";

export interface RouterOptions<D extends Desk> {
  readonly desk: D;
  readonly commands: Registry<D>;
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
  readonly deliver: Deliver;
  readonly batch: Batch;
  /** Of a chat that has set none, IANA. */
  readonly zone: string;
}

export interface Router {
  /** What an adapter of this platform hands its updates to. */
  receive(platform: Platform): Receive;
  /** Runs what an earlier process stored and did not get to; the 60 s rule decides what is too old. */
  recover(): Promise<void>;
  /** Resolves when no message is being worked on. */
  idle(): Promise<void>;
}

export function createRouter<D extends Desk>(options: RouterOptions<D>): Router {
  const { desk, commands, adapters, deliver, batch, zone } = options;
  const receiver = createReceiver(desk, zone);

  const giveBack = async ({ id, updateId, chat }: Message, answer: Answer): Promise<void> => {
    if ("reply" in answer) return deliver.answer({ inbox: id, updateId, chat, reply: answer.reply });
    const now = desk.clock.now();
    if ("nothing" in answer) await batch.add((tx) => finish(tx, id, answer, now, now));
  };

  const queues = createQueues<Message>({
    async handle(message) {
      try {
        // A button may be pressed before the mark that keeps it.
        if ("press" in message.content) await batch.flush();
        await giveBack(message, await answerTo(desk, commands, message));
      } catch (error) {
        desk.log.error({ error, inbox: message.id }, "a message could not be answered");
      }
    },
    refuse: ({ id, updateId, chat }) => deliver.answer({ inbox: id, updateId, chat, reply: tooMuch() }),
  });

  return {
    receive: (platform) => async (update) => {
      const received = await receiver.store(platform, await withoutKey(desk, adapters.get(platform), update));
      if (received === "stranger") return received;
      desk.log.debug({ step: "inbox.stored" }, "a message is durable");
      if (received !== "known") queues.add(received.chat.id, received);
      return "taken";
    },
    async recover() {
      for (const message of await unclaimed(desk)) queues.add(message.chat.id, message);
    },
    idle: () => queues.idle(),
  };
}

const REMOVE_MS = 5_000;

/** What looks like a key goes no further than this, not even to the database. */
async function withoutKey({ log }: Desk, adapter: ChatAdapter | undefined, update: Incoming): Promise<Incoming> {
  const { chatRef, content, message } = update;
  const written = "line" in content ? content.line : "typed" in content ? (content.typed ?? "") : "";
  if (!looksLikeKey(written)) return update;
  try {
    if (adapter !== undefined && message !== null)
      await within(REMOVE_MS, "taking a key away", adapter.remove(chatRef, message));
  } catch (error) {
    log.warn({ error }, "a message that looks like a key could not be taken away");
  }
  return { ...update, content: { secret: true } };
}
