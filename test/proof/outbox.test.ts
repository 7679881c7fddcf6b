/**
 * Ten thousand alerts for people who are away, and a desk that is killed while it brings them: the most severe first, the
 * quiet ones by their number, each told exactly once.
 */
import { join } from "node:path";

import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";

import { candleFile } from "../support/candle-file.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { addPersonTo } from "../support/second-person.ts";
import { until } from "../support/until.ts";

const TOPICS = ["orders", "fills", "risk", "price", "health"];
const BURST = 10_000;
const MORE = 1_000;
const PATIENCE_MS = 120_000;
const HOUR = 60 * 60_000;

interface Kind {
  readonly severity: number;
  readonly outcome: "done" | "asks" | "open" | "refused";
}

/** Two in forty are loud, and two of the others wait for a person or are at work. */
function kindOf(n: number): Kind {
  if (n % 40 === 7) return { severity: 5, outcome: "done" };
  if (n % 40 === 23) return { severity: 4, outcome: n % 80 === 23 ? "asks" : "done" };
  if (n % 100 === 31) return { severity: 3, outcome: "asks" };
  if (n % 200 === 99) return { severity: 2, outcome: "open" };
  return { severity: 1 + (n % 3), outcome: n % 11 === 0 ? "refused" : "done" };
}

let dataDir: string;
beforeEach(() => {
  dataDir = temporaryDir();
});
afterEach(() => removeDir(dataDir));

const feed = (): string => `replay:${candleFile(dataDir, 5_000)}@60`;
const start = (): Promise<DeskProcess> => DeskProcess.start({ dataDir, env: { OUTCRY_FEED: feed() } });

