/** The audit as admins meet it: page by page, verified, and told when it is broken. */
import { afterEach, beforeEach, expect, test } from "vitest";

import { watchAudit } from "../../src/chat/audit-watch.ts";
import { transact } from "../../src/db/transact.ts";
import { Alert } from "../../src/models/alert.ts";
import { appendAudit, AuditRow } from "../../src/models/audit.ts";
import { until } from "../support/until.ts";
import { letIn } from "../support/chat-desk.ts";
import { NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open();
});
afterEach(() => trader.close());

const append = (count: number): Promise<void> =>
  transact(trader.desk, async (tx) => {
    for (let i = 0; i < count; i++)
      await appendAudit(tx, {
        ...{ at: NOW, personId: null, actor: "Ann", action: "command.refused", entity: null },
        details: { line: `/buy BTC/USDT ${i}`, rule: "role" },
      });
  });
const tamper = (): Promise<void> =>
  transact(trader.desk, async (tx) => {
    await tx.raw("drop trigger audit_no_update");
    await tx("audit").where({ seq: 2 }).update({ actor: "Bo" });
  });
const numbersIn = (said: string): number[] => [...said.matchAll(/^(\d+) {2,}/gm)].map(([, seq]) => Number(seq));

test("says who did what, when and by which rule it was refused", async () => {
  await append(1);
  expect(await trader.type("/audit 1")).toMatch(
    /^Audit, newest first\n\d+ +1 Jan 2022 00:00:00 Ann: command\.refused \(rule role\)\n +\/buy BTC\/USDT 0\n/,
  );
  await trader.type("/halt keep");
  expect(await trader.type("/audit 3")).toContain("owner: command");
});

test("pages to its first row, and no row is shown twice or left out", async () => {
  await append(57);
  const seen: number[] = [];
  let line: string | undefined = "/audit 20";
  while (line !== undefined) {
    const said: string = await trader.type(line);
    seen.push(...numbersIn(said));
    const last = seen.at(-1);
    line = said.includes("Next ▸") ? `/audit 20 before=${last}` : undefined;
  }
  const all = await AuditRow.query(trader.desk.db.reader).orderBy("seq", "desc");
  expect(seen).toEqual(all.map(({ seq }) => seq));
});

test("verified, it is whole, or what is wrong is named", async () => {
  await append(5);
  expect(await trader.type("/audit verify")).toContain("The audit is whole: 5 rows");
  await tamper();
  const said = await trader.type("/audit verify");
  expect(said).toContain("The audit was tampered with");
  expect(said).toContain("Row 2 was changed");
});

test("a desk that starts on a broken one tells the admins, and no others", async () => {
  await letIn(trader.desk, "Bea", "approver");
  await append(3);
  await tamper();
  const stop = watchAudit(trader.app);
  const alarm = async () => (await Alert.query(trader.desk.db.reader).findOne({ type: "ERROR" })) ?? null;
  const alert = await until("the alarm", alarm);
  expect(alert.message).toContain("Row 2 was changed");
  const chats = await trader.desk.db
    .reader("deliveries")
    .join("chats", "chats.id", "deliveries.chat_id")
    .select("chat_ref");
  expect(chats).toEqual([{ chat_ref: "1" }]);
  await stop();
});

test("a desk that stops before it was read through says nothing of it", async () => {
  await append(2_000);
  await tamper();
  await watchAudit(trader.app)();
  expect(await Alert.query(trader.desk.db.reader)).toEqual([]);
});
