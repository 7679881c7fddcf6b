/**
 * The port to a chat platform. An adapter hands on what it receives before it confirms it, and shows what it is given; what a
 * command does is not its business. What can go wrong with a chat is one of the errors below; any other error means that
 * nothing was shown and that a later try may help. Its contract suite is test/contract/adapter.ts.
 */
import type { Platform } from "../domain/platform.ts";
import type { Shown } from "../domain/reply.ts";
import type { InboxContent } from "../models/inbox.ts";

export interface ChatAdapter {
  readonly platform: Platform;
  /** A button can ask for words before it presses. */
  readonly hasForms: boolean;
  /** Does not wait until the platform is within reach: it is tried until `stop`. */
  start(receive: Receive, news: News): Promise<void>;
  /** Takes nothing more in; resolves when what was taken in is stored. Still shows what it is given. */
  stop(): Promise<void>;
  /**
   * Shows a new message and gives the platform's reference to it. One that was sent under its name before and went
   * unanswered is not shown a second time, as far as the platform lets one tell.
   */
  send(chatRef: string, message: Outgoing): Promise<MessageRef>;
  /** What finds a message again that an earlier process may have sent; left out where the platform needs none. */
  readonly trails?: Trails;
  /** Changes a message in place and gives the reference that it has from now on. Throws MessageGone where it no longer exists. */
  edit(chatRef: string, ref: MessageRef, message: Outgoing): Promise<MessageRef>;
  /** Takes a person's own message away; false where it can't. */
  remove(chatRef: string, message: string): Promise<boolean>;
}

/** Words of the adapter's own that outlive a process. */
export interface Trails {
  /** How far the chat has come; null where nothing is known of it. Kept with what was shown, for `recall`. */
  at(chatRef: string): string | null;
  /** What `at` gave in an earlier process, and the newest messages that it has shown there: they are taken for no other one. */
  recall(chatRef: string, at: string, shown: readonly MessageRef[]): void;
  /**
   * To be kept before a message is sent, and given with it when another process sends it once more. `earlier`: what it gave
   * before an earlier sending. Takes a moment after a start, until it is known what was written while the desk was down.
   */
  before(chatRef: string, earlier: string | null): Promise<string | null>;
}

/** Resolves when the update is durable: only then may the platform be told so. `stranger`: nobody whom the desk knows. */
export type Receive = (update: Incoming) => Promise<"taken" | "stranger">;

/** What an adapter learns of its platform and its chats. */
export interface News {
  /** Whether the platform answers; null: it does. Else why not, in words for people. Telling the same twice is once. */
  reachable(trouble: string | null): void;
  /** A chat goes on under another reference, and why in words: `the group became a supergroup`. */
  moved(from: string, to: string, why: string): Promise<void>;
  /** Nothing can be shown there any more, and why in words: `the bot was blocked`. Ends when somebody writes there. */
  closed(chatRef: string, why: string): Promise<void>;
}

export interface Incoming {
  /** Unique on its platform: the same update twice is one update. */
  readonly updateId: string;
  /** A chat in which a person is alone with the desk has the reference of the person. */
  readonly chatRef: string;
  /** The platform's stable id of the sender, never a name. */
  readonly userRef: string;
  readonly content: InboxContent;
  /** By the platform's clock, ms UTC; null where it tells none. */
  readonly sentAt: number | null;
  /** The person's own message, for `remove`; null where there is none. */
  readonly message: string | null;
}

export interface Outgoing {
  /** The same at all its revisions. */
  readonly name: string;
  /** The same key is the same message at the same revision: an adapter that can, refuses to show it twice. */
  readonly key: string;
  /** reply: for who asked, shown once · card: for everybody in the chat, changes in place. */
  readonly kind: "reply" | "card";
  readonly reply: Shown;
  /** Grows with each edit; 1 for a message that never changes. */
  readonly revision: number;
  /** The update that this answers. */
  readonly inReplyTo: string | null;
  /** What `Trails.before` gave before an earlier sending, which may have shown it; null: this is the first one. */
  readonly trail: string | null;
  /** Comes without a sound. */
  readonly isSilent: boolean;
  /** Of its times, IANA. */
  readonly zone: string;
}

export type MessageRef = string;

/** It was deleted: a card is sent anew. */
export class MessageGone extends Error {
  override readonly name = "MessageGone";
}

/** Nothing can be shown in this chat any more; the message says why in words for people: `the bot was blocked`. */
export class ChatClosed extends Error {
  override readonly name = "ChatClosed";
}

/** The chat goes on elsewhere: a group that became a supergroup, a topic that was deleted, a thread that is archived. */
export class ChatMoved extends Error {
  override readonly name = "ChatMoved";
  readonly to: string;

  /** `why` in words for people: `the topic was deleted`. */
  constructor(to: string, why: string) {
    super(why);
    this.to = to;
  }
}

/** The platform asks for a pause; nothing was shown. */
export class SlowDown extends Error {
  override readonly name = "SlowDown";
  readonly ms: number;

  constructor(ms: number) {
    super(`the platform asks for a pause of ${ms} ms`);
    this.ms = ms;
  }
}

/** The platform will never take this message: trying again is no use. */
export class Unshowable extends Error {
  override readonly name = "Unshowable";
}
