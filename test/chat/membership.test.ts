import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { addToken, removeToken, rotateToken } from "../../src/chat/local/tokens.ts";
import { type By, findPerson, type Grant, grant, revokeAccount, revokePerson } from "../../src/chat/membership.ts";
import { makeCode } from "../../src/chat/pairing.ts";
import { ownerOf, personByToken, personOf } from "../../src/chat/people.ts";
import { transact } from "../../src/db/transact.ts";
import { Alert } from "../../src/models/alert.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { Button } from "../../src/models/button.ts";
import { Chat } from "../../src/models/chat.ts";
import { Delivery } from "../../src/models/delivery.ts";
import { insertInboxRow, InboxRow } from "../../src/models/inbox.ts";
import { PairingCode } from "../../src/models/pairing-code.ts";
import { Person } from "../../src/models/person.ts";
import { house, letIn, restart } from "../support/chat-desk.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";

const named = (name: string) => ({ kind: "name", name }) as const;
const account = (platform: "telegram" | "discord" | "local", userRef: string) =>
  ({ kind: "account", platform, userRef }) as const;

eachDatabase("membership", (open) => {
  let desk: TestDesk;
  let by: By;
  beforeEach(async () => {
    desk = await open();
    const { person } = await letIn(desk, "Ada", "admin");
    by = { at: NOW, personId: person.id, actor: "Ada" };
  });
  afterEach(() => desk.close());

  const grants = (who: Grant["who"], role: Grant["role"], name?: string) =>
    transact(desk, (tx) => grant(tx, { who, role, name, zone: "UTC" }, by));
  const revokes = (name: string) => transact(desk, (tx) => revokePerson(tx, named(name), by));
  const person = async (name: string): Promise<Person> => {
    const found = await findPerson(desk.db.reader, named(name));
    if (found === null) throw new Error(`no ${name}`);
    return found;
  };

  test("an account becomes a person, who is let in there and nowhere else", async () => {
    await grants(account("telegram", "1001"), "trader", "Ann");
    expect(await personOf(desk.db.reader, "telegram", "1001")).toMatchObject({ name: "Ann", role: "trader" });
    expect(await personOf(desk.db.reader, "discord", "1001")).toBeNull();
    expect(await Chat.query(desk.db.reader).findOne({ chat_ref: String((await person("Ann")).id) })).toMatchObject({
      isActive: false,
    });
  });

  test("another account is added to the person that is named", async () => {
    await grants(account("telegram", "1001"), "trader", "Ann");
    await grants(account("discord", "2002"), "trader", "Ann");
    const ann = await person("Ann");
    expect(await personOf(desk.db.reader, "discord", "2002")).toEqual(ann);
    expect(await Person.query(desk.db.reader)).toHaveLength(2);
  });

  test("a role is changed by name, by account and by number", async () => {
    await grants(account("telegram", "1001"), "viewer", "Ann");
    await grants(named("Ann"), "trader");
    await grants(account("telegram", "1001"), "approver");
    const { id } = await person("Ann");
    await grants(account("local", String(id)), "viewer");
    expect((await person("Ann")).role).toBe("viewer");
    const rows = await AuditRow.query(desk.db.reader).where({ action: "person.role" }).orderBy("seq");
    expect(rows.map(({ actor, entity, details }) => [actor, entity, details["before"], details["after"]])).toEqual([
      ["Ada", `person ${id}`, "viewer", "trader"],
      ["Ada", `person ${id}`, "trader", "approver"],
      ["Ada", `person ${id}`, "approver", "viewer"],
    ]);
  });

  test.each([
    ["an unknown name", named("Adda"), undefined, "I don't know Adda: did you mean Ada?"],
    ["an account without a name", account("telegram", "7"), undefined, "name=Ann"],
    ["an account under another name", account("telegram", "1001"), "Eve", "That is Ann already"],
    ["a name like another one", account("telegram", "7"), "Аnn", "one alphabet"],
    ["a name that is too like", account("telegram", "7"), "ann", "too like the name Ann"],
    ["the role that they have", named("Ann"), undefined, "has the role trader already"],
  ])("%s is refused and changes nothing", async (_what, who, name, sentence) => {
    await grants(account("telegram", "1001"), "trader", "Ann");
    const before = await Person.query(desk.db.reader);
    await expect(grants(who, "trader", name)).rejects.toThrow(sentence);
    expect(await Person.query(desk.db.reader)).toEqual(before);
  });

  test("the other admins are told, in the chats where they are alone with the desk, and nobody else is", async () => {
    const other = await letIn(desk, "Bea", "admin");
    await letIn(desk, "Cid", "approver");
    await grants(account("telegram", "1001"), "trader", "Ann");
    const [alert] = await Alert.query(desk.db.reader);
    expect(alert?.message).toContain("telegram:1001 is Ann now, with the role trader\nby Ada");
    const deliveries = await Delivery.query(desk.db.reader).withGraphFetched("chat");
    expect(deliveries.map(({ chat }) => [chat?.platform, chat?.chatRef])).toEqual([["local", String(other.person.id)]]);
  });

  describe("who is put out", () => {
    test("is let in nowhere, hears nothing, and nothing of theirs works or waits", async () => {
      const { person: ann, chat } = await letIn(desk, "Ann", "trader");
      await transact(desk, async (tx) => {
        await Chat.query(tx).insert({ platform: "telegram", chatRef: "user-Ann", zone: "UTC", createdAt: NOW });
        await makeCode(tx, ann.id, NOW);
        const [own] = await Chat.query(tx).where({ chat_ref: "user-Ann" });
        const button = { token: "t", chatId: own?.id ?? chat.id, run: "status", expiresAt: NOW + 9, createdAt: NOW };
        await Button.query(tx).insert(button);
        await insertInboxRow(tx, {
          ...({ platform: "telegram", updateId: "u", chatId: chat.id, personId: ann.id } as const),
          ...{ content: { line: "/halt" }, sentAt: null, receivedAt: NOW },
        });
      });
      await revokes("Ann");
      expect(await personOf(desk.db.reader, "telegram", "user-Ann")).toBeNull();
      expect(await personOf(desk.db.reader, "local", String(ann.id))).toBeNull();
      expect(await PairingCode.query(desk.db.reader)).toEqual([]);
      expect(await Button.query(desk.db.reader)).toMatchObject([{ expiresAt: NOW }]);
      expect(await InboxRow.query(desk.db.reader)).toMatchObject([{ answer: { nothing: true }, answeredAt: NOW }]);
      const chats = await Chat.query(desk.db.reader).whereIn("chat_ref", [String(ann.id), "user-Ann"]);
      expect(chats.map(({ isActive }) => isActive)).toEqual([false, false]);
      await expect(revokes("Ann")).rejects.toThrow("Ann is out already");
    });

    test("comes back with the accounts and without the token that they had", async () => {
      const { token } = await letIn(desk, "Ann", "trader");
      await revokes("Ann");
      await grants(named("Ann"), "viewer");
      expect(await personOf(desk.db.reader, "telegram", "user-Ann")).toMatchObject({ role: "viewer" });
      expect(await personByToken(desk.db.reader, token)).toBeNull();
    });

    test("is nobody for what an earlier process had stored of them, also when they are back", async () => {
      await desk.close();
      desk = await open();
      const at = await house(desk);
      await at.chats.stop();
      const chat = await Chat.query(desk.db.reader).findOne({ chat_ref: "chat-Ann" }).throwIfNotFound();
      const row = { platform: "telegram", updateId: "u", chatId: chat.id, personId: at.ann.id } as const;
      await transact(desk, async (tx) => {
        await insertInboxRow(tx, { ...row, content: { line: "/note late" }, sentAt: null, receivedAt: NOW });
        await revokePerson(tx, named("Ann"), { ...by, personId: null });
        await grant(tx, { who: named("Ann"), role: "trader", name: undefined, zone: "UTC" }, { ...by, personId: null });
      });
      const again = await restart(desk);
      await again.chats.idle();
      expect(again.doings.done).toEqual([]);
      await again.chats.stop();
    });

    test("does not get done what waits in the queue, and neither does who has another role now", async () => {
      await desk.close();
      desk = await open();
      const at = await house(desk);
      const gate = Promise.withResolvers<void>();
      at.doings.gates.set("a", gate.promise);
      const waiting = ["/slow a", "/note one"];
      for (const line of waiting) await at.wire.says("Ann", line);
      await transact(desk, (tx) =>
        grant(tx, { who: named("Ann"), role: "viewer", name: undefined, zone: "UTC" }, { ...by, personId: null }),
      );
      gate.resolve();
      await at.chats.idle();
      expect(at.doings.done).toEqual(["Ann a"]);
      expect(at.wire.texts("chat-Ann").at(-1)).toContain("you are viewer");
      await at.chats.stop();
    });

    test("loses one account alone where only that is named", async () => {
      const { token } = await letIn(desk, "Ann", "trader");
      await transact(desk, (tx) => revokeAccount(tx, "telegram", "user-Ann", by));
      expect(await personOf(desk.db.reader, "telegram", "user-Ann")).toBeNull();
      expect(await personByToken(desk.db.reader, token)).toMatchObject({ name: "Ann" });
      await expect(transact(desk, (tx) => revokeAccount(tx, "telegram", "9", by))).rejects.toThrow("I don't know");
    });
  });

  describe("the last admin", () => {
    test("is neither put out nor given less, by anybody", async () => {
      await letIn(desk, "Ann", "approver");
      await expect(revokes("Ada")).rejects.toThrow("Ada is the last admin");
      for (const role of ["viewer", "trader", "approver"] as const)
        await expect(grants(named("Ada"), role)).rejects.toThrow("Ada is the last admin");
      await expect(grants(account("telegram", "1001"), "viewer", "Ada")).rejects.toThrow("the last admin");
      expect(await person("Ada")).toMatchObject({ role: "admin", isActive: true });
    });

    test("is not counted among those who were put out", async () => {
      await letIn(desk, "Bea", "admin");
      await revokes("Bea");
      await expect(revokes("Ada")).rejects.toThrow("the last admin");
    });

    test("stays when two put each other out at once, a hundred times", async () => {
      await letIn(desk, "Bea", "admin");
      for (let round = 0; round < 100; round++) {
        const lower = (name: string) => (round % 2 === 0 ? revokes(name) : grants(named(name), "viewer"));
        const done = await Promise.allSettled([lower("Ada"), lower("Bea")]);
        expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
        const admins = await Person.query(desk.db.reader).where({ role: "admin", is_active: true });
        expect(admins).toHaveLength(1);
        for (const name of ["Ada", "Bea"]) if (admins[0]?.name !== name) await grants(named(name), "admin");
      }
      expect((await ownerOf(desk.db.reader)).name).toBe("Ada");
    });
  });

  describe("a token", () => {
    const add = (name: string, role?: "viewer" | "trader") =>
      transact(desk, (tx) => addToken(tx, { name, role, zone: "UTC" }, by));

    test("is made for somebody new, renewed and removed; each time the old one opens nothing", async () => {
      const first = await add("Ann");
      expect(await personByToken(desk.db.reader, first.token)).toMatchObject({ name: "Ann", role: "viewer" });
      const second = await transact(desk, (tx) => rotateToken(tx, "Ann", by));
      expect(await personByToken(desk.db.reader, first.token)).toBeNull();
      expect(await personByToken(desk.db.reader, second.token)).toMatchObject({ name: "Ann" });
      await transact(desk, (tx) => removeToken(tx, "Ann", by));
      expect(await personByToken(desk.db.reader, second.token)).toBeNull();
      const third = await add("Ann");
      const stored = JSON.stringify(await AuditRow.query(desk.db.reader));
      for (const { token } of [first, second, third]) expect(stored).not.toContain(token);
      const rows = await AuditRow.query(desk.db.reader).where("action", "like", "token.%").orderBy("seq");
      expect(rows.map(({ action, details }) => [action, details["before"], details["after"]])).toEqual([
        ["token.made", "nothing", "a new token"],
        ["token.made", "a token", "a new token"],
        ["token.removed", "a token", "nothing"],
        ["token.made", "nothing", "a new token"],
      ]);
    });

    test.each([
      ["a second one", () => add("Ada"), "Ada has a token"],
      ["another role on the way", () => add("Ada", "trader"), "/grant Ada trader changes it"],
      ["an odd name", () => add("An\u200Bn"), "not seen"],
      ["a renewal for who is not known", () => transact(desk, (tx) => rotateToken(tx, "Eve", by)), "don't know Eve"],
      ["a removal of one's own", () => transact(desk, (tx) => removeToken(tx, "Ada", by)), "rotate it instead"],
    ])("%s is refused", async (_what, work, sentence) => {
      await expect(work()).rejects.toThrow(sentence);
    });

    test.each([
      ["removed", (name: string) => transact(desk, (tx) => removeToken(tx, name, by))],
      ["another one", (name: string) => transact(desk, (tx) => rotateToken(tx, name, by))],
    ])("that is %s takes what was sent by it and waits along, and nothing else", async (_what, change) => {
      const { person: ann, chat } = await letIn(desk, "Ann", "trader");
      const local = await Chat.query(desk.db.reader)
        .findOne({ chat_ref: String(ann.id) })
        .throwIfNotFound();
      const sent = { personId: ann.id, content: { line: "/note x" }, sentAt: null, receivedAt: NOW };
      await transact(desk, async (tx) => {
        await insertInboxRow(tx, { ...sent, platform: "local", updateId: "u1", chatId: local.id });
        await insertInboxRow(tx, { ...sent, platform: "telegram", updateId: "u2", chatId: chat.id });
      });
      await change("Ann");
      const waiting = await InboxRow.query(desk.db.reader).whereNull("claimed_at");
      expect(waiting.map(({ updateId }) => updateId)).toEqual(["u2"]);
    });

    test("is not for who was put out", async () => {
      await add("Ann");
      await revokes("Ann");
      for (const work of [() => add("Ann"), () => transact(desk, (tx) => rotateToken(tx, "Ann", by))])
        await expect(work()).rejects.toThrow("Ann is out");
    });
  });
});
