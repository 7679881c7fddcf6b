/** Where an interaction came from, and so where its answer goes. */
import type { APIInteraction } from "discord.js";

import { chatOf } from "../wire/target.ts";

export interface Origin {
  readonly id: string;
  /** Lets answer for 15 minutes whoever has it: in no error and no log. */
  readonly token: string;
  readonly applicationId: string;
  readonly chatRef: string;
  readonly userRef: string;
  /** Else the person is alone with the bot. */
  readonly isInGuild: boolean;
  /** Of a thread the channel that it belongs to. */
  readonly parentId: string | null;
  /** Its name; null for a press. */
  readonly command: string | null;
  /** The message whose button it is; null for a command. */
  readonly messageId: string | null;
}

const THREADS: ReadonlySet<number> = new Set([10, 11, 12]);

/** Null where nobody could be answered. */
export function originOf(raw: APIInteraction, command: string | null): Origin | null {
  const user = raw.member?.user ?? raw.user;
  const channel = raw.channel?.id;
  if (user === undefined || channel === undefined) return null;
  const { id, token, application_id: applicationId, guild_id: guild } = raw;
  const chatRef = guild === undefined ? user.id : chatOf({ guild, channel });
  return {
    ...{ id, token, applicationId, chatRef, userRef: user.id, command },
    isInGuild: guild !== undefined,
    parentId: parentOf(raw),
    messageId: raw.message?.id ?? null,
  };
}

function parentOf({ channel }: APIInteraction): string | null {
  if (channel?.type === undefined || !THREADS.has(channel.type)) return null;
  return "parent_id" in channel ? (channel.parent_id ?? null) : null;
}

const DISCORD_EPOCH = 1_420_070_400_000n;

/** ms UTC: it stands in every id that Discord makes. */
export function madeAt(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}

/** With who asked: after a restart nothing else tells whom a private answer belongs to. */
export function updateIdOf({ id, userRef }: Origin): string {
  return `${id}/${userRef}`;
}

/** Of an update's id; null where it is none of ours. */
export function askerOf(updateId: string): string | null {
  return /^\d+\/(\d+)$/.exec(updateId)?.[1] ?? null;
}
