/** What a chat is told of unasked: its topics, and what is too grave to be switched off. */
import type { Tx } from "../db/transact.ts";
import type { ChatId } from "../domain/ids.ts";
import { LOUD, type Topic, TOPICS } from "../domain/topic.ts";
import type { Alert } from "../models/alert.ts";
import { Chat, chatById } from "../models/chat.ts";

/** What is loud no chat goes without. */
export function hears(
  chat: Pick<Chat, "mutedTopics" | "leastSeverity">,
  alert: Pick<Alert, "source" | "severity">,
): boolean {
  if (alert.severity >= LOUD) return true;
  return alert.severity >= chat.leastSeverity && chat.mutedTopics?.includes(alert.source) !== true;
}

/** None where nothing is told by itself. */
export function topicsOf({ isActive, mutedTopics }: Pick<Chat, "isActive" | "mutedTopics">): readonly Topic[] {
  return isActive ? TOPICS.filter((topic) => mutedTopics?.includes(topic) !== true) : [];
}

/** The first topic that is switched on in a chat opens it to alerts: to those of that topic, and to the grave ones. */
export async function switchTopics(
  tx: Tx,
  id: ChatId,
  { topics, isOn }: { readonly topics: readonly Topic[]; readonly isOn: boolean },
): Promise<void> {
  const chat = await chatById(tx, id);
  const others = topicsOf(chat).filter((topic) => !topics.includes(topic));
  const told = isOn ? [...others, ...topics] : others;
  const muted = TOPICS.filter((topic) => !told.includes(topic));
  await Chat.query(tx)
    .findById(id)
    .patch({ mutedTopics: muted.length === 0 ? null : muted, isActive: chat.isActive || isOn });
}
