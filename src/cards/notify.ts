/** /notify: what a chat is told of unasked, and in which zone its times are. */
import { formatValue } from "../domain/format.ts";
import type { Block, Button, Line, Reply } from "../domain/reply.ts";
import { command, moment } from "./values.ts";
import { button, buttons, capital } from "./words.ts";

export interface NotifyFacts {
  readonly topics: readonly TopicFacts[];
  /** False: no alert comes to this chat. */
  readonly isActive: boolean;
  /** 0 and 1: all come. */
  readonly leastSeverity: number;
  readonly sound: "usual" | "silent" | "loud";
  /** `22:00-07:00`; null: none. */
  readonly quiet: string | null;
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
      { kind: "text", line: soundLine(facts) },
      { kind: "text", line: zoneLine(facts) },
      ...buttons(...facts.topics.map(switchOf), ...soundsOf(facts)),
    ],
  };
}

function headline({ topics, changes }: NotifyFacts): Block {
  const on = topics.filter(({ isOn }) => isOn).length;
  const told = on === 0 ? "no topic comes here" : `${on} of ${topics.length} topics come here`;
  if (changes.length === 0) return { kind: "headline", line: [capital(told)] };
  return { kind: "headline", mark: "done", line: [`${capital(changes.join(", "))}: ${told}`] };
}

function graveLine({ isActive, leastSeverity }: NotifyFacts): Line {
  if (!isActive) return ["No alert comes here: the first topic that is switched on brings the grave ones too."];
  const grave = "What is grave (severity 4 and 5: a halt, a loss, a position without its stop) cannot be switched off.";
  if (leastSeverity <= 1) return [grave];
  return [
    `Of these topics nothing below severity ${leastSeverity} comes. ${grave} All again: `,
    command("/notify least=1"),
  ];
}

const SOUNDS: Readonly<Record<NotifyFacts["sound"], string>> = {
  usual: "What asks or is grave makes a sound, the rest is silent",
  silent: "Only what is grave makes a sound",
  loud: "Everything makes a sound",
};

function soundLine({ sound, quiet, zone }: NotifyFacts): Line {
  const hours =
    quiet === null
      ? ". Hours without: "
      : `; from ${quiet.replace("-", " to ")} (${zone}) only what is grave. Change: `;
  return [SOUNDS[sound], hours, command(`/notify quiet=${quiet === null ? "22:00-07:00" : "off"}`)];
}

function soundsOf({ sound }: NotifyFacts): Button[] {
  const others = (["usual", "silent", "loud"] as const).filter((each) => each !== sound);
  return others.map((each) => button(`sound ${each}`, `notify sound=${each}`));
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
