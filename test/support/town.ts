/** A chat platform with two people in it, as the lives of a desk need it: they write, press, see; and much goes wrong. */
import type { Random } from "../../src/exchange/random.ts";

export type Who = 0 | 1;

/** A command in the words of each platform. */
export interface Wish {
  readonly command: string;
  /** By the names of its arguments. */
  readonly options: Readonly<Record<string, string>>;
  /** The same, as it is typed. */
  readonly line: string;
}

/** Something that a person did. */
export interface Act {
  /** As the desk's inbox has it. */
  readonly updateId: string;
  readonly who: Who;
  /** The platform itself told the person that nothing came of it. */
  hasFailed(): boolean;
  /** The same update comes once more. */
  again(): void;
}

/** A message of the desk's in the chat of one person. */
export interface Sight {
  readonly who: Who;
  readonly id: string;
  /** Of all its revisions, the oldest first. */
  readonly texts: readonly string[];
  /** The labels of its buttons, now. */
  readonly buttons: readonly string[];
}

export interface Town {
  readonly platform: "telegram" | "discord";
  /** Of the two people's chats, as the desk has them. */
  readonly chatRefs: readonly [string, string];
  readonly env: Readonly<Record<string, string>>;
  /** How many calls the desk has made. */
  calls(): number;
  /** Those of them that bring a new message, which may be shown twice. */
  posts(): number;
  /** Null where the platform has nothing like it yet: the desk has not told it its commands. */
  says(who: Who, wish: Wish): Act | null;
  presses(sight: Sight, label: string): Act;
  /** Every button of these that the message has or ever had, as far as the platform lets it be pressed. */
  pressesOld(sight: Sight, labels: readonly string[]): readonly Act[];
  sights(): readonly Sight[];
  /** Lets something go wrong, and says what. */
  trouble(random: Random): string;
  /** What was planted and did not strike yet is taken back. */
  forget(): void;
  /** All is well from now on: what hung is cut, what was planted is gone. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

export function oneOf<T>(random: Random, items: readonly T[]): T | undefined {
  return items[Math.floor(random.uniform() * items.length)];
}

/** The port is closed and opens again; a town that is calmed meanwhile is up. */
export function blink(peer: { down(): Promise<void>; up(): Promise<void> }, ms: number): Promise<void> {
  return peer
    .down()
    .then(() => new Promise((resolve) => setTimeout(resolve, ms)))
    .then(() => peer.up());
}
