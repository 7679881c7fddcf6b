/**
 * Messages by the bot itself, as they are sent and changed in channels, threads and private chats. A nonce makes a repeated one
 * the same message. What Discord refuses is one of the port's errors.
 */
import { createHash } from "node:crypto";

import { ChatClosed, ChatMoved, MessageGone, Unshowable } from "../../adapter.ts";
import { Kept } from "../../../runtime/kept.ts";
import type { Body } from "./body.ts";
import { type Call, Refused, type Request } from "./rest.ts";

export interface Sending {
  /** The same words are the same message: Discord shows it once, for some minutes. */
  readonly nonce: string;
  readonly isSilent: boolean;
}

export interface Memory {
  known(key: string): Promise<string | null>;
  remember(key: string, value: string): Promise<void>;
}

const MOST_CHATS = 1_000;
/** So long an archived thread is left alone once it could not be opened. */
const ARCHIVED_MS = 10 * 60_000;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const NONCE_LENGTH = 25;

export class Channels {
  readonly #call: Call;
  readonly #memory: Memory;
  /** By person, the channel in which they are alone with the bot. */
  readonly #private = new Kept<string>(MOST_CHATS);
  readonly #parents = new Kept<string>(MOST_CHATS);
  /** By thread, when it was found archived (`performance.now()`). */
  readonly #archived = new Kept<number>(MOST_CHATS);

  constructor(call: Call, memory: Memory) {
    this.#call = call;
    this.#memory = memory;
  }

  /** Gives the id of the message. */
  async post(chatRef: string, { body, files }: Body, { nonce, isSilent }: Sending): Promise<string> {
    const flags = isSilent ? { flags: SUPPRESS_NOTIFICATIONS } : {};
    const sent = { ...body, ...flags, nonce: nonceOf(nonce), enforce_nonce: true };
    const channel = await this.channelOf(chatRef);
    const message = await this.#inChat(chatRef, {
      ...{ what: "sending a message", method: "POST", route: `/channels/${channel}/messages` },
      ...{ body: sent, files, isRepeatable: true },
    });
    return idOf(message);
  }

  async patch(chatRef: string, id: string, { body, files }: Body): Promise<void> {
    const channel = await this.channelOf(chatRef);
    await this.#inChat(chatRef, {
      ...{ what: "changing a message", method: "PATCH", route: `/channels/${channel}/messages/${id}` },
      ...{ body, files, isRepeatable: true },
    });
  }

  /** Where it is gone already, nothing. */
  async drop(chatRef: string, id: string): Promise<void> {
    const channel = await this.channelOf(chatRef);
    try {
      await this.#inChat(chatRef, {
        ...{ what: "deleting a message", method: "DELETE", route: `/channels/${channel}/messages/${id}` },
        isRepeatable: true,
      });
    } catch (error) {
      if (!(error instanceof MessageGone)) throw error;
    }
  }

  async channelOf(chatRef: string): Promise<string> {
    const [person = "", channel] = chatRef.split("/");
    if (channel !== undefined) return channel;
    const known = this.#private.get(person);
    if (known !== undefined) return known;
    const opened = await this.#called({
      ...{ what: "opening a private chat", method: "POST", route: "/users/@me/channels" },
      ...{ body: { recipient_id: person }, isRepeatable: true },
    });
    this.#private.set(person, idOf(opened));
    return idOf(opened);
  }

  /** Once archived a thread does not tell any more where it belongs without being asked. */
  async learnParent(chatRef: string, parent: string): Promise<void> {
    const thread = await this.channelOf(chatRef);
    if (this.#parents.get(thread) === parent) return;
    this.#parents.set(thread, parent);
    await this.#memory.remember(parentKey(thread), parent);
  }

  async #inChat(chatRef: string, request: Request): Promise<unknown> {
    await this.#checkIsOpen(chatRef);
    try {
      return await this.#called(request);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== CODES.archived) throw error;
      await this.#openThread(chatRef);
      return this.#called(request);
    }
  }

  async #checkIsOpen(chatRef: string): Promise<void> {
    const since = this.#archived.get(chatRef);
    if (since === undefined) return;
    if (performance.now() - since < ARCHIVED_MS) throw await this.#moved(chatRef);
    this.#archived.delete(chatRef);
  }

  /** One attempt. */
  async #openThread(chatRef: string): Promise<void> {
    const thread = await this.channelOf(chatRef);
    try {
      await this.#call({
        ...{ what: "opening an archived thread", method: "PATCH", route: `/channels/${thread}` },
        ...{ body: { archived: false }, isRepeatable: false },
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#archived.set(chatRef, performance.now());
      throw await this.#moved(chatRef);
    }
  }

  async #moved(chatRef: string): Promise<ChatMoved | ChatClosed> {
    const why = "the thread is archived and the bot may not open it";
    const thread = await this.channelOf(chatRef);
    const parent =
      this.#parents.get(thread) ?? (await this.#memory.known(parentKey(thread))) ?? (await this.#askParent(thread));
    const [guild = ""] = chatRef.split("/");
    return parent === null ? new ChatClosed(why) : new ChatMoved(`${guild}/${parent}`, why);
  }

  async #askParent(thread: string): Promise<string | null> {
    const channel = await this.#called({
      ...{ what: "looking at a thread", method: "GET", route: `/channels/${thread}` },
      isRepeatable: true,
    });
    const { parent_id: parent } = channel as { readonly parent_id?: string | null };
    if (parent == null) return null;
    this.#parents.set(thread, parent);
    return parent;
  }

  async #called(request: Request): Promise<unknown> {
    try {
      return await this.#call(request);
    } catch (error) {
      throw error instanceof Refused ? (inPortsWords(error) ?? error) : error;
    }
  }
}

function parentKey(thread: string): string {
  return `discord:parent:${thread}`;
}

function nonceOf(words: string): string {
  return createHash("sha256").update(words).digest("base64url").slice(0, NONCE_LENGTH);
}

function idOf(message: unknown): string {
  const { id } = message as { readonly id: string };
  return id;
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const CODES = { unknownMessage: 10_008, archived: 50_083 } as const;

const CLOSED: Readonly<Record<number, string>> = {
  10_003: "the channel was deleted",
  10_004: "the bot was put out of the server",
  10_013: "this person is not on Discord any more",
  50_001: "the bot may not see the channel",
  50_007: "the person takes no messages from the bot",
  50_013: "the bot may not write there: it needs View Channel, Send Messages, Embed Links and Attach Files",
  50_278: "the person takes no messages from the bot",
};

const UNSHOWABLE: ReadonlySet<number> = new Set([40_005, 50_006, 50_035, 50_109]);

/** Null: something else, which a later try may help. */
function inPortsWords(refused: Refused): Error | null {
  const { code, message } = refused;
  if (code === CODES.unknownMessage) return new MessageGone(message);
  const closed = CLOSED[code];
  if (closed !== undefined) return new ChatClosed(closed);
  return UNSHOWABLE.has(code) ? new Unshowable(message) : null;
}
