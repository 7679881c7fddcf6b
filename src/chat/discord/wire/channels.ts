/**
 * Messages by the bot itself, as they are sent and changed in channels, threads and private chats. A nonce makes a repeated one
 * the same message. What Discord refuses is one of the port's errors.
 */
import { createHash } from "node:crypto";

import { Kept } from "../../../runtime/kept.ts";
import { MessageGone } from "../../adapter.ts";
import type { Body } from "./body.ts";
import { inPortsWords, isArchived } from "./refusals.ts";
import type { Call, Request } from "./rest.ts";
import { targetOf } from "./target.ts";
import type { Threads } from "./threads.ts";

interface Sending {
  /** The same words are the same message: Discord shows it once, for some minutes. */
  readonly nonce: string;
  readonly isSilent: boolean;
}

const MOST_CHATS = 1_000;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const NONCE_LENGTH = 25;

export class Channels {
  readonly #call: Call;
  readonly #threads: Threads;
  /** By person, the channel in which they are alone with the bot. */
  readonly #private = new Kept<string>(MOST_CHATS);

  constructor(call: Call, threads: Threads) {
    this.#call = inPortsWords(call);
    this.#threads = threads;
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
    const target = targetOf(chatRef);
    return "person" in target ? this.#privateOf(target.person) : target.channel;
  }

  async #privateOf(person: string): Promise<string> {
    const known = this.#private.get(person);
    if (known !== undefined) return known;
    const opened = await this.#call({
      ...{ what: "opening a private chat", method: "POST", route: "/users/@me/channels" },
      ...{ body: { recipient_id: person }, isRepeatable: true },
    });
    this.#private.set(person, idOf(opened));
    return idOf(opened);
  }

  async #inChat(chatRef: string, request: Request): Promise<unknown> {
    const target = targetOf(chatRef);
    if ("person" in target) return this.#call(request);
    await this.#threads.checkIsOpen(target);
    try {
      return await this.#call(request);
    } catch (error) {
      if (!isArchived(error)) throw error;
      await this.#threads.open(target);
      return this.#call(request);
    }
  }
}

function nonceOf(words: string): string {
  return createHash("sha256").update(words).digest("base64url").slice(0, NONCE_LENGTH);
}

function idOf(message: unknown): string {
  const { id } = message as { readonly id: string };
  return id;
}
