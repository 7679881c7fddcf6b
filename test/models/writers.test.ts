/** The rows that every command writes, by prepared statements in its transaction. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { transact, type Tx } from "../../src/db/transact.ts";
import { from } from "../../src/domain/money.ts";
import { Alert, insertAlert, reviseAlert } from "../../src/models/alert.ts";
import { appendAudit, AuditRow } from "../../src/models/audit.ts";
import { Delivery, insertDelivery } from "../../src/models/delivery.ts";
import { InboxRow, insertInboxRow } from "../../src/models/inbox.ts";
import { insertLedgerLines, LedgerLine } from "../../src/models/ledger-line.ts";
import { firstBreak } from "../support/audit.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";
import { oneOfEach, REPLY } from "../support/rows.ts";

eachDatabase("in one transaction", (open) => {
  let desk: TestDesk;
  let rows: Awaited<ReturnType<typeof oneOfEach>>;
  const write = <T>(work: (tx: Tx) => PromiseLike<T>): Promise<T> => transact(desk, work);
  beforeAll(async () => {
    desk = await open();
    rows = await oneOfEach(desk);
  });
  afterAll(() => desk.close());

  test("an alert is the row that its model reads", async () => {
    const about = { type: "order", id: rows.order.id } as const;
    const id = await write((tx) =>
      insertAlert(tx, {
        type: "WARNING",
        source: "risk",
        message: "m",
        timestamp: NOW,
        severity: 4,
        reply: REPLY,
        about,
      }),
    );
    expect({ ...(await Alert.query(desk.db.reader).findById(id)) }).toEqual({
      id,
      type: "WARNING",
      source: "risk",
      message: "m",
      timestamp: NOW,
      isRead: false,
      readBy: null,
      readAt: null,
      relatedEntityType: "order",
      relatedEntityId: String(rows.order.id),
      severity: 4,
      reply: REPLY,
      revision: 1,
      isFinal: true,
      isSummary: false,
    });
  });

  describe("a delivery", () => {
    const deliver = () =>
      write((tx) => insertDelivery(tx, { alertId: rows.alert, chatId: rows.chat.id, dueAt: NOW, inReplyTo: "u1" }));
    const read = () => Delivery.query(desk.db.reader).where({ alert_id: rows.alert }).withGraphFetched("[alert, chat]");

    test("is due at first", async () => {
      await deliver();
      const [delivery, ...others] = await read();
      expect(others).toEqual([]);
      expect(delivery).toMatchObject({
        state: "due",
        revisionShown: 0,
        attempts: 0,
        messageRef: null,
        inReplyTo: "u1",
        dueAt: NOW,
      });
      expect([delivery?.alert?.id, delivery?.chat?.platform]).toEqual([rows.alert, "local"]);
    });

    test("that was shown is due again with the next revision of its alert", async () => {
      const shown = { state: "shown", revisionShown: 1, messageRef: "7" } as const;
      await write((tx) => Delivery.query(tx).patch(shown).where({ alert_id: rows.alert }));
      const revision = await write((tx) => reviseAlert(tx, rows.alert, { reply: REPLY, message: "changed", at: NOW }));
      const [delivery] = await read();
      expect(revision).toBe(2);
      expect(delivery).toMatchObject({ state: "due", revisionShown: 1, messageRef: "7" });
      expect(delivery?.alert).toMatchObject({ message: "changed", revision: 2 });
    });
  });

  test("an alert that there is not cannot be revised", async () => {
    const revise = write((tx) => reviseAlert(tx, 999 as Alert["id"], { reply: REPLY, message: "", at: NOW }));
    await expect(revise).rejects.toThrow("no alert 999");
  });

  test("an update of a platform is stored once", async () => {
    const update = {
      platform: "local",
      updateId: "u-1",
      chatId: rows.chat.id,
      personId: rows.person.id,
      content: { line: "/buy BTC/USDT 0.01" },
      sentAt: null,
      receivedAt: NOW,
    } as const;
    const first = await write((tx) => insertInboxRow(tx, update));
    const second = await write((tx) => insertInboxRow(tx, { ...update, content: { line: "/sell" } }));

    expect(second).toBeNull();
    expect(await InboxRow.query(desk.db.reader)).toMatchObject([
      { id: first, ...update, claimedAt: null, answer: null },
    ]);
  });

  test("ledger lines are written as they are read, to the last digit", async () => {
    const line = {
      entry: "e9",
      kind: "opening",
      exchange: rows.order.exchange,
      asset: "USDT",
      tradeId: null,
      positionId: null,
      at: NOW,
    } as const;
    const lines = [
      { ...line, account: "wallet", amount: from("9007199254740993.123456789012345678"), walletId: rows.wallet.id },
      { ...line, account: "external", amount: from("-9007199254740993.123456789012345678"), walletId: null },
    ] as const;
    await write((tx) => insertLedgerLines(tx, lines));
    expect(await LedgerLine.query(desk.db.reader).where({ entry: "e9" }).orderBy("id")).toMatchObject(lines);
  });

  test("what a taken-back transaction wrote is gone", async () => {
    const failing = write(async (tx) => {
      await insertInboxRow(tx, {
        platform: "local",
        updateId: "u-gone",
        chatId: rows.chat.id,
        personId: null,
        content: { press: "t" },
        sentAt: null,
        receivedAt: NOW,
      });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await InboxRow.query(desk.db.reader).where({ update_id: "u-gone" })).toEqual([]);
  });

  describe("the audit", () => {
    const row = {
      at: NOW,
      personId: null,
      actor: "send",
      action: "sent",
      entity: "order 1",
      details: { b: 1, a: ["x", null] },
    } as const;
    const all = () => AuditRow.query(desk.db.reader).orderBy("seq");
    beforeAll(async () => {
      await write((tx) => appendAudit(tx, { ...row, action: "proposed", personId: rows.person.id, actor: "Ann" }));
      await write(async (tx) => {
        await appendAudit(tx, row);
        await appendAudit(tx, { ...row, entity: null, details: {} });
      });
    });

    test("is a chain from its first row to its last", async () => {
      const chain = await all();
      expect(chain).toHaveLength(3);
      expect(chain.map(({ prevHash }) => prevHash)).toEqual(["", chain[0]?.hash, chain[1]?.hash]);
      expect(chain[1]).toMatchObject(row);
      expect(firstBreak(chain)).toBeNull();
    });

    test("goes on unbroken after a transaction that was taken back", async () => {
      const failing = write(async (tx) => {
        await appendAudit(tx, { ...row, action: "never" });
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      await write((tx) => appendAudit(tx, { ...row, action: "next" }));
      expect(firstBreak(await all())).toBeNull();
    });

    test.each([
      [
        "a changed detail",
        (chain: AuditRow[]) => chain.map((entry, n) => (n === 1 ? changed(entry, { actor: "Bo" }) : entry)),
        { kind: "changed", seq: 2 },
      ],
      [
        "a missing row",
        (chain: AuditRow[]) => chain.filter((_, n) => n !== 1),
        { kind: "removed", after: 1, before: 3 },
      ],
      [
        "swapped rows",
        ([a, b, ...rest]: AuditRow[]) => [b, a, ...rest].filter((entry) => entry !== undefined),
        { kind: "removed", after: null, before: 2 },
      ],
    ])("betrays %s", async (_what, tamper, fault) => {
      expect(firstBreak(tamper(await all()))).toEqual(fault);
    });

    test.each([
      ["changed", (tx: Tx) => tx("audit").update({ actor: "nobody" })],
      ["taken away", (tx: Tx) => tx("audit").delete()],
    ])("cannot be %s, even by hand", async (_what, tamper) => {
      await expect(write((tx) => tamper(tx))).rejects.toThrow(/audit is append-only/);
    });
  });
});

function changed(row: AuditRow, patch: Partial<AuditRow>): AuditRow {
  return Object.assign(row.$clone(), patch);
}
