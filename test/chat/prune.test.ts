import { expect, it } from "vitest";

import { post, postSummary } from "../../src/chat/outbox.ts";
import { prune } from "../../src/chat/prune.ts";
import { transact } from "../../src/db/transact.ts";
import type { AlertId } from "../../src/domain/ids.ts";
import type { Outcome } from "../../src/domain/reply.ts";
import { Alert } from "../../src/models/alert.ts";
import { Button } from "../../src/models/button.ts";
import { Chat } from "../../src/models/chat.ts";
import { Delivery } from "../../src/models/delivery.ts";
import { LocalMessage } from "../../src/models/local-message.ts";
import { aPost, say } from "../support/chat-desk.ts";
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

  it("goes with its alerts after a month, but for what may change, waits, or is loud and unread", async () => {
    const desk = await open();
    try {
      const chat = await transact(desk, (tx) =>
        Chat.query(tx).insertAndFetch({ platform: "telegram", chatRef: "1", zone: "UTC", createdAt: NOW }),
      );
      const posted = (line: string, severity: 2 | 4, outcome: Outcome = "done"): Promise<AlertId> =>
        transact(desk, (tx) => post(tx, { ...aPost, severity, reply: say(line, outcome) }));
      const [quiet, loud, read] = [await posted("Quiet.", 2), await posted("Loud.", 4), await posted("Read.", 4)];
      const [asks, due] = [await posted("Asks.", 2, "asks"), await posted("Due.", 2)];
      const summary = await transact(desk, (tx) =>
        postSummary(tx, { chat: chat.id, severity: 2, reply: say("1 more"), at: NOW }),
      );
      await transact(desk, async (tx) => {
        await Delivery.query(tx).where("alert_id", "<>", due).patch({ state: "shown" });
        await Delivery.query(tx).where({ alert_id: quiet }).patch({ state: "counted", countedIn: summary });
        await Alert.query(tx).findById(read).patch({ isRead: true });
      });
      const left = async (): Promise<[alerts: number[], deliveries: number[]]> => [
        (await Alert.query(desk.db.reader).orderBy("id")).map(({ id }) => id),
        (await Delivery.query(desk.db.reader).orderBy("id")).map(({ alertId }) => alertId),
      ];
      desk.clock.advance(30 * DAY_MS);
      await prune(desk);
      expect((await left()).map((ids) => ids.length)).toEqual([6, 6]);
      desk.clock.advance(1);
      await prune(desk);
      expect(await left()).toEqual([
        [loud, asks, due],
        [asks, due],
      ]);
    } finally {
      await desk.close();
    }
  });
});
