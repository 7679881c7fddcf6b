import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { transact } from "../../src/db/transact.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import { Person } from "../../src/models/person.ts";
import { NOW, testDesk, type TestDesk } from "../support/database.ts";
import { until } from "../support/until.ts";
import { house } from "../support/chat-desk.ts";

describe("the router", () => {
  let desk: TestDesk;
  let at: Awaited<ReturnType<typeof house>>;

  beforeEach(async () => {
    desk = await testDesk();
    at = await house(desk);
  });
  afterEach(async () => {
    await at.chats.stop();
    await desk.close();
  });

  const answerTo = async (name: string, line: string, sentAt?: number): Promise<string | undefined> => {
    await at.wire.says(name, line, undefined, sentAt);
    await at.chats.idle();
    return at.wire.texts(`chat-${name}`).at(-1);
  };

  test("a command is answered in the chat where it was typed, with or without its slash", async () => {
    expect(await answerTo("Ann", "/status")).toBe("All is well.");
    expect(await answerTo("Ann", "STATUS")).toBe("All is well.");
    expect(at.wire.texts("chat-Bo")).toEqual([]);
  });

  test("an unknown command is answered with the nearest, ready to press", async () => {
    expect(await answerTo("Ann", "/statsu")).toBe(
      '❌ I don\'t know the command "statsu": did you mean /status?\n[ /status ]',
    );
  });

  test("a role that does not suffice is refused by name, and audited", async () => {
    expect(await answerTo("Bo", "/note x")).toBe(
      "❌ Refused: /note is for the role trader and above, and you are viewer. Ask an admin.",
    );
    expect(at.doings.done).toEqual([]);
    expect(await AuditRow.query(desk.db.reader)).toMatchObject([
      { actor: "Bo", action: "command.refused", details: { rule: "role" } },
    ]);
  });

  test("a person who is no longer let in is nobody", async () => {
    await transact(desk, (tx) => Person.query(tx).findById(at.ann.id).patch({ isActive: false }));
    expect(await answerTo("Ann", "/status")).toBeUndefined();
  });

  test("a missing argument is a menu whose buttons are longer lines", async () => {
    const menu = await answerTo("Ann", "/slow");
    expect(menu).toBe("Slow: which one?\nOr type it: /slow a|b, for example /slow a\n[ a ] [ b ]");
    await at.wire.says("Ann", { press: at.wire.token("chat-Ann", "b") });
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann").at(-1)).toBe("Slow b.");
  });

  test("in one chat messages are answered in their order, and another chat does not wait", async () => {
    const gate = Promise.withResolvers<void>();
    at.doings.gates.set("a", gate.promise);
    for (const line of ["/slow a", "/slow b", "/status"]) await at.wire.says("Ann", line);
    await at.wire.says("Bo", "/status");
    await until("Bo's answer", () => at.wire.texts("chat-Bo").length === 1);
    expect(at.wire.texts("chat-Ann")).toEqual([]);
    gate.resolve();
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann")).toEqual(["Slow a.", "Slow b.", "All is well."]);
  });

  test("a message older than 60 s is refused as stale where the rule holds, and run where it does not", async () => {
    expect(await answerTo("Ann", "/note old", NOW - 60_001)).toContain("stale, not executed");
    expect(await answerTo("Ann", "/note young", NOW - 60_000)).toBe("Noted young.");
    expect(await answerTo("Ann", "/status", NOW - 3_600_000)).toBe("All is well.");
    expect(at.doings.done).toEqual(["young"]);
  });

  test("a failure before the commit says that nothing was sent, with the incident's id", async () => {
    expect(await answerTo("Ann", "/note boom")).toMatch(
      /^⚠️ Something went wrong \(incident [0-9a-f]{4}\)\. Nothing was sent\./,
    );
    expect(await InboxRow.query(desk.db.reader)).toMatchObject([{ claimedAt: NOW, answeredAt: NOW }]);
    expect(await answerTo("Ann", "/status")).toBe("All is well.");
  });

  test("a failure after the commit says that it was done", async () => {
    expect(await answerTo("Ann", "/late")).toMatch(/incident [0-9a-f]{4}\)\. What you asked for was done before/);
  });
});
