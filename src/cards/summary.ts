/** Alerts told by their number: a burst in one message, and what came while nobody looked. */
import type { Block, Inline, Line, Mark, Reply } from "../domain/reply.ts";
import type { Topic } from "../domain/topic.ts";
import { moment } from "./values.ts";
import { ago, button, buttons } from "./words.ts";

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
  return { outcome: "done", blocks: [{ kind: "headline", line: more(counts) }, ...buttons(SHOW)] };
}

export interface AwayFacts {
  /** When somebody last looked, and now: people's time, ms UTC. */
  readonly since: number;
  readonly now: number;
  /** Those that matter most, newest last; the first line of each. */
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
  const mark: { readonly mark?: Mark } = loud.length === 0 ? {} : { mark: "attention" };
  const total = loud.length + sumOf(others);
  const alerts = [whole(total), total === 1 ? " alert" : " alerts"];
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        ...mark,
        line: [`While you were away (${ago(now - since)}): `, ...alerts, " since ", moment(since)],
      },
      ...loud.map((alert) => text([moment(alert.at), " ", ...alert.line])),
      ...(others.length === 0 ? [] : [text(loud.length === 0 ? inTopics(others) : more(others))]),
      ...buttons(SHOW),
    ],
  };
}

const text = (line: Line): Block => ({ kind: "text", line });

const whole = (count: number): Inline => ({ type: "number", number: String(count), places: 0 });

function more(counts: readonly TopicCount[]): Line {
  return [whole(sumOf(counts)), " more: ", ...inTopics(counts)];
}

function sumOf(counts: readonly TopicCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function inTopics(counts: readonly TopicCount[]): Line {
  const inOrder = counts.toSorted((a, b) => TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic));
  return inOrder.flatMap(({ topic, count }, index) => {
    const [one, many] = TOPIC_WORDS[topic];
    return [index === 0 ? "" : ", ", whole(count), ` ${count === 1 ? one : many}`];
  });
}
