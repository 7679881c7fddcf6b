/** What runs with every order and every look reads by an index, however long the desk has traded. */
import type { Database, Statement } from "better-sqlite3";
import type { Knex } from "knex";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";

import { transact, type Tx } from "../../src/db/transact.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import { newestEquity } from "../../src/models/equity.ts";
import { flowsSince, newestLine } from "../../src/models/ledger-line.ts";
import { canceledLately, ordersAtWork, sentLately } from "../../src/trading/guards/at-work.ts";
import { type TestDesk, testDesk } from "../support/database.ts";

const PAPER = "paper" as ExchangeName;

let desk: TestDesk;
beforeAll(async () => void (desk = await testDesk()));
afterAll(() => desk.close());

it.each<[what: string, ask: (tx: Tx) => Promise<unknown>, index: RegExp]>([
  ["orders at work", (tx) => ordersAtWork(tx, PAPER, null), /orders_at_work \(exchange=\? AND state=\?\)/],
  ["orders sent lately", (tx) => sentLately(tx, PAPER, 0), /orders_sent \(exchange=\? AND sent_at>\?\)/],
  ["cancels of late", (tx) => canceledLately(tx, PAPER, 0), /orders_touched \(exchange=\? AND updated_at>\?\)/],
  ["the newest ledger line", (tx) => newestLine(tx, PAPER), /ledger_lines_newest \(exchange=\?\)$/],
  ["flows since a line", (tx) => flowsSince(tx, PAPER, 9), /exchange=\? AND .*(rowid|id)>\?\)/],
  ["the newest look at an account", (tx) => newestEquity(tx, PAPER), /equity_exchange_id_index \(exchange=\?\)$/],
])("%s", async (_what, ask, index) => expect(await planOf(ask)).toMatch(index));

/** Of the last statement that it runs. */
async function planOf(ask: (tx: Tx) => Promise<unknown>): Promise<string> {
  return transact(desk, async (tx) => {
    const { client } = tx as unknown as Knex.Transaction & { client: Knex.Client };
    const connection = (await client.acquireConnection()) as Database;
    const prepare = vi.spyOn(connection, "prepare");
    onTestFinished(() => prepare.mockRestore());
    await ask(tx);
    const sql = prepare.mock.lastCall?.[0] ?? "";
    prepare.mockRestore();
    const plan: Statement = connection.prepare(`explain query plan ${sql}`);
    const values = Array.from(sql.matchAll(/\?/g), () => null);
    return (plan.all(...values) as { detail: string }[]).map(({ detail }) => detail).join("\n");
  });
}
