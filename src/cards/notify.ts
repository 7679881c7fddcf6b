/** /notify: what a chat is told of unasked, and in which zone its times are. */
import { formatValue } from "../domain/format.ts";
import type { Block, Button, Line, Reply } from "../domain/reply.ts";
import { command, moment } from "./values.ts";
import { button, buttons, capital } from "./words.ts";

export interface NotifyFacts {
  readonly topics: readonly TopicFacts[];
  /** False: no alert comes to this chat. */
  readonly isActive: boolean;
  /** IANA. */
  readonly zone: string;
  /** People's time, ms UTC. */
  readonly now: number;
  /** What the line has changed, in words: `fills off`. */
  readonly changes: readonly string[];
}

export interface TopicFacts {
  readonly topic: Topic;
  readonly isOn: boolean;
}

type Topic = keyof typeof TOLD_OF;

/** No longer, or the table is wider than a phone. */
const TOLD_OF = {
  orders: "orders, proposals",
  fills: "fills of what rests",
  risk: "limits, drift",
  price: "watches",
  digest: "digests",
  health: "the desk itself",
} as const;

export function notifyCard(facts: NotifyFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      headline(facts),
      {
        kind: "table",
        columns: [
          { title: "Topic", align: "left" },
          { title: "Is", align: "left" },
          { title: "Tells of", align: "left" },
        ],
        rows: facts.topics.map(({ topic, isOn }): Line[] => [[topic], [onOff(isOn)], [TOLD_OF[topic]]]),
      },
      { kind: "text", line: graveLine(facts) },
      { kind: "text", line: zoneLine(facts) },
      ...buttons(...facts.topics.map(switchOf)),
    ],
  };
}

function headline({ topics, changes }: NotifyFacts): Block {
  const on = topics.filter(({ isOn }) => isOn).length;
  const told = on === 0 ? "no topic comes here" : `${on} of ${topics.length} topics come here`;
  if (changes.length === 0) return { kind: "headline", line: [capital(told)] };
  return { kind: "headline", mark: "done", line: [`${capital(changes.join(", "))}: ${told}`] };
}

function graveLine({ isActive }: NotifyFacts): Line {
  if (!isActive) return ["No alert comes here: the first topic that is switched on brings the grave ones too."];
  return ["What is grave (severity 4 and 5: a halt, a loss, a position without its stop) cannot be switched off."];
}

/** The time is of that zone, also where the reply itself is still shown in the one before. */
function zoneLine({ zone, now }: NotifyFacts): Line {
  const there = formatValue(moment(now), { zone, now });
  return [`Times here are of ${zone}, where it is ${there}. Another one: `, command("/notify zone=Europe/Berlin")];
}

function switchOf({ topic, isOn }: TopicFacts): Button {
  const other = onOff(!isOn);
  return button(`${topic} ${other}`, `notify ${topic} ${other}`);
}

const onOff = (isOn: boolean): string => (isOn ? "on" : "off");
