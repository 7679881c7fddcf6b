/** How fast messages may go out. Who comes too early waits for a turn of their own, or is asked for a pause. */
import { setTimeout as wait } from "node:timers/promises";

import { type Buckets, createBuckets } from "../../../runtime/bucket.ts";
import { SlowDown } from "../../adapter.ts";
import { isGroup, type Target } from "./target.ts";

export interface Turns {
  /** Resolves when a message may go there. Throws SlowDown where that is too far off. */
  turn(target: Target): Promise<void>;
  /** Nothing goes to this chat for so long: Telegram has asked for it. */
  hold(target: Target, ms: number): void;
}

export interface TurnsOptions {
  /** off: for a server of one's own. A pause that is asked for is obeyed all the same. */
  readonly pace: "platform" | "off";
  readonly mostMs: number;
  readonly now?: () => number;
}

/**
 * Telegram's published guidance (core.telegram.org/bots/faq): about one message a second in a chat with short bursts, 20 a
 * minute in a group, 30 a second in all. The last is said to be soft: a short burst above it keeps a busy second from waiting.
 */
const PACES = {
  chat: { burst: 3, perSecond: 1 },
  group: { burst: 5, perSecond: 15 / 60 },
  all: { burst: 10, perSecond: 30 },
} as const;

/** A pause that Telegram asks for holds for all that goes to the chat. */
export async function inTurn<T>(turns: Turns, target: Target, work: () => Promise<T>): Promise<T> {
  await turns.turn(target);
  try {
    return await work();
  } catch (error) {
    if (error instanceof SlowDown) turns.hold(target, error.ms);
    throw error;
  }
}

export function createTurns({ pace, mostMs, now = () => performance.now() }: TurnsOptions): Turns {
  const chat = createBuckets(PACES.chat, now);
  const group = createBuckets(PACES.group, now);
  const all = createBuckets(PACES.all, now);
  const heldUntil = new Map<number, number>();

  const bucketsOf = (target: Target): readonly (readonly [Buckets, string])[] => {
    if (pace === "off") return [];
    const name = String(target.chat_id);
    return [[chat, name], [all, "all"], ...(isGroup(target) ? [[group, name] as const] : [])];
  };
  const held = ({ chat_id }: Target): number => Math.max(0, (heldUntil.get(chat_id) ?? 0) - now());

  return {
    async turn(target) {
      const buckets = bucketsOf(target);
      const due = Math.max(held(target), ...buckets.map(([bucket, name]) => bucket.due(name)));
      if (due > mostMs) throw new SlowDown(Math.ceil(due));
      const turn = Math.max(held(target), ...buckets.map(([bucket, name]) => bucket.book(name)));
      if (turn > 0) await wait(turn);
    },
    hold({ chat_id }, ms) {
      for (const [each, until] of heldUntil) if (until <= now()) heldUntil.delete(each);
      heldUntil.set(chat_id, Math.max(heldUntil.get(chat_id) ?? 0, now() + ms));
    },
  };
}
