import { afterEach, beforeEach, expect, test } from "vitest";

import { createChats, type Chats } from "../../src/chat/chats.ts";
import { command, optional } from "../../src/chat/command.ts";
import { textArg } from "../../src/chat/grammar/arguments.ts";
import { admitOwner, findPerson, revokePerson } from "../../src/chat/membership.ts";
import { makeCode, withoutCode } from "../../src/chat/pairing.ts";
import { addPerson, ensureOwner, ownerOf } from "../../src/chat/people.ts";
import { createRegistry } from "../../src/chat/registry.ts";
import { transact } from "../../src/db/transact.ts";
import { Alert } from "../../src/models/alert.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { checkAudit } from "../../src/models/audit-chain.ts";
import { Identity } from "../../src/models/identity.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import { PairingCode } from "../../src/models/pairing-code.ts";
import { Person } from "../../src/models/person.ts";
import { chatsWith, say, WireChat } from "../support/chat-desk.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";

const HOUR_MS = 60 * 60_000;

eachDatabase("pairing", (open) => {
  let desk: TestDesk;
  let wire: WireChat;
  let chats: Chats;
  let logged: unknown[];

  beforeEach(async () => {
    desk = await open();
    logged = [];
    const note = (...all: unknown[]): unknown => logged.push(all);
    const log = { ...desk.log, debug: note, info: note, warn: note, error: note };
    await transact(desk, (tx) => ensureOwner(tx, "UTC", NOW));
    wire = new WireChat();
    const echo = command({
      ...({ name: "pair", family: "people", kind: "reads", role: "viewer", stale: "run", help: "" } as const),
      examples: ["/pair"],
      args: { code: optional(textArg, "") },
      run: async (_desk, { person }, { code }) => ({ reply: say(`${person.name} ${person.role} ${code}`) }),
    });
    chats = createChats({ ...desk, log }, chatsWith(desk, createRegistry([echo]), [wire]));
    await chats.start();
  });
  afterEach(async () => {
    await chats.stop();
    await desk.close();
  });

  const codeFor = async (name = "owner"): Promise<string> => {
    const person = await findPerson(desk.db.reader, { kind: "name", name });
    if (person === null) throw new Error(`no ${name}`);
    return (await transact(desk, (tx) => makeCode(tx, person.id, desk.clock.now()))).code;
  };
  const says = async (name: string, line: string): Promise<string | undefined> => {
    const before = wire.texts(`chat-${name}`).length;
    await wire.says(name, line);
    await chats.idle();
    return wire.texts(`chat-${name}`).slice(before).at(-1);
  };
  const identities = async (): Promise<string[]> =>
    (await Identity.query(desk.db.reader).orderBy("id")).map(({ platform, userRef }) => `${platform}:${userRef}`);
  const wrongCode = (code: string): string => (code === "111-111" ? "222-222" : "111-111");
  const actions = async (): Promise<string[]> =>
    (await AuditRow.query(desk.db.reader).orderBy("seq")).map(({ action }) => action);

  test.each(["/pair CODE", "pair CODE", "/PAIR  CODE ", "/pair@outcry_bot CODE"])(
    "%s from an account that nobody knows makes it the person's, and is answered",
    async (form) => {
      const code = await codeFor();
      expect(await says("Ann", form.replace("CODE", code))).toBe("owner admin ***");
      expect(await identities()).toEqual(["telegram:user-Ann"]);
    },
  );

  test("a code without its dash is the same code", async () => {
    const code = await codeFor();
    expect(await says("Ann", `/pair ${code.replace("-", "")}`)).toContain("owner");
  });

  test("a code works once, and its person and the admins are told who has come by it", async () => {
    await transact(desk, (tx) => addPerson(tx, { name: "Bo", role: "trader", zone: "UTC", at: NOW }));
    const code = await codeFor("Bo");
    await says("Ann", `/pair ${code}`);
    expect(await says("Eve", `/pair ${code}`)).toBeUndefined();
    expect(await identities()).toEqual(["telegram:user-Ann"]);
    const alerts = await Alert.query(desk.db.reader);
    expect(alerts.map(({ message }) => message.split("\n")[0])).toEqual([
      "⚠️ telegram:user-Ann is Bo now, with the role trader",
    ]);
  });

  test("the same update again is one pairing with one answer", async () => {
    const code = await codeFor();
    for (let i = 0; i < 3; i++) await wire.says("Ann", `/pair ${code}`, "u-same");
    await chats.idle();
    expect(wire.texts("chat-Ann")).toHaveLength(1);
    expect(await identities()).toHaveLength(1);
  });

  test("two accounts that send one code at once: one of them is let in", async () => {
    const code = await codeFor();
    await Promise.all(["Ann", "Eve"].map((name) => wire.says(name, `/pair ${code}`)));
    await chats.idle();
    expect(await identities()).toHaveLength(1);
  });

  test("a code is good for an hour", async () => {
    const code = await codeFor();
    desk.clock.advance(HOUR_MS);
    expect(await says("Ann", `/pair ${code}`)).toBeUndefined();
    expect(await identities()).toEqual([]);
  });

  test("a new code takes the place of the old one, and of nobody else's", async () => {
    await transact(desk, (tx) => addPerson(tx, { name: "Bo", role: "viewer", zone: "UTC", at: NOW }));
    const [old, bos, fresh] = [await codeFor(), await codeFor("Bo"), await codeFor()];
    if (old !== fresh) expect(await says("Ann", `/pair ${old}`)).toBeUndefined();
    expect(await says("Ann", `/pair ${bos}`)).toBe("Bo viewer ***");
    expect(await says("Eve", `/pair ${fresh}`)).toBe("owner admin ***");
  });

  test("who was wrong five times is not read for an hour, and cannot spoil the code alone", async () => {
    const code = await codeFor();
    for (let i = 0; i < 30; i++) await says("Eve", `/pair ${wrongCode(code)}`);
    expect(await says("Eve", `/pair ${code}`)).toBeUndefined();
    expect((await actions()).filter((action) => action === "pairing.wrong")).toHaveLength(5);
    expect(await says("Ann", `/pair ${code}`)).toContain("owner");
    const later = await codeFor();
    desk.clock.advance(HOUR_MS - 1);
    expect(await says("Eve", `/pair ${later}`)).toBeUndefined();
    const last = await codeFor();
    desk.clock.advance(1);
    expect(await says("Eve", `/pair ${last}`)).toContain("owner");
  });

  test("twenty wrong codes of all together kill the code, and the owner is told", async () => {
    const code = await codeFor();
    for (let i = 0; i < 20; i++) await says(`Eve${i % 4}`, `/pair ${wrongCode(code)}`);
    expect(await PairingCode.query(desk.db.reader)).toEqual([]);
    expect(await says("Ann", `/pair ${code}`)).toBeUndefined();
    expect((await Alert.query(desk.db.reader)).map(({ message }) => message)).toEqual([
      expect.stringContaining("20 wrong pairing codes: the code is dead"),
    ]);
    expect(await identities()).toEqual([]);
  });

  test("a stranger's other lines are not read, and nobody is counted where no code is good", async () => {
    for (const line of ["/pair", "/pair 12-34", "/pair 493-204 x", "/pair ４９３-２０４", "493-204", "/status"])
      expect(await says("Eve", line)).toBeUndefined();
    expect(await says("Eve", "/pair 493-204")).toBeUndefined();
    expect(await actions()).toEqual(["denied"]);
    expect(await InboxRow.query(desk.db.reader)).toEqual([]);
  });

  test("strangers open no write transaction where no code is good, and are counted all the same", async () => {
    await says("Eve", "/pair 493-204"); // whose first line is noted
    const { writer } = desk.db;
    let begun = 0;
    writer.on("start", () => (begun += 1));
    for (let i = 0; i < 6; i++) await says("Eve", "/pair 493-204");
    expect(begun).toBe(0);
    expect(await says("Eve", `/pair ${await codeFor()}`)).toBeUndefined();
    expect(await says("Ann", `/pair ${await codeFor()}`)).toContain("owner");
  });

  test("an account of somebody who was put out cannot come back by another's code", async () => {
    await transact(desk, (tx) => addPerson(tx, { name: "Bo", role: "admin", zone: "UTC", at: NOW }));
    await says("Ann", `/pair ${await codeFor("Bo")}`);
    const by = { at: NOW, personId: null, actor: "test" };
    await transact(desk, (tx) => revokePerson(tx, { kind: "name", name: "Bo" }, by));
    const code = await codeFor();
    expect(await says("Ann", `/pair ${code}`)).toBeUndefined();
    expect(await says("Eve", `/pair ${code}`)).toContain("owner");
  });

  test("no code stands in clear in the database, in the audit or in the log", async () => {
    const code = await codeFor();
    await says("Ann", `/pair ${code}`);
    await says("Ann", `/pair ${code}`);
    const second = await codeFor();
    await says("Ann", `/pair ${second}`);
    await says("Eve", `/pair ${wrongCode(code)}`);
    const { reader } = desk.db;
    const tables = ["inbox", "audit", "pairing_codes", "alerts", "identities"];
    const all = JSON.stringify([await Promise.all(tables.map(async (table) => reader(table).select())), logged]);
    for (const each of [code, second, wrongCode(code)]) {
      expect(all).not.toContain(each);
      expect(all).not.toContain(each.replace("-", ""));
    }
    expect(all).toContain("pair ***");
  });

  test("OUTCRY_ADMINS names accounts of the owner; one of somebody else stays theirs and is told", async () => {
    await transact(desk, (tx) => addPerson(tx, { name: "Bo", role: "viewer", zone: "UTC", at: NOW }));
    await says("Bo", `/pair ${await codeFor("Bo")}`);
    const wanted = [
      { platform: "telegram", userRef: "1001" },
      { platform: "discord", userRef: "2002" },
      { platform: "telegram", userRef: "user-Bo" },
    ] as const;
    for (let starts = 0; starts < 2; starts++) {
      const refused = await transact(desk, (tx) => admitOwner(tx, wanted, NOW));
      expect(refused).toEqual([expect.stringContaining("telegram:user-Bo, which is Bo")]);
    }
    const owner = await ownerOf(desk.db.reader);
    const theirs = await Identity.query(desk.db.reader).where({ person_id: owner.id }).orderBy("id");
    expect(theirs.map(({ userRef }) => userRef)).toEqual(["1001", "2002"]);
    expect(await transact(desk, (tx) => admitOwner(tx, [], NOW))).toEqual([]);
    expect(await identities()).toHaveLength(3);
  });

  test("all of it leaves the audit whole", async () => {
    await says("Ann", `/pair ${await codeFor()}`);
    expect(await checkAudit(desk.db.reader, desk.sealKey)).toMatchObject({ faults: [] });
    expect((await Person.query(desk.db.reader)).length).toBe(1);
  });
});

test.each([
  ["/pair 493-204", "/pair ***"],
  ["pair x", "pair ***"],
  ["/pair@outcry_bot 493-204", "/pair ***"],
  ["/pair", "/pair"],
  ["/repair 493-204", "/repair 493-204"],
  ["  /Pair  493204 and more", "  /Pair  ***"],
])("%j is kept as %j", (line, kept) => {
  expect(withoutCode(line)).toBe(kept);
});