function withBook<T>(work: (db: Database.Database) => T): T {
  const db = new Database(join(dataDir, "outcry.db"), { timeout: 10_000 });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** As the desk writes them, through a connection of its own while no desk runs: for every chat. */
function plant(from: number, count: number): void {
  withBook((db) => {
    const chats = db.prepare("select id from chats").pluck().all() as number[];
    const alert = db.prepare(
      `insert into alerts (type, source, message, timestamp, is_read, severity, is_final, is_summary, reply, revision)
       values ('INFO', ?, ?, ?, 0, ?, ?, 0, ?, 1)`,
    );
    const delivery = db.prepare(
      `insert into deliveries (alert_id, chat_id, revision_shown, attempts, due_at, state, severity)
       values (?, ?, 0, 0, ?, 'due', ?)`,
    );
    db.transaction(() => {
      for (let n = from; n < from + count; n += 1) {
        const { severity, outcome } = kindOf(n);
        const [at, isFinal] = [Date.now(), outcome === "done" || outcome === "refused" ? 1 : 0];
        const reply = { outcome, blocks: [{ kind: "headline", line: [`Planted ${n}.`] }] };
        const topic = TOPICS[n % TOPICS.length];
        const { lastInsertRowid: id } = alert.run(topic, `Planted ${n}.`, at, severity, isFinal, JSON.stringify(reply));
        for (const chat of chats) delivery.run(id, chat, at, severity);
      }
    })();
  });
}

const countOf = (sql: string): number => withBook((db) => db.prepare(sql).pluck().get() as number);
const shownSoFar = (): number => countOf("select count(*) from local_messages");
const due = (): number => countOf("select count(*) from deliveries where state = 'due'");

interface Told {
  readonly delivery: number;
  readonly chat: number;
  readonly alert: number;
  readonly severity: number;
  readonly state: string;
  readonly countedIn: number | null;
  readonly isSummary: 0 | 1;
  readonly message: string;
  readonly topic: string;
  /** Messages of the chat that show it, and the first of them. */
  readonly messages: number;
  readonly seq: number | null;
}

/** Every copy of an alert, with what its chat was shown of it. */
function everything(): Told[] {
  return withBook(
    (db) =>
      db
        .prepare(
          `select d.id delivery, d.chat_id chat, d.alert_id alert, d.severity, d.state, d.counted_in countedIn,
             a.is_summary isSummary, a.message, a.source topic, count(m.seq) messages, min(m.seq) seq
           from deliveries d join alerts a on a.id = d.alert_id join chats c on c.id = d.chat_id
           left join local_messages m on m.chat_ref = c.chat_ref and m.key like 'card:' || d.id || ':%'
           group by d.id order by d.id`,
        )
        .all() as Told[],
  );
}

/** What is wrong with the telling, in words; nothing where every alert was told once. */
function faults(all: readonly Told[]): string[] {
  const summaries = new Map(all.filter(({ isSummary }) => isSummary === 1).map((told) => [told.alert, told]));
  return all.flatMap((told) => {
    const where = `delivery ${told.delivery} (${told.message}): `;
    if (told.state === "shown") return told.messages === 1 ? [] : [`${where}shown by ${told.messages} messages`];
    if (told.state !== "counted" || told.countedIn === null) return [`${where}${told.state}`];
    const summary = summaries.get(told.countedIn);
    const isTold = summary?.chat === told.chat && summary.state === "shown" && summary.messages === 1;
    if (told.messages > 0) return [`${where}shown and counted`];
    return isTold ? [] : [`${where}counted in a message that was not shown`];
  });
}

const planted = (told: Told): number => Number(/^Planted (\d+)\.$/.exec(told.message)?.[1] ?? Number.NaN);

it("each is told once, in its order, though the desk is killed in the middle", async () => {
  await (await start()).stop();
  const token = addPersonTo(dataDir, "Bo", "approver");
  withBook((db) => db.prepare("update chats set seen_at = ?").run(Date.now() - HOUR));
  plant(0, BURST);

  let total = BURST;
  for (const messages of [40, 300, 700]) {
    const desk = await start();
    await until(`${messages} messages`, () => shownSoFar() >= messages || due() === 0, PATIENCE_MS);
    await desk.kill();
    expect(due()).toBeGreaterThan(0);
    plant(total, MORE);
    total += MORE;
  }
  const desk = await start();
  await until("all to be told", () => due() === 0, PATIENCE_MS);

  const all = everything();
  expect(faults(all)).toEqual([]);
  const ours = all.filter((told) => Number.isFinite(planted(told)));
  const chats = new Set(ours.map(({ chat }) => chat));
  expect(chats.size).toBe(2);
  for (const chat of chats) {
    const own = ours.filter((told) => told.chat === chat);
    expect(own.length).toBe(total);
    // A loud one, and what waits for a person or is at work, is never told by its number; of the others nearly all are.
    const counted = own.filter(({ state }) => state === "counted");
    expect(counted.filter((told) => !isQuiet(kindOf(planted(told))))).toEqual([]);
    const quiet = own.filter((told) => isQuiet(kindOf(planted(told))));
    expect(quiet.length - counted.length).toBeLessThanOrEqual(5 * 4);
    checkOrder(own.filter((told) => planted(told) < BURST && told.state === "shown"));
    checkNumbers(
      all.filter((told) => told.chat === chat && told.isSummary === 1),
      counted,
    );
  }

  const { url } = desk.address();
  const seen = await fetch(`${url}/chat/seen`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: "{}",
  });
  expect(seen.status).toBe(202);
  await until(
    "Bo to be told",
    () => countOf("select count(*) from alerts where message like '%While you were away%'") === 1,
  );
  const message = withBook(
    (db) => db.prepare("select message from alerts where message like '%While you were away%'").pluck().get() as string,
  );
  expect(message).toContain(`: ${total.toLocaleString("en")} alerts since `);
  expect(await desk.stop()).toBe(0);
});

function isQuiet({ severity, outcome }: Kind): boolean {
  return severity <= 3 && (outcome === "done" || outcome === "refused");
}

/** The most severe first; within a severity as they came. Of alerts that all waited when the desk began. */
function checkOrder(shown: readonly Told[]): void {
  const asShown = shown.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0)).map(planted);
  const asMeant = asShown.toSorted((a, b) => kindOf(b).severity - kindOf(a).severity || a - b);
  expect(asShown).toEqual(asMeant);
}

/** `12 more: 8 fills, 3 prices, 1 health` says how many it counts. */
function checkNumbers(summaries: readonly Told[], counted: readonly Told[]): void {
  expect(summaries.length).toBeGreaterThan(0);
  for (const { alert, message } of summaries) {
    const own = counted.filter(({ countedIn }) => countedIn === alert);
    const [sum, ...parts] = [...message.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(",", "")));
    expect([message, sum]).toEqual([message, own.length]);
    const byTopic = [...Map.groupBy(own, ({ topic }) => topic).values()].map((rows) => rows.length);
    expect(parts.toSorted((a, b) => a - b)).toEqual(byTopic.toSorted((a, b) => a - b));
  }
}
