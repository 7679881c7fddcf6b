/** The chat that needs no platform: its messages are rows, which clients read as a stream. One chat a person. */
import type { Desk } from "../../db/desk.ts";
import { LocalMessage } from "../../models/local-message.ts";
import type { ChatAdapter, Incoming, Outgoing, Receive } from "../adapter.ts";
import { createBatch } from "../batch.ts";

export interface LocalAdapter extends ChatAdapter {
  /** Takes a client's message in; throws Closed before the start and after the stop. */
  receive(update: Incoming): Promise<void>;
  after(chatRef: string, seq: number, limit: number): Promise<LocalMessage[]>;
  /** The seq that so many of the newest messages come after; 0 where there are no more than these. */
  before(chatRef: string, count: number): Promise<number>;
  /** Wakes at each new message of the chat. Returns its own end. */
  listen(chatRef: string, wake: () => void): () => void;
}

export class Closed extends Error {
  override readonly name = "Closed";
}

export function createLocalAdapter(desk: Desk): LocalAdapter {
  const listeners = new Map<string, Set<() => void>>();
  // One commit after another: a reader who has seen a seq must not be overtaken by a smaller one.
  const writes = createBatch(desk, 0);
  const inFlight = new Set<Promise<unknown>>();
  let taker: Receive | null = null;

  const write = async (
    chatRef: string,
    ref: string,
    { key, revision, inReplyTo, reply }: Outgoing,
  ): Promise<string> => {
    const row = { chatRef, ref, key, revision, inReplyTo, content: reply, createdAt: desk.clock.now() };
    await writes.add(async (tx) => {
      await LocalMessage.query(tx).insert(row).onConflict("key").ignore();
    });
    listeners.get(chatRef)?.forEach((wake) => wake());
    return ref;
  };

  return {
    platform: "local",
    hasForms: false,
    async start(receive) {
      taker = receive;
    },
    async stop() {
      taker = null;
      await Promise.allSettled(inFlight);
      await writes.flush();
    },
    send: (chatRef, message) => write(chatRef, message.key, message),
    edit: write,
    remove: async () => false,
    async receive(update) {
      if (taker === null) throw new Closed("the desk is not taking messages");
      const taken = taker(update);
      inFlight.add(taken);
      try {
        await taken;
      } finally {
        inFlight.delete(taken);
      }
    },
    after: async (chatRef, seq, limit) =>
      LocalMessage.query(desk.db.reader)
        .where({ chat_ref: chatRef })
        .where("seq", ">", seq)
        .orderBy("seq")
        .limit(limit),
    async before(chatRef, count) {
      const [row] = await LocalMessage.query(desk.db.reader)
        .where({ chat_ref: chatRef })
        .orderBy("seq", "desc")
        .offset(count)
        .limit(1);
      return row?.seq ?? 0;
    },
    listen(chatRef, wake) {
      const wakes = listeners.get(chatRef) ?? new Set();
      listeners.set(chatRef, wakes.add(wake));
      return () => wakes.delete(wake);
    },
  };
}
