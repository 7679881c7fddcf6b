/**
 * The port to a chat platform. An adapter stores what it receives in the inbox before it confirms it (Receive does that),
 * and shows what it is given; it knows no commands. Its contract suite is test/contract/adapter.ts.
 */
import type { Shown } from "../domain/reply.ts";

export type Platform = "local" | "telegram" | "discord";

export interface ChatAdapter {
  readonly platform: Platform;
  start(receive: Receive): Promise<void>;
  /** Takes nothing more in; resolves when what was taken in is stored. */
  stop(): Promise<void>;
  /** Shows a new message and gives the platform's reference to it. */
  send(chatRef: string, message: Outgoing): Promise<MessageRef>;
  /** Changes a message in place. Throws MessageGone where it no longer exists. */
  edit(chatRef: string, ref: MessageRef, message: Outgoing): Promise<void>;
}

/** Resolves when the update is durable: only then may the platform be told so. */
export type Receive = (update: Incoming) => Promise<void>;

export interface Incoming {
  /** Unique on its platform: the same update twice is one update. */
  readonly updateId: string;
  readonly chatRef: string;
  /** The platform's stable id of the sender, never a name. */
  readonly userRef: string;
  readonly content: { readonly line: string } | { readonly press: string };
  /** By the platform's clock, ms UTC; null where it tells none. */
  readonly sentAt: number | null;
}

export interface Outgoing {
  /** The same key is the same message: an adapter that can, refuses to show it twice. */
  readonly key: string;
  readonly reply: Shown;
  /** Grows with each edit; 1 for a message that never changes. */
  readonly revision: number;
  /** The update that this answers. */
  readonly inReplyTo: string | null;
}

export type MessageRef = string;

export class MessageGone extends Error {
  override readonly name = "MessageGone";
}
