/** What the desk has told, and that somebody entitled has read it. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { post, postSummary } from "../../../src/chat/outbox.ts";
import { transact } from "../../../src/db/transact.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import type { Block, Reply } from "../../../src/domain/reply.ts";
import { Alert, unreadLoud } from "../../../src/models/alert.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Chat } from "../../../src/models/chat.ts";
import { aPost, say } from "../../support/chat-desk.ts";
import { eachDatabase, NOW } from "../../support/database.ts";
import { Trader } from "../../support/trader.ts";

eachDatabase("/alerts and /read", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  type Some = Partial<Pick<Alert, "source">> & { readonly severity?: 1 | 2 | 3 | 4 | 5; readonly order?: number };
  const posted = (line: string, { severity = 3, source = "fills", order }: Some = {}): Promise<AlertId> => {
    const about = order === undefined ? null : { kind: "order" as const, id: order };
    return transact(trader.desk, (tx) => post(tx, { ...aPost, severity, source, about, reply: say(line) }));
  };
  const row = (id: AlertId) => Alert.query(trader.desk.db.reader).findById(id).throwIfNotFound();
  const loud = () => unreadLoud(trader.desk.db.reader);

  test("an empty list says what to type", async () => {
    expect(await trader.type("/alerts")).toContain("/alerts all");
    expect(await trader.type("/alerts fills")).toContain("/alerts all");
    expect(await trader.type("/alerts all")).toBe("There has been no alert yet.");
  });

  test("the list has the newest first, a mark on the loud ones, the time and the order", async () => {
    const first = await posted("Bought.", { order: 42 });
    const second = await posted("Halted.", { severity: 5, source: "risk" });
    const lines = (await trader.type("/alerts")).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "2 unread alerts",
      `⚠️ ${second} · 1 Jan 2022 00:00:00 · severity 5 · Halted.`,
      `${first} · 1 Jan 2022 00:00:00 · Bought. #42`,
    ]);
    expect(buttonsOf(await trader.reply("/alerts"))).toEqual([
      ["Mark all read", `read all upto=${second}`],
      [`Read ${second}`, `read ${second}`],
      [`Read ${first}`, `read ${first}`],
    ]);
  });

  test("what was read leaves the unread ones, stays in all and in its topic, and has who and when", async () => {
    const id = await posted("Halted.", { severity: 4, source: "risk" });
    await posted("Unprotected.", { severity: 5, source: "risk" });
    expect(await loud()).toBe(2);
    expect(await trader.type(`/read ${id}`)).toMatch(/^Marked 1 alert as read\. 1 loud one is unread still\./);
    expect(await row(id)).toMatchObject({ isRead: true, readBy: 1, readAt: NOW });
    expect(await trader.type("/alerts")).not.toContain("Halted.");
    for (const list of ["/alerts all", "/alerts risk"]) {
      expect(await trader.type(list)).toMatch(/Unprotected\. · unread\n.* Halted\.\n/);
    }
    expect(await trader.type("/alerts fills")).not.toContain("Halted.");
    expect(await loud()).toBe(1);
  });

  test("who read it first stays, and reading it again says so", async () => {
    const id = await posted("Filled.");
    await trader.type(`/read ${id}`);
    trader.desk.clock.advance(1_000);
    expect(await trader.ask(`/read ${id}`, null, await trader.letIn("Bo", "trader"))).toMatchObject({
      said: "Nothing there was unread.",
    });
    expect(await row(id)).toMatchObject({ readBy: 1, readAt: NOW });
  });

  test("all is what the list had: an alert that comes after it stays unread", async () => {
    await posted("One.");
    const [all] = buttonsOf(await trader.reply("/alerts"));
    const late = await posted("Late.", { severity: 4 });
    expect(await trader.type(`/${all?.[1]}`)).toMatch(/^Marked 1 alert as read\. 1 loud one/);
    expect(await row(late)).toMatchObject({ isRead: false });
    expect(await trader.type("/read all")).toBe("Marked 1 alert as read.");
  });

  test("a topic is read alone", async () => {
    const fill = await posted("Filled.");
    const price = await posted("Price.", { source: "price" });
    await trader.type("/read price");
    expect([(await row(fill)).isRead, (await row(price)).isRead]).toEqual([false, true]);
  });

  test("the audit has one row for all that a line has marked", async () => {
    for (const line of ["One.", "Two.", "Three."]) await posted(line);
    const before = await AuditRow.query(trader.desk.db.reader).resultSize();
    await trader.type("/read all");
    expect(await AuditRow.query(trader.desk.db.reader).resultSize()).toBe(before + 1);
  });

  test("an alert that is not there is refused, and so is a summary, which nobody has to read", async () => {
    const chat = await Chat.query(trader.desk.db.reader).first().throwIfNotFound();
    const id = await transact(trader.desk, (tx) =>
      postSummary(tx, { chat: chat.id, severity: 3, reply: say("6 more"), at: NOW }),
    );
    for (const other of [id, 999_999])
      expect(await trader.ask(`/read ${other}`)).toMatchObject({
        isRefused: true,
        said: expect.stringContaining("/alerts all"),
      });
    expect(await trader.type("/alerts all")).toBe("There has been no alert yet.");
  });

  test("a viewer sees the list without the buttons that only a trader may press", async () => {
    await posted("Filled.");
    const viewer = await trader.letIn("Vi", "viewer");
    const { said } = await trader.ask("/alerts", null, viewer);
    expect(said).toContain("Filled.");
    expect(said).not.toContain("Mark all read");
  });

  test("a long list goes page by page", async () => {
    for (let n = 1; n <= 12; n++) await posted(`Fill ${n}.`);
    expect(await trader.type("/alerts")).toContain("12 unread alerts · 1–10 of 12");
    const second = await trader.type("/alerts page=2");
    expect(second).toContain("Fill 1.");
    expect(second).not.toContain("Fill 3.");
  });
});

function buttonsOf({ blocks }: Reply): [string, string][] {
  const all = blocks.filter((block): block is Extract<Block, { kind: "buttons" }> => block.kind === "buttons");
  return all.flatMap(({ buttons }) => buttons.map(({ label, run }): [string, string] => [label, run]));
}
