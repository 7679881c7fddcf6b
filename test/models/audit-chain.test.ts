/** What somebody with the database in their hands can do to the audit, and what is seen of it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { transact, type Tx } from "../../src/db/transact.ts";
import type { Fault } from "../../src/domain/audit-fault.ts";
import { appendAudit, AuditRow, beginAudit, hashOf, sealAudit } from "../../src/models/audit.ts";
import { checkAudit } from "../../src/models/audit-chain.ts";
import { readMeta } from "../../src/models/meta.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";

const HEAD = "audit.head";

eachDatabase("the audit under a forger's hands", (open, client) => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await open();
    for (let i = 0; i < 6; i++) await append();
  });
  afterEach(() => desk.close());

  const append = (actor = "Ann"): Promise<void> =>
    transact(desk, (tx) =>
      appendAudit(tx, {
        at: NOW,
        personId: null,
        actor,
        action: "command",
        entity: null,
        details: { line: "/buy BTC/USDT 1", n: [1, null, { b: 1, a: 2 }] },
      }),
    );
  const rows = async (): Promise<AuditRow[]> => AuditRow.query(desk.db.reader).orderBy("seq");
  const faults = async (): Promise<readonly Fault[]> => (await checkAudit(desk.db.reader, desk.sealKey)).faults;

  /** As who owns the database can: past the triggers. */
  const forge = (work: (tx: Tx) => Promise<unknown>): Promise<void> =>
    transact(desk, async (tx) => {
      if (client === "postgres") await tx.raw("alter table audit disable trigger all");
      else for (const change of ["update", "delete"]) await tx.raw(`drop trigger if exists audit_no_${change}`);
      await work(tx);
      if (client === "postgres") await tx.raw("alter table audit enable trigger all");
    });
  /** A row of that seq with a right hash of its own. */
  const forged = async (seq: number, prevHash: string, actor = "Bo"): Promise<object> => {
    const row = { at: NOW, personId: null, actor, action: "command", entity: null, details: {} };
    const hash = hashOf(row, prevHash);
    return {
      ...{ seq, at: NOW, person_id: null, actor, action: "command", entity: null },
      ...{ details: "{}", prev_hash: prevHash, hash },
    };
  };

  test("that nobody touched is whole, before its first row too", async () => {
    expect(await checkAudit(desk.db.reader, desk.sealKey)).toMatchObject({ rows: 6, faults: [] });
    const empty = await open();
    expect(await checkAudit(empty.db.reader, empty.sealKey)).toMatchObject({ rows: 0, faults: [] });
    await empty.close();
  });

  test.each([
    ["what was done", { details: `{"line":"/buy BTC/USDT 2","n":[1,null,{"a":2,"b":1}]}` }],
    ["who did it", { actor: "Bo" }],
    ["when", { at: NOW + 1 }],
    ["its hash", { hash: "0" }],
    ["what it follows", { prev_hash: "0" }],
    ["its details into what is no JSON", { details: "{" }],
  ])("a changed row is named: %s", async (_what, change) => {
    await forge((tx) => tx("audit").where({ seq: 3 }).update(change));
    expect((await faults())[0]).toEqual({ kind: "changed", seq: 3 });
  });

  test("the same JSON in another order of its names is the same row", async () => {
    const details = `{"n":[1,null,{"a":2,"b":1}],"line":"/buy BTC/USDT 1"}`;
    await forge((tx) => tx("audit").where({ seq: 3 }).update({ details }));
    expect(await faults()).toEqual([]);
  });

  test.each([
    ["a name twice", `{"line":"/buy BTC/USDT 9","line":"/buy BTC/USDT 1","n":[1,null,{"b":1,"a":2}]}`],
    ["spaces", `{"line":"/buy BTC/USDT 1", "n":[1,null,{"b":1,"a":2}]}`],
    ["a sign spelled out", `{"line":"\\u002fbuy BTC/USDT 1","n":[1,null,{"b":1,"a":2}]}`],
  ])("details that the desk would not have written so are a changed row: %s", async (_what, details) => {
    await forge((tx) => tx("audit").where({ seq: 3 }).update({ details }));
    expect(await faults()).toEqual([{ kind: "changed", seq: 3 }]);
  });

  test("rows that were moved to before the first are named", async () => {
    await forge((tx) =>
      tx("audit")
        .where("seq", "<=", 2)
        .update({ seq: tx.raw("seq - 500") }),
    );
    expect(await faults()).toEqual([
      { kind: "changed", seq: -499 },
      { kind: "changed", seq: -498 },
    ]);
  });

  test("an audit that was wiped with its head is missed, also by a row that is written on", async () => {
    await forge(async (tx) => {
      await tx("audit").delete();
      await tx("meta").where({ key: HEAD }).delete();
    });
    expect(await checkAudit(desk.db.reader, desk.sealKey)).toMatchObject({
      rows: 0,
      faults: [{ kind: "head missing" }],
    });
    await append();
    expect(await faults()).toMatchObject([{ kind: "no head" }]);
  });

  test("rows that were put into an empty one are named", async () => {
    const empty = await open();
    const row = await forged(1, "");
    await transact(empty, (tx) => tx("audit").insert(row));
    expect((await checkAudit(empty.db.reader, empty.sealKey)).faults).toEqual([{ kind: "inserted", seq: 1 }]);
    await empty.close();
  });

  test("a changed row with a new hash of its own is named", async () => {
    const [, before] = await rows();
    const row = await forged(3, before?.hash ?? "");
    await forge((tx) => tx("audit").where({ seq: 3 }).update(row));
    expect(await faults()).toEqual([{ kind: "rewritten", seq: 3 }]);
  });

  test.each([
    ["in the middle", [3, 4], { kind: "removed", after: 2, before: 5 }],
    ["at the beginning", [1], { kind: "removed", after: null, before: 2 }],
    ["at the end", [5, 6], { kind: "newest removed", after: 4, upTo: 6 }],
    ["all", [1, 2, 3, 4, 5, 6], { kind: "newest removed", after: null, upTo: 6 }],
  ])("rows that were taken out are named: %s", async (_where, seqs, fault) => {
    await forge((tx) => tx("audit").whereIn("seq", seqs).delete());
    expect(await faults()).toEqual([fault]);
  });

  test("rows that were taken from the end are missed for ever, whatever comes after them", async () => {
    await forge((tx) => tx("audit").where("seq", ">", 4).delete());
    await append();
    await append();
    expect(await faults()).toMatchObject([{ kind: "removed", after: 4 }]);
  });

  test("a row that was put in between is named", async () => {
    const [first] = await rows();
    // Room for it: what stands at 2 moves nowhere, the new one takes a seq below the first.
    const row = await forged(-1, "");
    await forge((tx) => tx("audit").insert(row));
    expect(await faults()).toEqual([{ kind: "inserted", seq: -1 }]);
    expect(first?.prevHash).toBe("");
  });

  test("a row that was put behind the newest is named, though it follows from it", async () => {
    const newest = (await rows()).at(-1);
    const row = await forged(7, newest?.hash ?? "");
    await forge((tx) => tx("audit").insert(row));
    expect(await faults()).toEqual([{ kind: "inserted", seq: 7 }]);
  });

  test("a history that was written anew from some row on is seen at its end", async () => {
    const all = await rows();
    await forge(async (tx) => {
      let prevHash = all[3]?.hash ?? "";
      for (const seq of [5, 6]) {
        const row = await forged(seq, prevHash);
        await tx("audit").where({ seq }).update(row);
        prevHash = (row as { hash: string }).hash;
      }
    });
    expect(await faults()).toEqual([{ kind: "rewritten", seq: 6 }]);
  });

  describe("the seal of the newest row", () => {
    const setHead = (value: string): Promise<void> => forge((tx) => tx("meta").where({ key: HEAD }).update({ value }));

    test("cannot be made for an older row without the desk's key", async () => {
      const [, , third] = await rows();
      await forge((tx) => tx("audit").where("seq", ">", 3).delete());
      await setHead(`3 ${third?.hash} ${"0".repeat(64)}`);
      expect(await faults()).toEqual([{ kind: "head false" }]);
    });

    test("is missed when it was taken away", async () => {
      await forge((tx) => tx("meta").where({ key: HEAD }).delete());
      expect(await faults()).toEqual([{ kind: "head missing" }]);
    });

    test.each([
      ["false", () => setHead("4 x y")],
      ["missing", () => forge((tx) => tx("meta").where({ key: HEAD }).delete())],
    ])("that was %s when a row was written is a break that stays", async (_what, spoil) => {
      await forge((tx) => tx("audit").where("seq", ">", 4).delete());
      await spoil();
      await append();
      await append();
      expect(await faults()).toMatchObject([{ kind: "no head" }]);
    });

    test("of a chain that has begun is not taken back by a second beginning", async () => {
      await transact(desk, beginAudit);
      expect(await faults()).toEqual([]);
    });

    test("is made for a chain that is older than seals, and holds from there on", async () => {
      await forge((tx) => tx("meta").where({ key: HEAD }).delete());
      await transact(desk, sealAudit);
      await append();
      expect(await checkAudit(desk.db.reader, desk.sealKey)).toMatchObject({ rows: 7, faults: [] });
    });

    test("of another key is false", async () => {
      const other = new Uint8Array(32).fill(1);
      expect((await checkAudit(desk.db.reader, other)).faults).toEqual([{ kind: "head false" }]);
      expect(await readMeta(desk.db.reader, HEAD)).toMatch(/^6 [0-9a-f]{64} [0-9a-f]{64}$/);
    });
  });

  test("a desk that writes on meanwhile is not taken for a forger", async () => {
    const writing = (async () => {
      for (let i = 0; i < 30; i++) await append();
    })();
    const checks = [];
    for (let i = 0; i < 10; i++) checks.push(await faults());
    await writing;
    expect(checks.flat()).toEqual([]);
  });
});
