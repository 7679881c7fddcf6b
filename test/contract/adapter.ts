/** What every chat adapter must do: a new one passes this suite before it is given a desk. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ChatAdapter, Incoming, News, Outgoing } from "../../src/chat/adapter.ts";
import type { Shown } from "../../src/domain/reply.ts";

export interface AdapterBench {
  readonly adapter: ChatAdapter;
  /** A chat of the platform that the adapter may write to. */
  readonly chatRef: string;
  /** A person writes, as the platform does it; resolves when the platform was told that it was taken. */
  says(line: string, id: string): Promise<void>;
  /** The texts of a message as people saw them, the newest last; null where there is no such message. */
  seen(ref: string): Promise<readonly string[] | null>;
  /** How many messages the chat holds. */
  count(): Promise<number>;
  close(): Promise<void>;
}

/** `open` gives a started platform with an adapter that is not started. */
export function adapterContract(name: string, open: () => Promise<AdapterBench>): void {
  describe(`the adapter of ${name}`, () => {
    let bench: AdapterBench;
    const received: Incoming[] = [];

    beforeEach(async () => {
      bench = await open();
      received.length = 0;
      await bench.adapter.start(async (update) => {
        received.push(update);
        return "taken";
      }, noNews);
    });
    afterEach(async () => {
      await bench.adapter.stop();
      await bench.close();
    });

    test("shows a new message and gives a reference to it", async () => {
      const ref = await bench.adapter.send(bench.chatRef, aMessage("k1", "Hello."));
      expect(await bench.seen(ref)).toEqual(["Hello."]);
    });

    test("changes a message in place", async () => {
      const ref = await bench.adapter.send(bench.chatRef, aMessage("k1", "One."));
      await bench.adapter.edit(bench.chatRef, ref, aMessage("k2", "Two.", 2));
      expect((await bench.seen(ref))?.at(-1)).toBe("Two.");
      expect(await bench.count()).toBe(1);
    });

    test("shows two messages as two", async () => {
      const refs = [
        await bench.adapter.send(bench.chatRef, aMessage("k1", "A.")),
        await bench.adapter.send(bench.chatRef, aMessage("k2", "A.")),
      ];
      expect(new Set(refs).size).toBe(2);
    });

    test("hands on what a person writes, once stored it is confirmed", async () => {
      await bench.says("/status", "one");
      expect(received).toMatchObject([{ chatRef: bench.chatRef, content: { line: "/status" } }]);
      expect(received[0]?.userRef).toMatch(/^\d+$/);
    });

    test("gives each update its own id, and the same update the same one", async () => {
      for (const id of ["one", "two", "one"]) await bench.says("/status", id);
      const [first, second, again] = received.map((update) => update.updateId);
      expect(second).not.toBe(first);
      expect(again).toBe(first);
    });

    test("does not confirm what could not be stored", async () => {
      await bench.adapter.stop();
      await bench.adapter.start(() => Promise.reject(new Error("the disk is full")), noNews);
      await expect(bench.says("/status", "one")).rejects.toThrow();
    });

    test("takes nothing in after its stop, and can still show what is due", async () => {
      await bench.adapter.stop();
      await expect(bench.says("/status", "one")).rejects.toThrow();
      expect(received).toEqual([]);
      expect(await bench.seen(await bench.adapter.send(bench.chatRef, aMessage("k1", "Bye.")))).toEqual(["Bye."]);
    });
  });
}

const noNews: News = { reachable: () => undefined, moved: async () => undefined, closed: async () => undefined };

/** A reply of one line. */
export function aMessage(key: string, text: string, revision = 1): Outgoing {
  const reply: Shown = { outcome: "done", blocks: [{ kind: "text", line: [text] }] };
  return { name: key, key, kind: "reply", reply, revision, inReplyTo: null, trail: null, isSilent: false, zone: "UTC" };
}
