import type { App } from "../../app.ts";
import { type NotifyFacts, notifyCard } from "../../cards/notify.ts";
import { command, named, optional } from "../../chat/command.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { zoneArg } from "../../chat/grammar/zone.ts";
import { act } from "../../chat/inbox.ts";
import { switchTopics, topicsOf } from "../../chat/subscriptions.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { ChatId } from "../../domain/ids.ts";
import { type Topic, TOPICS } from "../../domain/topic.ts";
import { Chat } from "../../models/chat.ts";

const SWITCHES = ["on", "off"] as const;
type Switch = (typeof SWITCHES)[number];

/** It stands first, and no other word can: a mistyped topic is told off as one. */
const topicArg = { ...choice(...TOPICS, ...SWITCHES), placeholder: "TOPIC|on|off", fits: () => true };

export const notify = command({
  name: "notify",
  family: "alerts",
  kind: "acts",
  role: "viewer",
  help: "what this chat is told of unasked, and the zone of its times",
  examples: ["/notify", "/notify fills off", "/notify off", "/notify zone=Europe/Berlin"],
  args: {
    topic: optional(topicArg, `${TOPICS.join(", ")}; on and off are for all of them`),
    state: optional(choice(...SWITCHES), "whether the topic comes here"),
    zone: named(zoneArg, "of the times in this chat"),
  },
  stale: "run",
  async run(app: App, call, { topic, state, zone }) {
    const now = app.clock.now();
    const change: Change = { switched: topic === undefined ? null : switchedBy(topic, state), zone: zone ?? null };
    if (change.switched === null && change.zone === null) {
      const chat = await Chat.query(app.db.reader).findById(call.chat.id).throwIfNotFound();
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
  readonly zone: string | null;
}

function switchedBy(topic: Topic | Switch, state: Switch | undefined): Change["switched"] {
  const isTopic = topic !== "on" && topic !== "off";
  if (isTopic && state !== undefined) return { topic, state };
  if (!isTopic && state === undefined) return { topic: null, state: topic };
  const lines = SWITCHES.map((each) => (isTopic ? `/notify ${topic} ${each}` : `/notify ${each}`));
  throw new Refusal("grammar", `On or off? Type ${lines.join(" or ")}.`, lines);
}

async function changed(tx: Tx, id: ChatId, { switched, zone }: Change): Promise<Chat> {
  if (switched !== null) {
    const { topic, state } = switched;
    await switchTopics(tx, id, { topics: topic === null ? TOPICS : [topic], isOn: state === "on" });
  }
  if (zone !== null) await Chat.query(tx).findById(id).patch({ zone });
  return Chat.query(tx).findById(id).throwIfNotFound();
}

/** `fills off`, `zone Europe/Berlin` */
function wordsOf({ switched, zone }: Change): string[] {
  return [
    ...(switched === null ? [] : [`${switched.topic ?? "all topics"} ${switched.state}`]),
    ...(zone === null ? [] : [`zone ${zone}`]),
  ];
}

function factsOf(chat: Chat, now: number, changes: readonly string[]): NotifyFacts {
  const { isActive, zone } = chat;
  const on = topicsOf(chat);
  return { topics: TOPICS.map((topic) => ({ topic, isOn: on.includes(topic) })), isActive, zone, now, changes };
}
