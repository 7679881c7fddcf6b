import type { App } from "../../app.ts";
import { type NotifyFacts, notifyCard } from "../../cards/notify.ts";
import { command, named, optional } from "../../chat/command.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { quietArg } from "../../chat/grammar/quiet.ts";
import { zoneArg } from "../../chat/grammar/zone.ts";
import { act } from "../../chat/inbox.ts";
import { switchTopics, topicsOf } from "../../chat/subscriptions.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { ChatId } from "../../domain/ids.ts";
import { type Topic, TOPICS } from "../../domain/topic.ts";
import { Chat, chatById } from "../../models/chat.ts";

const SEVERITIES = ["1", "2", "3", "4"] as const;
const SOUNDS = ["usual", "silent", "loud"] as const;
const SWITCHES = ["on", "off"] as const;
type Switch = (typeof SWITCHES)[number];

/** It stands first, and no other word can: a mistyped topic is told off as one. */
const topicArg = { ...choice(...TOPICS, ...SWITCHES), placeholder: "TOPIC|on|off", fits: () => true };

export const notify = command({
  name: "notify",
  family: "alerts",
  kind: "acts",
  role: "viewer",
  help: "what this chat is told of unasked, how loudly, and the zone of its times",
  examples: [
    "/notify",
    "/notify fills off",
    "/notify least=3 sound=silent",
    "/notify quiet=22:00-07:00",
    "/notify zone=Europe/Berlin",
  ],
  args: {
    topic: optional(topicArg, `${TOPICS.join(", ")}; on and off are for all of them`),
    state: optional(choice(...SWITCHES), "whether the topic comes here"),
    least: named(
      choice(...SEVERITIES),
      "only what is as severe: 1 all, 2 from notable on, 3 from important on, 4 the grave alone",
    ),
    sound: named(choice(...SOUNDS), "usual: what asks or is grave sounds; silent: the grave alone; loud: all"),
    quiet: named(quietArg, "hours of each day in which only the grave sounds, or off"),
    zone: named(zoneArg, "of the times in this chat"),
  },
  stale: "run",
  async run(app: App, call, { topic, state, ...wishes }) {
    const now = app.clock.now();
    const change: Change = { switched: topic === undefined ? null : switchedBy(topic, state), wishes };
    if (change.switched === null && Object.values(wishes).every((wish) => wish === undefined)) {
      const chat = await chatById(app.db.reader, call.chat.id);
      return { reply: notifyCard(factsOf(chat, now, [])) };
    }
    return act(app, call, async (tx) => {
      const chat = await changed(tx, call.chat.id, change);
      return { reply: notifyCard(factsOf(chat, now, wordsOf(change))) };
    });
  },
});

/** What a line changes. */
interface Change {
  /** Null for `topic`: all of them. */
  readonly switched: { readonly topic: Topic | null; readonly state: Switch } | null;
  /** Undefined is left as it is. */
  readonly wishes: Wishes;
}

interface Wishes {
  readonly least?: (typeof SEVERITIES)[number] | undefined;
  readonly sound?: (typeof SOUNDS)[number] | undefined;
  readonly quiet?: string | undefined;
  readonly zone?: string | undefined;
}

function switchedBy(topic: Topic | Switch, state: Switch | undefined): Change["switched"] {
  const isTopic = topic !== "on" && topic !== "off";
  if (isTopic && state !== undefined) return { topic, state };
  if (!isTopic && state === undefined) return { topic: null, state: topic };
  const lines = SWITCHES.map((each) => (isTopic ? `/notify ${topic} ${each}` : `/notify ${each}`));
  throw new Refusal("grammar", `On or off? Type ${lines.join(" or ")}.`, lines);
}

async function changed(tx: Tx, id: ChatId, { switched, wishes }: Change): Promise<Chat> {
  if (switched !== null) {
    const { topic, state } = switched;
    await switchTopics(tx, id, { topics: topic === null ? TOPICS : [topic], isOn: state === "on" });
  }
  const patch = columnsOf(wishes);
  if (Object.keys(patch).length > 0) await Chat.query(tx).findById(id).patch(patch);
  return chatById(tx, id);
}

function columnsOf({ least, sound, quiet, zone }: Wishes): Partial<Chat> {
  return {
    ...(least === undefined ? {} : { leastSeverity: Number(least) }),
    ...(sound === undefined ? {} : { sound: sound === "usual" ? null : sound }),
    ...(quiet === undefined ? {} : { quiet: quiet === "off" ? null : quiet }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** `fills off`, `zone Europe/Berlin` */
function wordsOf({ switched, wishes }: Change): string[] {
  const told = Object.entries(wishes).filter(([, wish]) => wish !== undefined);
  return [
    ...(switched === null ? [] : [`${switched.topic ?? "all topics"} ${switched.state}`]),
    ...told.map(([name, wish]) => `${name} ${wish}`),
  ];
}

function factsOf(chat: Chat, now: number, changes: readonly string[]): NotifyFacts {
  const { isActive, zone, leastSeverity, sound, quiet } = chat;
  const on = topicsOf(chat);
  const topics = TOPICS.map((topic) => ({ topic, isOn: on.includes(topic) }));
  return { topics, isActive, leastSeverity, sound: sound ?? "usual", quiet, zone, now, changes };
}
