/** Alerts told by their number: a burst in one message, and what came while nobody looked. */
import type { Inline, Line, Mark, Reply } from "../domain/reply.ts";
import type { Topic } from "../domain/topic.ts";
import { moment } from "./values.ts";
import { ago, button, buttons, counted } from "./words.ts";

export interface TopicCount {
  readonly topic: Topic;
  readonly count: number;
}

/** In the order in which they are told. */
const TOPIC_WORDS: Readonly<Record<Topic, readonly [one: string, many: string]>> = {
  risk: ["risk", "risks"],
  fills: ["fill", "fills"],
  orders: ["order", "orders"],
  price: ["price", "prices"],
  health: ["health", "health"],
  digest: ["digest", "digests"],
};
const TOPICS = Object.keys(TOPIC_WORDS) as Topic[];

const SHOW = button("Show", "alerts");

/** `12 more: 8 fills, 3 prices, 1 health` */
export function summaryCard(counts: readonly TopicCount[]): Reply {
  return { outcome: "done", blocks: [{ kind: "headline", line: [more(counts)] }, ...buttons(SHOW)] };
}

export interface AwayFacts {
  /** When somebody last looked, and now: people's time, ms UTC. */
  readonly since: number;
  readonly now: number;
  /** Those that matter, newest last; the first line of each. */
  readonly loud: readonly LoudAlert[];
  /** All others. */
  readonly others: readonly TopicCount[];
}

export interface LoudAlert {
  readonly at: number;
  readonly line: Line;
}

/** Of a person's own chat, the first time that somebody looks at it again. */
export function awayCard({ since, now, loud, others }: AwayFacts): Reply {
  const total = loud.length + sumOf(others);
  const line: Line = [
    `While you were away (${ago(now - since)}): ${counted(total, "alert", "alerts")} since `,
    moment(since),
  ];
  const mark: { readonly mark?: Mark } = loud.length === 0 ? {} : { mark: "attention" };
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", ...mark, line },
      ...loud.map((alert) => ({ kind: "text", line: loudLine(alert) }) as const),
      ...(others.length === 0 ? [] : [{ kind: "text", line: [rest(loud, others)] } as const]),
      ...buttons(SHOW),
    ],
  };
}

function loudLine({ at, line }: LoudAlert): Inline[] {
  return [moment(at), " ", ...line];
}

function rest(loud: AwayFacts["loud"], others: readonly TopicCount[]): string {
  return loud.length === 0 ? inTopics(others) : more(others);
}

function more(counts: readonly TopicCount[]): string {
  return `${sumOf(counts)} more: ${inTopics(counts)}`;
}

function sumOf(counts: readonly TopicCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function inTopics(counts: readonly TopicCount[]): string {
  const byPlace = counts.toSorted((a, b) => TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic));
  return byPlace.map(({ topic, count }) => counted(count, ...TOPIC_WORDS[topic])).join(", ");
}
