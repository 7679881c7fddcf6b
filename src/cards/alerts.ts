/** /alerts: what the desk has told, newest first, and what of it nobody has read. */
import type { Block, Button, Inline, Line, Mark, Reply } from "../domain/reply.ts";
import { LOUD, type Topic } from "../domain/topic.ts";
import { type Page, pageButtons, span } from "./pages.ts";
import { command, moment, orderNumber } from "./values.ts";
import { button, buttons, counted, say } from "./words.ts";

export interface AlertRow {
  readonly id: number;
  /** 1 to 5. */
  readonly severity: number;
  /** People's time, ms UTC. */
  readonly at: number;
  readonly reply: Reply;
  /** The order that it tells of. */
  readonly order: number | null;
  readonly isRead: boolean;
}

export interface AlertsFacts {
  readonly which: "unread" | "all" | Topic;
  /** Of this page, the newest first. */
  readonly rows: readonly AlertRow[];
  readonly page: Page;
  /** The newest of all rows: what comes later is not meant by "Mark all read". Null where there is none. */
  readonly newest: number | null;
  /** The reader may say that something was read. */
  readonly mayRead: boolean;
}

export function alertsCard({ which, rows, page, newest, mayRead }: AlertsFacts): Reply {
  if (newest === null) return noAlerts(which);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [titleOf(which, page.total) + span(page)] },
      ...rows.map((row) => rowBlock(row, which)),
      ...buttons(...(mayRead ? readButtons(rows, which, newest) : []), ...pageButtons(page, lineOf(which))),
    ],
  };
}

function titleOf(which: AlertsFacts["which"], total: number): string {
  if (which === "all") return counted(total, "alert", "alerts");
  if (which === "unread") return counted(total, "unread alert", "unread alerts");
  return counted(total, `alert on ${which}`, `alerts on ${which}`);
}

const lineOf = (which: AlertsFacts["which"]): string => (which === "unread" ? "alerts" : `alerts ${which}`);

/** `⚠️ 12 · 4 Jan 2022 08:01:12 · severity 5 · HALTED by Ann …` */
function rowBlock({ id, severity, at, reply, order, isRead }: AlertRow, which: AlertsFacts["which"]): Block {
  const mark: { readonly mark?: Mark } = severity >= LOUD ? { mark: "attention" } : {};
  const loud: Line = severity >= LOUD ? [`severity ${severity} · `] : [];
  const unread: Line = isRead || which === "unread" ? [] : [" · unread"];
  const line = [`${id} · `, moment(at), " · ", ...loud, ...firstLine(reply), ...orderOf(reply, order), ...unread];
  return { kind: "text", ...mark, line };
}

/** What the card says first, without what stands at its right. */
export function firstLine({ blocks }: Reply): Line {
  const first = blocks.find((block) => block.kind === "headline" || block.kind === "text");
  return first?.kind === "headline" || first?.kind === "text" ? first.line : [];
}

function orderOf({ blocks }: Reply, order: number | null): Inline[] {
  const headline = blocks.find((block) => block.kind === "headline");
  const isNamed = headline?.line.some((part) => typeof part !== "string" && part.type === "order") ?? false;
  return order === null || isNamed ? [] : [" ", orderNumber(order)];
}

function readButtons(rows: readonly AlertRow[], which: AlertsFacts["which"], newest: number): Button[] {
  const unread = rows.filter(({ isRead }) => !isRead);
  if (unread.length === 0) return [];
  const all = which === "unread" ? "all" : which;
  return [
    button("Mark all read", `read ${all} upto=${newest}`),
    ...unread.map(({ id }) => button(`Read ${id}`, `read ${id}`)),
  ];
}

function noAlerts(which: AlertsFacts["which"]): Reply {
  if (which === "all") return say("done", ["There has been no alert yet."]);
  const none = which === "unread" ? "Every alert was read. " : `There is no alert on ${which}. `;
  const reply = say("done", [none, command("/alerts all"), " shows what there was."]);
  return { ...reply, blocks: [...reply.blocks, ...buttons(button("All", "alerts all"))] };
}

export interface ReadFacts {
  /** Those that nobody had read before. */
  readonly marked: number;
  /** Loud ones that nobody has read still. */
  readonly loudLeft: number;
}

export function readCard({ marked, loudLeft }: ReadFacts): Reply {
  const done = marked === 0 ? "Nothing there was unread." : `Marked ${counted(marked, "alert", "alerts")} as read.`;
  if (loudLeft === 0) return say("done", [done]);
  const reply = say("done", [`${done} ${counted(loudLeft, "loud one is", "loud ones are")} unread still.`]);
  return { ...reply, blocks: [...reply.blocks, ...buttons(button("Show", "alerts"))] };
}
