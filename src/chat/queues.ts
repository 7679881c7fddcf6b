/** One queue a chat: its messages are handled one after the other, and no chat waits for another. */
import type { ChatId } from "../domain/ids.ts";

export interface Queues<T> {
  add(chat: ChatId, item: T): void;
  /** Resolves when all that was added is handled. */
  idle(): Promise<void>;
}

interface Queue {
  last: Promise<void>;
  waiting: number;
}

const MOST_WAITING = 1_000;

/** `handle` never rejects; `isTooMuch` says that the item came to a full queue. */
export function createQueues<T>(handle: (item: T, isTooMuch: boolean) => Promise<void>): Queues<T> {
  const queues = new Map<ChatId, Queue>();
  return {
    add(chat, item) {
      const queue = queues.get(chat) ?? { last: Promise.resolve(), waiting: 0 };
      queues.set(chat, queue);
      const isTooMuch = queue.waiting >= MOST_WAITING;
      queue.waiting += 1;
      queue.last = queue.last.then(() => handle(item, isTooMuch)).finally(() => (queue.waiting -= 1));
    },
    async idle() {
      await Promise.all([...queues.values()].map((queue) => queue.last));
    },
  };
}
