import { afterEach, beforeEach, expect, test } from "vitest";

import { SlowDown, type Trails } from "../../../src/chat/adapter.ts";
import { post, revise } from "../../../src/chat/outbox.ts";
import { transact } from "../../../src/db/transact.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import { Chat } from "../../../src/models/chat.ts";
import { Delivery } from "../../../src/models/delivery.ts";
import { eachDatabase, NOW, type TestDesk } from "../../support/database.ts";
import { until } from "../../support/until.ts";
import { aPost, house, type House, restart, say, trailsOf } from "../../support/chat-desk.ts";

eachDatabase("deliver", (open) => {
  let desk: TestDesk;
  let at: House;

  beforeEach(async () => {
    desk = await open();
    at = await house(desk);
  });
  afterEach(async () => {
    await at.chats.stop();
    await desk.close();
  });

  const posted = (line: string, severity: 1 | 2 | 3 | 4 | 5 = 3): Promise<AlertId> =>
    transact(desk, (tx) => post(tx, { ...aPost, severity, reply: say(line) }));
  const revised = (id: AlertId, line: string): Promise<void> => transact(desk, (tx) => revise(tx, id, say(line), NOW));
  const deliveries = () =>
    Delivery.query(desk.db.reader).joinRelated("chat").where("chat.platform", "telegram").orderBy("id");

  test("an alert goes to every active chat of a known platform, once", async () => {
    await transact(desk, (tx) =>
      Chat.query(tx).insert({ platform: "telegram", chatRef: "quiet", zone: "UTC", isActive: false, createdAt: NOW }),
    );
    await posted("Filled.");
    await at.chats.idle();
    const seen = at.wire.log.map(({ chatRef, message }) => [chatRef, message.revision, message.inReplyTo]);
    expect(seen.toSorted()).toEqual([
      ["chat-Ann", 1, null],
      ["chat-Bo", 1, null],
    ]);
    expect(await deliveries()).toMatchObject([
      { state: "shown", revisionShown: 1, messageRef: expect.any(String), attempts: 0 },
      { state: "shown", revisionShown: 1, messageRef: expect.any(String), attempts: 0 },
    ]);
  });

  test("a revision edits the message where it stands", async () => {
    const id = await posted("Proposed.");
    await at.chats.idle();
    await revised(id, "Approved.");
    await at.chats.idle();
    expect([...at.wire.messages.values()]).toEqual([
      ["Proposed.", "Approved."],
      ["Proposed.", "Approved."],
    ]);
    expect(await deliveries()).toMatchObject([{ revisionShown: 2 }, { revisionShown: 2 }]);
  });

  test("revisions that came while a chat was slow are shown as one, the newest", async () => {
    const slow = Promise.withResolvers<void>();
    at.wire.waits.set("chat-Ann", slow.promise);
    const id = await posted("One.");
    await until("both chats to be asked", () => at.wire.asked.has("chat-Ann") && at.wire.asked.has("chat-Bo"));
    for (const line of ["Two.", "Three.", "Four."]) await revised(id, line);
    slow.resolve();
    await at.chats.idle();
    await until("both to be level", async () => (await deliveries()).every((row) => row.revisionShown === 4));
    expect(at.wire.texts("chat-Ann")).toEqual(["One.", "Four."]);
  });

  test("a slow chat delays no other", async () => {
    const slow = Promise.withResolvers<void>();
    at.wire.waits.set("chat-Ann", slow.promise);
    for (const line of ["One.", "Two.", "Three."]) {
      await posted(line);
      await until(`Bo to read ${line}`, () => at.wire.texts("chat-Bo").at(-1) === line);
    }
    expect(at.wire.texts("chat-Ann")).toEqual([]);
    slow.resolve();
    await until("Ann to read all", () => at.wire.texts("chat-Ann").length === 3);
  });

  test("a chat that fails rests, is tried again and loses nothing; its attempts are counted", async () => {
    at.wire.broken.set("chat-Ann", new Error("down"));
    await posted("One.");
    await at.chats.idle();
    expect(at.wire.texts("chat-Bo")).toEqual(["One."]);
    expect((await deliveries())[0]).toMatchObject({ state: "due", attempts: 1, dueAt: NOW });
    desk.clock.advance(1_000);
    desk.bell.ring("deliver");
    await at.chats.idle();
    expect((await deliveries())[0]).toMatchObject({ attempts: 2, dueAt: NOW });
    at.wire.broken.clear();
    await posted("Two.");
    desk.clock.advance(2_000);
    desk.bell.ring("deliver");
    await at.chats.idle();
    await until("Ann to read both", () => at.wire.texts("chat-Ann").length === 2);
    expect(at.wire.texts("chat-Ann")).toEqual(["One.", "Two."]);
    expect((await deliveries())[0]).toMatchObject({ state: "shown", attempts: 0 });
  });

  test("the most severe goes first", async () => {
    await at.chats.stop();
    await posted("Routine.", 2);
    await posted("Fire.", 5);
    await posted("News.", 3);
    at = await restart(desk, at.wire);
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann")).toEqual(["Fire.", "News.", "Routine."]);
  });

  test("a card that somebody deleted is sent anew, and later states edit that one", async () => {
    const id = await posted("Proposed.");
    await at.chats.idle();
    at.wire.messages.delete((await deliveries())[0]?.messageRef ?? "");
    await revised(id, "Approved.");
    await at.chats.idle();
    await revised(id, "Filled.");
    await at.chats.idle();
    const [first] = await deliveries();
    expect(at.wire.messages.get(first?.messageRef ?? "")).toEqual(["Approved.", "Filled."]);
  });

  test("the card that answers a command comes once, naming it", async () => {
    const update = await at.wire.says("Ann", "/card");
    await at.chats.idle();
    const log = at.wire.log.filter((each) => each.chatRef === "chat-Ann");
    expect(log.map(({ message }) => message.inReplyTo)).toEqual([update]);
    expect(at.wire.log.filter((each) => each.chatRef === "chat-Bo").map(({ message }) => message.inReplyTo)).toEqual([
      null,
    ]);
  });

  test("what a stopped process left due is shown by the next one, and what it showed is not", async () => {
    await posted("Shown.");
    await at.chats.idle();
    await at.chats.stop();
    await posted("Left.");
    at = await restart(desk, at.wire);
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann")).toEqual(["Shown.", "Left."]);
  });

  test("what finds a card again is durable before it is sent, and given with it when it is sent once more", async () => {
    const durable: unknown[] = [];
    const given: (string | null)[] = [];
    const send = at.wire.send.bind(at.wire);
    let isCut = true;
    Object.assign(at.wire, {
      trails: trailsOf((chatRef, earlier) => `${chatRef} after ${earlier ?? "nothing"}`),
      send: async (...[chatRef, message]: Parameters<typeof send>) => {
        const rows = await deliveries().where("chat.chat_ref", chatRef);
        durable.push(rows.at(-1)?.trail);
        given.push(message.trail);
        const ref = await send(chatRef, message);
        if (isCut) throw new Error("the plug was pulled before the answer came");
        return ref;
      },
    });
    await transact(desk, (tx) => Chat.query(tx).where({ chat_ref: "chat-Bo" }).patch({ isActive: false }));
    await posted("Shown, and not noted.");
    await at.chats.idle();
    isCut = false;
    await at.chats.stop();
    at = await restart(desk, at.wire);
    await at.chats.idle();
    const trail = "chat-Ann after nothing";
    const next = `chat-Ann after ${trail}`;
    expect(durable).toEqual([trail, next]);
    expect(given).toEqual([null, trail]);
    expect(await deliveries().where({ state: "shown" })).toMatchObject([{ trail: next }]);
  });

  test("how far a chat has come is kept with what was shown, and recalled by the next process before it sends", async () => {
    const recalled: string[] = [];
    const trails: Trails = { ...trailsOf(), recall: (chatRef, at) => void recalled.push(`${chatRef} ${at}`) };
    Object.assign(at.wire, { trails });
    await posted("Shown.");
    await at.chats.idle();
    expect(recalled).toEqual([]);
    await at.chats.stop();
    at = await restart(desk, at.wire);
    await at.chats.idle();
    expect(recalled.toSorted()).toEqual(["chat-Ann at chat-Ann", "chat-Bo at chat-Bo"]);
  });

  test("what finds a card again is taken back where the chat took nothing", async () => {
    await transact(desk, (tx) => Chat.query(tx).where({ chat_ref: "chat-Bo" }).patch({ isActive: false }));
    const slow = () => Promise.reject(new SlowDown(60_000));
    Object.assign(at.wire, { trails: trailsOf(() => "13"), send: slow });
    await posted("Not now.");
    await at.chats.idle();
    expect(await deliveries().where("chat.chat_ref", "chat-Ann")).toMatchObject([{ state: "due", trail: null }]);
  });

  test("what an earlier process had begun to send comes first, before what is owed since", async () => {
    await transact(desk, (tx) => Chat.query(tx).where({ chat_ref: "chat-Bo" }).patch({ isActive: false }));
    await at.chats.stop();
    const begun = await posted("Begun.");
    await posted("Grave.", 5);
    await transact(desk, (tx) => Delivery.query(tx).where({ alert_id: begun }).patch({ trail: "13" }));
    at = await restart(desk, at.wire);
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann")).toEqual(["Begun.", "Grave."]);
  });

  test("an alert keeps its card as plain text", async () => {
    const id = await posted("Filled.");
    const row = await desk.db.reader("alerts").where({ id }).first();
    expect(row).toMatchObject({ message: "Filled.", severity: 3 });
  });
});
