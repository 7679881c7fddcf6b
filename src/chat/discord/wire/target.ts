/** How the port's references name Discord's chats and messages. */
import type { MessageRef } from "../../adapter.ts";

/** A channel or a thread of a server. */
export interface Place {
  readonly guild: string;
  readonly channel: string;
}

/** A person is alone with the bot. */
export type Target = Place | { readonly person: string };

export function targetOf(chatRef: string): Target {
  const [first = "", channel] = chatRef.split("/");
  return channel === undefined ? { person: first } : { guild: first, channel };
}

export function chatOf({ guild, channel }: Place): string {
  return `${guild}/${channel}`;
}

/** Of a message in several parts, in their order. */
export function refOf(ids: readonly string[]): MessageRef {
  return ids.join(",");
}

export function idsOf(ref: MessageRef): readonly string[] {
  return ref.split(",");
}
