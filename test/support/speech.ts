/** How people speak to a desk on one platform, whichever it is. */
import { setTimeout as wait } from "node:timers/promises";

import { type ChatAdapter, type Outgoing, SlowDown } from "../../src/chat/adapter.ts";
import { WireChat } from "./chat-desk.ts";

/** Reads what something was answered with, as people see it: empty for silence. For when the desk is idle. */
export type Said = () => string;

export type Where = "own" | "shared";

export interface Speech {
  readonly adapter: ChatAdapter;
  userRef(name: string): string;
  /** Where they are alone with the desk. */
  chatRef(name: string): string;
  readonly sharedRef: string;
  /** Resolves when the desk can be spoken to. */
  ready(): Promise<void>;
  /** Resolves when the desk has taken in all that was said. */
  heard(): Promise<void>;
  close(): Promise<void>;
}

/** A platform on which real people could type and press. */
export interface WireSpeech extends Speech {
  readonly platform: "telegram" | "discord";
  /** What whom the desk does not know is told. */
  readonly strangersHear: string;
  /** The line as it can be typed there: without what the desk's own buttons alone may write. */
  typed(line: string): string;
  types(name: string, line: string): Said;
  /** The button of this label, on a message in the own chat or in the shared one. */
  presses(name: string, label: string, where: Where): Said;
}

/** A chat in memory: it hands on what it is given. */
export class MemorySpeech implements Speech {
  readonly adapter = new WireChat();
  readonly sharedRef = "chat-shared";
  readonly #arriving = new Set<Promise<unknown>>();
  #count = 0;

  userRef(name: string): string {
    return `user-${name}`;
  }

  chatRef(name: string): string {
    return this.userRef(name);
  }

  async ready(): Promise<void> {}

  says(name: string, content: { line: string } | { press: string }, options: Says = {}): Said {
    const { chatRef = this.chatRef(name), updateId = `cell-${++this.#count}` } = options;
    const before = this.adapter.log.length;
    const update = { updateId, chatRef, userRef: this.userRef(name), content, sentAt: null, message: null };
    const arriving = this.adapter.receive(update);
    this.#arriving.add(arriving);
    return () => {
      const answers = this.adapter.log.slice(before).filter(({ message }) => message.inReplyTo === updateId);
      return answers.map(({ message }) => this.adapter.textOf(message)).join("\n");
    };
  }

  async heard(): Promise<void> {
    await Promise.all(this.#arriving);
    this.#arriving.clear();
  }

  async close(): Promise<void> {}
}

interface Says {
  readonly chatRef?: string;
  /** The same one is the same message. */
  readonly updateId?: string;
}

export interface Noted {
  readonly chatRef: string;
  readonly ref: string;
  readonly inReplyTo: string | null;
}

/** The adapter, noting what it shows. */
export function noting(adapter: ChatAdapter, noted: Noted[]): ChatAdapter {
  const note = (chatRef: string, { inReplyTo }: Outgoing, ref: string): string => {
    noted.push({ chatRef, ref, inReplyTo });
    return ref;
  };
  return {
    ...adapter,
    send: async (chatRef, message) => note(chatRef, message, await adapter.send(chatRef, message)),
    edit: async (chatRef, old, message) => note(chatRef, message, await adapter.edit(chatRef, old, message)),
  };
}

/** The adapter, waiting itself where its platform asks for a pause: the desk's lanes would by their clock, which stands still. */
export function patient(adapter: ChatAdapter): ChatAdapter {
  return {
    ...adapter,
    send: (chatRef, message) => afterPauses(() => adapter.send(chatRef, message)),
    edit: (chatRef, ref, message) => afterPauses(() => adapter.edit(chatRef, ref, message)),
  };
}

const MOST_PAUSES = 20;

async function afterPauses<T>(work: () => Promise<T>): Promise<T> {
  for (let pauses = 1; ; pauses += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SlowDown) || pauses === MOST_PAUSES) throw error;
      await wait(error.ms);
    }
  }
}
