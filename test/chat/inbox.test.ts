import { afterEach, beforeEach, expect, test } from "vitest";

import { act } from "../../src/chat/inbox.ts";
import { createReceiver } from "../../src/chat/receive.ts";
import type { Call } from "../../src/chat/command.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import { firstBreak } from "../support/audit.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";
import { house, type House, letIn, restart, say } from "../support/chat-desk.ts";

eachDatabase("the inbox", (open) => {
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

  const rows = () => InboxRow.query(desk.db.reader).orderBy("id");
  const audits = async () =>
    (await AuditRow.query(desk.db.reader).orderBy("seq")).map((row) => `${row.actor}: ${row.action}`);

  /** A message that is stored and not yet worked on. */
  const storedCall = async (): Promise<Call> => {
    const { person, chat } = await letIn(desk, "Cy", "trader");
    const who = { chatRef: chat.chatRef, userRef: "user-Cy" };
    const update = { updateId: "c1", ...who, content: { line: "/x" }, sentAt: null, message: null };
    const message = await createReceiver(desk, "UTC").store("telegram", update);
    if (typeof message === "string") throw new Error("not stored");
    return { inbox: message.id, updateId: "c1", person, chat, line: "/x", ageMs: 0, lateMs: 0, pressed: null };
  };

  test("the same update a hundred times at once is carried out once and answered once", async () => {
    await Promise.all(Array.from({ length: 100 }, () => at.wire.says("Ann", "/note once", "same")));
    await at.chats.idle();
    expect(at.doings.done).toEqual(["once"]);
    expect(at.wire.texts("chat-Ann")).toEqual(["Noted once."]);
    expect(await rows()).toMatchObject([{ claimedAt: NOW, answeredAt: NOW }]);
  });

  test("a row is claimed once however many try, and all of them get its answer", async () => {
    const call = await storedCall();
    let count = 0;
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        act(desk, call, async (tx) => {
          count += 1;
          await tx("meta").insert({ key: `did ${index}`, value: "" });
          return { reply: say(`Number ${count}`) };
        }),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, () => ({ reply: say("Number 1") })));
    expect(await desk.db.reader("meta").where("key", "like", "did %")).toHaveLength(1);
  });

  test("a refusal rolls the work back, and the same update gets it again", async () => {
    await at.wire.says("Ann", "/note no", "u-no");
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann")).toEqual(["❌ Refused: no is no."]);
    expect(await rows()).toMatchObject([{ claimedAt: NOW, answer: { reply: { outcome: "refused" } } }]);
    expect(await audits()).toEqual(["Ann: command.refused"]);
    await at.wire.says("Ann", "/note no", "u-no");
    await at.chats.idle();
    expect(at.doings.done).toEqual(["no"]);
  });

  test("a refused work leaves none of its writes", async () => {
    const call = await storedCall();
    await act(desk, call, async (tx) => {
      await tx("meta").insert({ key: "half", value: "done" });
      throw new Refusal("rule", "No.");
    });
    expect(await desk.db.reader("meta").where({ key: "half" })).toEqual([]);
  });

  test("each act stands in the audit, and the chain holds", async () => {
    for (const text of ["a", "no", "b"]) await at.wire.says("Ann", `/note ${text}`);
    await at.chats.idle();
    expect(await audits()).toEqual(["Ann: command", "Ann: command.refused", "Ann: command"]);
    expect(firstBreak(await AuditRow.query(desk.db.reader).orderBy("seq"))).toBeNull();
  });

  test("what an earlier process stored and did not get to is run when young, refused when stale", async () => {
    await at.chats.stop();
    const receiver = createReceiver(desk, "UTC");
    const from = { chatRef: "chat-Ann", userRef: "user-Ann", message: null };
    const store = (updateId: string, line: string, sentAt: number) =>
      receiver.store("telegram", { updateId, ...from, content: { line }, sentAt });
    await store("old", "/note old", NOW - 61_000);
    await store("old status", "/status", NOW - 61_000);
    await store("young", "/note young", NOW - 59_000);
    at = await restart(desk, at.wire);
    await at.chats.idle();
    expect(at.doings.done).toEqual(["young"]);
    expect(at.wire.texts("chat-Ann")).toEqual([
      "❌ This message is 61 s old: stale, not executed. Send it again if you still want it.\n[ /note old ]",
      "All is well.",
      "Noted young.",
    ]);
    expect((await rows()).map((row) => row.answeredAt)).toEqual([NOW, NOW, NOW]);
  });

  test("an answer that was stored and never shown is shown after the next start", async () => {
    at.wire.broken.set("chat-Ann", new Error("down"));
    await at.wire.says("Ann", "/note kept");
    await at.wire.says("Ann", "/status");
    await at.chats.idle();
    await at.chats.stop();
    expect((await rows())[0]).toMatchObject({ claimedAt: NOW, answeredAt: null });
    at.wire.broken.clear();
    at = await restart(desk, at.wire);
    await at.chats.idle();
    expect(at.doings.done).toEqual([]);
    expect(at.wire.texts("chat-Ann")).toEqual(["Noted kept.", "All is well."]);
    expect((await rows()).every((row) => row.answeredAt !== null)).toBe(true);
  });

  test.each(["too\0early", "too\uD83Dearly"])(
    "a text that no database takes (%j) blocks nothing (case 57)",
    async (text) => {
      await at.wire.says("Ann", `/note ${text}`, "bad");
      await at.wire.says("Ann", "/status");
      await at.wire.says("Ann", `/note ${text}`, "bad");
      await at.chats.idle();
      const [bad, status] = at.wire.texts("chat-Ann");
      expect(bad).toContain("cannot be read");
      expect(status).toBe("All is well.");
      expect(at.doings.done).toEqual([]);
      expect(await rows()).toMatchObject([
        { content: { line: "/note too\uFFFDearly" }, answeredAt: NOW },
        { answeredAt: NOW },
      ]);
    },
  );

  test("a stranger gets no answer and no row, and stands in the audit once", async () => {
    await at.wire.says("Mallory", "/note x");
    await at.wire.says("Mallory", "/note y");
    await at.chats.idle();
    expect(await rows()).toEqual([]);
    expect(at.wire.log).toEqual([]);
    expect(await audits()).toEqual(["stranger: denied"]);
  });
});
