/** Chats that refuse: what is told, to whom, and what becomes of what they were to be shown. */
import { afterEach, beforeEach, expect, test } from "vitest";

import { ChatClosed, ChatMoved, SlowDown, Unshowable } from "../../../src/chat/adapter.ts";
import { post, revise } from "../../../src/chat/outbox.ts";
import { transact } from "../../../src/db/transact.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Chat } from "../../../src/models/chat.ts";
import { Delivery } from "../../../src/models/delivery.ts";
import { aPost, house, type House, letIn, say, trailsOf } from "../../support/chat-desk.ts";
import { eachDatabase, NOW, type TestDesk } from "../../support/database.ts";
import { until } from "../../support/until.ts";

eachDatabase("a chat that refuses a message", (open) => {
  let desk: TestDesk;
  let at: House;

  beforeEach(async () => {
    desk = await open();
    await letIn(desk, "Zoe", "admin");
    at = await house(desk);
  });
  afterEach(async () => {
    await at.chats.stop();
    await desk.close();
  });

  const posted = (line: string, outcome: "open" | "done" = "done"): Promise<AlertId> =>
    transact(desk, (tx) => post(tx, { ...aPost, reply: say(line, outcome) }));
  const revised = (id: AlertId, line: string): Promise<void> => transact(desk, (tx) => revise(tx, id, say(line), NOW));
  const chat = (ref: string) => Chat.query(desk.db.reader).findOne({ chat_ref: ref });
  const health = async () =>
    (await Alert.query(desk.db.reader).where({ source: "health" }).orderBy("id")).map(({ message }) => message);
  const breaks = (ref: string, error: Error): void => void at.wire.broken.set(ref, error);
  const mends = (ref: string): void => void at.wire.broken.delete(ref);

  test("because the bot was blocked is asked once, skipped from then on, and the admins are told once", async () => {
    breaks("chat-Bo", new ChatClosed("the bot was blocked"));
    await posted("One.");
    await at.chats.idle();
    at.wire.asked.clear();
    await posted("Two.");
    await at.chats.idle();
    expect(at.wire.asked).not.toContain("chat-Bo");
    expect(await chat("chat-Bo")).toMatchObject({ closedWhy: "the bot was blocked" });
    expect(await health()).toEqual([expect.stringContaining("is out of reach: the bot was blocked")]);
  });

  test("because it was blocked is in use again when somebody writes there", async () => {
    breaks("chat-Bo", new ChatClosed("the bot was blocked"));
    await posted("One.");
    await at.chats.idle();
    mends("chat-Bo");
    await at.wire.says("Bo", "/status");
    await at.chats.idle();
    await posted("Two.");
    await at.chats.idle();
    expect(at.wire.texts("chat-Bo")).toEqual(["All is well.", "Two."]);
  });

  test("because it moved gets it where it goes on, with what may still change, and is told", async () => {
    const open = await posted("Open.", "open");
    await at.chats.idle();
    breaks("chat-Bo", new ChatMoved("chat-General", "the topic was deleted"));
    await revised(open, "Filled.");
    await at.chats.idle();
    await until("the card to be shown there", () => at.wire.texts("chat-General").includes("Filled."));
    expect(at.wire.texts("chat-General").filter((text) => text === "Filled.")).toHaveLength(1);
    expect(at.wire.texts("chat-General").join("\n")).toContain(
      "The topic was deleted: its alerts come to another chat",
    );
    expect(await chat("chat-Bo")).toBeUndefined();
    await posted("Later.");
    await at.chats.idle();
    expect(at.wire.texts("chat-General").at(-1)).toBe("Later.");
  });

  test("because it moved is not looked for in the new place by what was known of the old one", async () => {
    const trails: (string | null)[] = [];
    const send = at.wire.send.bind(at.wire);
    Object.assign(at.wire, {
      trails: trailsOf((chatRef) => `after 90 in ${chatRef}`),
      send: (...[chatRef, message]: Parameters<typeof send>) => {
        if (chatRef === "chat-General") trails.push(message.trail);
        return send(chatRef, message);
      },
    });
    const open = await posted("Open.", "open");
    await at.chats.idle();
    breaks("chat-Bo", new ChatMoved("chat-General", "the topic was deleted"));
    await revised(open, "Filled.");
    await at.chats.idle();
    await until("the card to be shown there", () => at.wire.texts("chat-General").includes("Filled."));
    expect(trails.length).toBeGreaterThan(0);
    expect(trails.every((trail) => trail === null)).toBe(true);
  });

  test("because it moved to a chat that is known joins it: nothing comes twice there", async () => {
    const open = await posted("Open.", "open");
    await at.chats.idle();
    breaks("chat-Bo", new ChatMoved("chat-Ann", "the thread is archived"));
    await revised(open, "Filled.");
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann").filter((text) => text === "Filled.")).toHaveLength(1);
    expect(await chat("chat-Bo")).toMatchObject({ closedWhy: "the thread is archived" });
  });

  test("because it joined a known chat leaves that chat's own cards where they are, and is not asked for ever", async () => {
    const [two, one] = [await posted("Two.", "open"), await posted("One.", "open")];
    await at.chats.idle();
    const refOf = (text: string) =>
      at.wire.log.findLast(({ chatRef, message }) => chatRef === "chat-Ann" && at.wire.textOf(message) === text)?.ref;
    const before = [refOf("Two."), refOf("One.")];
    breaks("chat-Bo", new ChatMoved("chat-Ann", "the thread is archived"));
    await revised(one, "One, filled.");
    await at.chats.idle();
    at.wire.asked.clear();
    await revised(two, "Two, filled.");
    await at.chats.idle();
    expect(at.wire.asked).not.toContain("chat-Bo");
    expect([refOf("Two, filled."), refOf("One, filled.")]).toEqual(before);
    const due = Delivery.query(desk.db.reader).joinRelated("chat").where({ "deliveries.state": "due" });
    expect(await due.where({ "chat.platform": "telegram" })).toEqual([]);
  });

  test("because it moved takes its buttons along", async () => {
    const bo = await chat("chat-Bo");
    breaks("chat-Bo", new ChatMoved("chat-Ann", "the topic was deleted"));
    const reply = say("Proposal.", "asks", { label: "Yes", run: "/note yes" });
    await transact(desk, (tx) => post(tx, { ...aPost, reply, to: bo === undefined ? [] : [bo.id] }));
    await until("the card to come", () => at.wire.texts("chat-Ann").some((text) => text.includes("Proposal.")));
    await at.chats.idle();
    const shown = at.wire.log.findLast(({ message }) => at.wire.textOf(message).includes("Proposal."));
    const [button] = (shown?.message.reply.blocks ?? []).flatMap((block) =>
      block.kind === "buttons" ? block.buttons : [],
    );
    await at.wire.says("Ann", { press: button?.token ?? "" });
    await at.chats.idle();
    expect(at.doings.done).toEqual(["yes"]);
  });

  test.each(["chat-Ann", "chat-General"])("because it moved to %s gets its answer there", async (to) => {
    breaks("chat-Bo", new ChatMoved(to, "the topic was deleted"));
    await at.wire.says("Bo", "/status");
    await until("the answer to come", () => at.wire.texts(to).includes("All is well."));
    expect(at.wire.texts(to).filter((text) => text === "All is well.")).toHaveLength(1);
  });

  test("is in use again by what was written there, whatever comes beside it", async () => {
    await at.wire.news?.closed("chat-Bo", "the bot was blocked");
    await at.wire.says("Bo", "/status");
    await at.chats.idle();
    expect(await chat("chat-Bo")).toMatchObject({ closedWhy: null });
    expect(at.wire.texts("chat-Bo")).toContain("All is well.");
  });

  test("because it moved to where it is already is out of reach: it is not asked for ever", async () => {
    breaks("chat-Bo", new ChatMoved("chat-Bo", "the topic was closed"));
    await at.wire.says("Bo", "/status");
    await posted("One.");
    await at.chats.idle();
    expect(await chat("chat-Bo")).toMatchObject({ closedWhy: "the topic was closed" });
  });

  test("because it asks for a pause is left alone as long, and nothing is counted against it", async () => {
    breaks("chat-Bo", new SlowDown(20_000));
    await posted("One.");
    await until("Bo to be asked", () => at.wire.asked.has("chat-Bo"));
    mends("chat-Bo");
    at.wire.asked.clear();
    desk.clock.advance(19_000);
    desk.bell.ring("deliver");
    await at.chats.idle();
    expect(at.wire.asked).not.toContain("chat-Bo");
    desk.clock.advance(1_500);
    desk.bell.ring("deliver");
    await until("the message to come", () => at.wire.texts("chat-Bo").includes("One."));
    const deliveries = await Delivery.query(desk.db.reader);
    expect(deliveries.every(({ attempts }) => attempts === 0)).toBe(true);
  });

  test("for good loses that message alone", async () => {
    breaks("chat-Bo", new Unshowable("can't parse"));
    await posted("One.");
    await at.chats.idle();
    mends("chat-Bo");
    await posted("Two.");
    await at.chats.idle();
    expect(at.wire.texts("chat-Bo")).toEqual(["Two."]);
  });
});
