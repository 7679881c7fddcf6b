/** Takes messages to their commands, in each chat in the order of their coming, and the answers back. */
import type { Desk } from "../db/desk.ts";
import type { Platform, Receive } from "./adapter.ts";
import { answerTo, tooMuch } from "./answer.ts";
import type { Batch } from "./batch.ts";
import type { Answer } from "./command.ts";
import type { Deliver } from "./deliver/deliver.ts";
import { finish } from "./inbox.ts";
import { createQueues } from "./queues.ts";
import { createReceiver, type Message, unclaimed } from "./receive.ts";
import type { Registry } from "./registry.ts";

export interface RouterOptions<D extends Desk> {
  readonly desk: D;
  readonly commands: Registry<D>;
  readonly deliver: Deliver;
  readonly batch: Batch;
}

export interface Router {
  /** What an adapter of this platform hands its updates to. */
  receive(platform: Platform): Receive;
  /** Runs what an earlier process stored and did not get to; the 60 s rule decides what is too old. */
  recover(): Promise<void>;
  /** Resolves when no message is being worked on. */
  idle(): Promise<void>;
}

export function createRouter<D extends Desk>({ desk, commands, deliver, batch }: RouterOptions<D>): Router {
  const receiver = createReceiver(desk);

  const giveBack = async ({ id, updateId, chat }: Message, answer: Answer): Promise<void> => {
    if ("reply" in answer) return deliver.answer({ inbox: id, updateId, chat, reply: answer.reply });
    const now = desk.clock.now();
    if ("nothing" in answer) await batch.add((tx) => finish(tx, id, answer, now, now));
  };

  const queues = createQueues<Message>({
    async handle(message) {
      try {
        await giveBack(message, await answerTo(desk, commands, message));
      } catch (error) {
        desk.log.error({ error, inbox: message.id }, "a message could not be answered");
      }
    },
    refuse: ({ id, updateId, chat }) => deliver.answer({ inbox: id, updateId, chat, reply: tooMuch() }),
  });

  return {
    receive: (platform) => async (update) => {
      const message = await receiver.store(platform, update);
      desk.log.debug({ step: "inbox.stored" }, "a message is durable");
      if (message !== null) queues.add(message.chat.id, message);
    },
    async recover() {
      for (const message of await unclaimed(desk)) queues.add(message.chat.id, message);
    },
    idle: () => queues.idle(),
  };
}
