/** What a chat is told of: its topics, and what is too grave to be switched off. */
import { afterEach, beforeEach, expect, test } from "vitest";

import type { Call } from "../../src/chat/command.ts";
import { post, revise } from "../../src/chat/outbox.ts";
import { switchTopics, topicsOf } from "../../src/chat/subscriptions.ts";
import { transact } from "../../src/db/transact.ts";
import type { AlertId, ChatId } from "../../src/domain/ids.ts";
import { type Topic, TOPICS } from "../../src/domain/topic.ts";
import { Chat } from "../../src/models/chat.ts";
import { Delivery } from "../../src/models/delivery.ts";
import { aPost, letIn, say } from "../support/chat-desk.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";

eachDatabase("the topics of a chat", (open) => {
  let desk: TestDesk;
  let ann: Chat;
  let bo: Chat;
  beforeEach(async () => {
    desk = await open();
    ann = (await letIn(desk, "Ann", "trader")).chat;
    bo = (await letIn(desk, "Bo", "viewer")).chat;
  });
  afterEach(() => desk.close());

  const posted = (source: Topic, severity: 1 | 2 | 3 | 4 | 5, to?: readonly ChatId[], answers?: Call) =>
    transact(desk, (tx) =>
      post(tx, { ...aPost, source, severity, reply: say("News."), ...(to === undefined ? {} : { to }) }, answers),
    );
  const switched = (topics: readonly Topic[], state: "on" | "off", chat = bo): Promise<void> =>
    transact(desk, (tx) => switchTopics(tx, chat.id, { topics, isOn: state === "on" }));
  const chatNow = async (chat = bo): Promise<Chat> => Chat.query(desk.db.reader).findById(chat.id).throwIfNotFound();
  const hasIt = async (chat: Chat, alert: AlertId): Promise<boolean> =>
    (await Delivery.query(desk.db.reader).findOne({ alert_id: alert, chat_id: chat.id })) !== undefined;

  test("are all of them at first, whatever they are", async () => {
    expect(topicsOf(await chatNow())).toEqual(TOPICS);
    for (const topic of TOPICS) expect([topic, await hasIt(bo, await posted(topic, 1))]).toEqual([topic, true]);
  });

  test("that are off are told elsewhere, and come again once they are on", async () => {
    await switched(["fills", "digest"], "off");
    const [fill, digest, order] = [await posted("fills", 3), await posted("digest", 1), await posted("orders", 3)];
    expect([await hasIt(bo, fill), await hasIt(bo, digest), await hasIt(bo, order)]).toEqual([false, false, true]);
    expect([await hasIt(ann, fill), await hasIt(ann, digest)]).toEqual([true, true]);
    await switched(["fills"], "on");
    expect(await hasIt(bo, await posted("fills", 3))).toBe(true);
    expect(await hasIt(bo, await posted("digest", 3))).toBe(false);
  });

  test("cannot keep away what is grave", async () => {
    await switched(TOPICS, "off");
    for (const topic of TOPICS) {
      const told = [await posted(topic, 3), await posted(topic, 4), await posted(topic, 5)];
      expect([topic, ...(await Promise.all(told.map((alert) => hasIt(bo, alert))))]).toEqual([
        topic,
        false,
        true,
        true,
      ]);
    }
  });

  test("hold for what is meant for some chats too, and a chat that is not meant gets nothing", async () => {
    await switched(["price"], "off");
    expect(await hasIt(bo, await posted("price", 3, [bo.id]))).toBe(false);
    expect(await hasIt(bo, await posted("orders", 3, [ann.id]))).toBe(false);
    expect(await hasIt(bo, await posted("orders", 3, [bo.id]))).toBe(true);
  });

  test("keep no answer from who asked, and no change from a card that is there", async () => {
    const card = await posted("orders", 3);
    await switched(["orders"], "off");
    const call = { chat: { id: bo.id }, updateId: "u1" } as Call;
    const answer = await posted("orders", 3, undefined, call);
    expect(await hasIt(bo, answer)).toBe(true);
    await Delivery.query(desk.db.writer).where({ alert_id: card }).patch({ state: "shown", revisionShown: 1 });
    await transact(desk, (tx) => revise(tx, card, say("Newer."), NOW));
    expect(await Delivery.query(desk.db.reader).findOne({ alert_id: card, chat_id: bo.id })).toMatchObject({
      state: "due",
    });
  });

  test("of a chat that is told nothing are none; the first that is switched on brings itself and what is grave", async () => {
    await Chat.query(desk.db.writer).findById(bo.id).patch({ isActive: false });
    expect(topicsOf(await chatNow())).toEqual([]);
    expect(await hasIt(bo, await posted("risk", 5))).toBe(false);
    await switched(["fills"], "off");
    expect((await chatNow()).isActive).toBe(false);
    await switched(["fills"], "on");
    expect(topicsOf(await chatNow())).toEqual(["fills"]);
    expect(await hasIt(bo, await posted("fills", 3))).toBe(true);
    expect(await hasIt(bo, await posted("orders", 3))).toBe(false);
    expect(await hasIt(bo, await posted("risk", 5))).toBe(true);
  });
});
