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

export const MOST_WAITING = 1_000;

export interface QueueWork<T> {
  /** Never rejects. */
  readonly handle: (item: T) => Promise<void>;
  /** For what came to a full queue: at once, since it waits nowhere. */
  readonly refuse: (item: T) => void;
}

export function createQueues<T>({ handle, refuse }: QueueWork<T>): Queues<T> {
  const queues = new Map<ChatId, Queue>();
  return {
    add(chat, item) {
      const queue = queues.get(chat) ?? { last: Promise.resolve(), waiting: 0 };
      queues.set(chat, queue);
      if (queue.waiting >= MOST_WAITING) return refuse(item);
      queue.waiting += 1;
      queue.last = queue.last.then(() => handle(item)).finally(() => (queue.waiting -= 1));
    },
    async idle() {
      await Promise.all([...queues.values()].map((queue) => queue.last));
    },
  };
}
