/**
 * Messages whose sending went unanswered. Telegram has no key that makes a repeated send safe, and no way to read a chat; but
 * a bot can change its own messages and no others. So the numbers that such a message may have are tried, one after the other,
 * with a change into what it says already.
 */
import { Kept } from "../../../runtime/kept.ts";
import type { Target } from "../wire/target.ts";

export interface Doubts {
  /** A number that was given to a message of this chat, whoever wrote it. */
  saw(target: Target, id: number): void;
  /** A message that the bot sent: no other one has its number. */
  sent(target: Target, id: number): void;
  /** The newest number that is known of the chat's counter; null: none. */
  newestOf(target: Target): number | null;
  /** An earlier process may have sent it, each time when the newest number was one of `before`. Only before this one has. */
  recall(name: string, target: Target, before: readonly number[]): void;
  /** A sending went unanswered just now. */
  note(name: string, target: Target): void;
  /** The numbers that it may have, the likeliest first; none where there is no doubt. */
  numbersOf(name: string, target: Target): readonly number[];
  /** It is looked for no more, and sent by this process from now on. */
  settle(name: string): void;
}

/** Numbers that are tried: others wrote in between, and in private chats one counter serves all of them. */
const MOST_NUMBERS = 12;
const MOST_REMEMBERED = 1_000;

export function createDoubts(): Doubts {
  /** By counter. */
  const newest = new Kept<number>(MOST_REMEMBERED);
  const own = new Kept<true>(MOST_REMEMBERED);
  /** By name: in which chat, and the newest number before each of its sendings. */
  const doubted = new Map<string, { readonly chat: number; readonly before: readonly number[] }>();
  const sentHere = new Kept<true>(MOST_REMEMBERED);

  const doubt = (name: string, { chat_id: chat }: Target, before: readonly number[]): void => {
    if (!doubted.has(name) && doubted.size < MOST_REMEMBERED) doubted.set(name, { chat, before });
  };

  const saw: Doubts["saw"] = (target, id) => {
    const counter = counterOf(target);
    newest.set(counter, Math.max(newest.get(counter) ?? 0, id));
  };

  return {
    saw,
    sent(target, id) {
      saw(target, id);
      own.set(`${counterOf(target)} ${id}`, true);
    },
    newestOf: (target) => newest.get(counterOf(target)) ?? null,
    recall(name, target, before) {
      for (const number of before) saw(target, number);
      if (sentHere.get(name) === undefined) doubt(name, target, before);
    },
    note(name, target) {
      const before = newest.get(counterOf(target));
      if (before !== undefined) doubt(name, target, [before]);
    },
    numbersOf(name, target) {
      const doubtful = doubted.get(name);
      // Of two in one chat (in two topics, which share its counter) nobody can tell which is which.
      const others = [...doubted].filter(([other, { chat }]) => other !== name && chat === target.chat_id);
      if (doubtful === undefined || others.length > 0) return [];
      const numbers = new Set(doubtful.before.flatMap(after));
      return [...numbers].filter((id) => own.get(`${counterOf(target)} ${id}`) === undefined);
    },
    settle(name) {
      doubted.delete(name);
      sentHere.set(name, true);
    },
  };
}

function after(number: number): number[] {
  return Array.from({ length: MOST_NUMBERS }, (_, index) => number + 1 + index);
}

/** Supergroups count their messages themselves; all other chats of a bot share its counter. */
function counterOf({ chat_id }: Target): string {
  return String(chat_id).startsWith("-100") ? String(chat_id) : "own";
}
