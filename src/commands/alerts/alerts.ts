import type { App } from "../../app.ts";
import { type AlertRow, alertsCard, readCard } from "../../cards/alerts.ts";
import { PAGE_ROWS, pageOf } from "../../cards/pages.ts";
import { command, marker, mayAct, optional, required } from "../../chat/command.ts";
import { choice, countArg, either } from "../../chat/grammar/arguments.ts";
import { page } from "../../chat/grammar/page.ts";
import { act } from "../../chat/inbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { type Topic, TOPICS } from "../../domain/topic.ts";
import { type Alert, alertsOf, markRead, type Reading, unreadLoud } from "../../models/alert.ts";

const READERS = "trader";

export const alerts = command({
  name: "alerts",
  family: "alerts",
  kind: "reads",
  role: "viewer",
  help: "what the desk has told, newest first: what nobody has read, all of it, or one topic",
  examples: ["/alerts", "/alerts all", "/alerts fills"],
  args: { which: optional(choice("unread", "all", ...TOPICS), "without it, unread"), page },
  stale: "run",
  async run(app: App, { person }, { which = "unread", page: asked }) {
    const all = () => alertsOf(app.db.reader, which).orderBy("id", "desc");
    const shown = pageOf(await all().resultSize(), asked);
    const rows = await all().offset(shown.offset).limit(PAGE_ROWS);
    const newest = (await all().first())?.id ?? null;
    const mayRead = mayAct(person.role, READERS);
    return { reply: alertsCard({ which, rows: rows.map(rowOf), page: shown, newest, mayRead }) };
  },
});

function rowOf({ id, severity, timestamp, reply, isRead, relatedEntityType, relatedEntityId }: Alert): AlertRow {
  const order = relatedEntityType === "order" ? Number(relatedEntityId) : null;
  return { id, severity, at: timestamp, reply, order, isRead };
}

/** For everybody, so it takes one who may act on it. The row says who and when; the audit has the line, not each alert. */
export const read = command({
  name: "read",
  family: "alerts",
  kind: "acts",
  role: READERS,
  help: "say that an alert, a topic or everything was read: for the whole desk",
  examples: ["/read 12", "/read all", "/read fills"],
  args: {
    what: required(either(choice("all", ...TOPICS), countArg), "an alert's number, a topic or all"),
    upto: marker(countArg, "the newest one that the list had"),
  },
  stale: "refuse",
  async run(app: App, call, { what, upto }) {
    const reading = { by: call.person.id, at: app.clock.now() };
    return act(app, call, async (tx) => {
      const marked =
        typeof what === "number" ? await readOne(tx, what, reading) : await readAll(tx, what, upto, reading);
      return { reply: readCard({ marked, loudLeft: await unreadLoud(tx) }) };
    });
  },
});

async function readOne(tx: Tx, id: number, reading: Reading): Promise<number> {
  const isThere = (await alertsOf(tx, "all").where({ id }).resultSize()) > 0;
  if (!isThere) throw new Refusal("alert", `There is no alert ${id}. /alerts all lists them.`, ["/alerts all"]);
  return markRead(alertsOf(tx, "all").where({ id }), reading);
}

/** What came after the list was shown is not meant. */
async function readAll(tx: Tx, which: "all" | Topic, upto: number | undefined, reading: Reading): Promise<number> {
  const meant = alertsOf(tx, which);
  return markRead(upto === undefined ? meant : meant.where("id", "<=", upto), reading);
}
