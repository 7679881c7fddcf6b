import { expect, it } from "vitest";

import { prune } from "../../src/chat/prune.ts";
import { transact } from "../../src/db/transact.ts";
import { Button } from "../../src/models/button.ts";
import { Chat } from "../../src/models/chat.ts";
import { LocalMessage } from "../../src/models/local-message.ts";
import { eachDatabase, NOW } from "../support/database.ts";

const DAY_MS = 24 * 60 * 60_000;

eachDatabase("what is old in the chats", (open) => {
  it("is let go: buttons a day after they expired, messages after a month", async () => {
    const desk = await open();
    try {
      await transact(desk, async (tx) => {
        const chat = await Chat.query(tx).insertAndFetch({
          platform: "local",
          chatRef: "1",
          zone: "UTC",
          createdAt: NOW,
        });
        const message = {
          chatRef: "1",
          revision: 1,
          content: { outcome: "done", blocks: [] },
          createdAt: NOW,
        } as const;
        await LocalMessage.query(tx).insert({ ...message, ref: "m", key: "m" });
        const button = { chatId: chat.id, run: "help", createdAt: NOW };
        await Button.query(tx).insert({ ...button, token: "short", expiresAt: NOW });
        await Button.query(tx).insert({ ...button, token: "long", expiresAt: NOW + 40 * DAY_MS });
      });
      const left = async (): Promise<[number, number]> => [
        await Button.query(desk.db.reader).resultSize(),
        await LocalMessage.query(desk.db.reader).resultSize(),
      ];
      desk.clock.advance(DAY_MS);
      await prune(desk);
      expect(await left()).toEqual([2, 1]);
      desk.clock.advance(1);
      await prune(desk);
      expect(await left()).toEqual([1, 1]);
      desk.clock.advance(30 * DAY_MS);
      await prune(desk);
      expect(await left()).toEqual([1, 0]);
    } finally {
      await desk.close();
    }
  });
});
