/** Shows messages: as the answer to an interaction where there is one, else by the bot itself. */
import type { Clock } from "../../../runtime/clock.ts";
import { Kept } from "../../../runtime/kept.ts";
import type { Log } from "../../../runtime/log.ts";
import { MessageGone, type MessageRef, type Outgoing } from "../../adapter.ts";
import type { Draw } from "../../pictures.ts";
import type { Interaction } from "../heard/interaction.ts";
import type { Interactions } from "../heard/interactions.ts";
import { render } from "../render/render.ts";
import { type Body, bodyOf, keepingPictures, type Part, partOf, sentence } from "../wire/body.ts";
import type { Channels } from "../wire/channels.ts";
import { idsOf, refOf, targetOf } from "../wire/target.ts";
import { Late, replyLate } from "./late.ts";

interface Showing {
  readonly channels: Channels;
  readonly interactions: Interactions;
  readonly draw: Draw;
  readonly clock: Clock;
  readonly log: Log;
}

/** A new message on its way. */
interface Sending {
  readonly chatRef: string;
  readonly message: Outgoing;
  readonly bodies: readonly Body[];
  /** Of the parts that are shown already. */
  readonly ids: string[];
  readonly interaction: Interaction | null;
}

const MOST_MESSAGES = 2_000;

export class Shower {
  readonly #showing: Showing;
  /** By key: of a message that was shown whole or in part, the ids of its parts. */
  readonly #ids = new Kept<string[]>(MOST_MESSAGES);
  /** By sending, the key under which it was last tried. */
  readonly #sentAs = new Kept<string>(MOST_MESSAGES);
  /** By name, the message that is gone: the next one is another. */
  readonly #gone = new Kept<string>(MOST_MESSAGES);
  /** By the id of a message, its pictures. */
  readonly #pictures = new Kept<string>(MOST_MESSAGES);

  constructor(showing: Showing) {
    this.#showing = showing;
  }

  async send(chatRef: string, message: Outgoing): Promise<MessageRef> {
    const { key, kind, zone, inReplyTo } = message;
    const ids = this.#begun(key);
    const parts = this.#parts(message);
    if (ids.length >= parts.length) return refOf(ids);
    const interaction = inReplyTo === null ? null : this.#showing.interactions.find(inReplyTo);
    const bodies = await Promise.all(parts.map((part) => this.#body(part, zone)));
    const sending = { chatRef, message, bodies, ids, interaction };
    if (kind === "reply") await this.#reply(sending);
    else await this.#card(sending);
    return refOf(ids);
  }

  async edit(chatRef: string, ref: MessageRef, message: Outgoing): Promise<MessageRef> {
    const parts = this.#parts(message);
    const old = idsOf(ref);
    const ids: string[] = [];
    try {
      for (const [index, part] of parts.entries()) {
        const id = old[index];
        if (id === undefined) ids.push(await this.#send(chatRef, await this.#body(part, message.zone), message, index));
        else ids.push(await this.#change(chatRef, id, part, message.zone));
      }
    } catch (error) {
      if (error instanceof MessageGone) await this.#clear(chatRef, message, old);
      throw error;
    }
    for (const id of old.slice(parts.length)) await this.#showing.channels.drop(chatRef, id);
    await this.#point(chatRef, ids, message);
    return refOf(ids);
  }

  #parts({ reply, zone }: Outgoing): readonly Part[] {
    return render(reply, { zone, now: this.#showing.clock.now() }).map((payload) => partOf(payload, zone));
  }

  #body(part: Part, zone: string): Promise<Body> {
    return bodyOf(part, zone, this.#showing.draw, this.#showing.log);
  }

  async #reply({ chatRef, message, bodies, ids, interaction }: Sending): Promise<void> {
    const post = (to: string, as: Outgoing, parts: readonly Body[]) => this.#post(to, as, parts, ids);
    if (interaction === null) return replyLate(post, chatRef, message, bodies, null);
    try {
      ids.splice(0, ids.length, ...(await interaction.reply(message.key, bodies)));
    } catch (error) {
      if (!(error instanceof Late)) throw error;
      await replyLate(post, chatRef, message, bodies, interaction.origin.command);
    }
  }

  async #card({ chatRef, message, bodies, ids, interaction }: Sending): Promise<void> {
    const [first] = bodies;
    if (ids.length === 0 && interaction !== null && first !== undefined) {
      const id = await this.#answerWith(chatRef, interaction, first, message);
      if (id !== null) ids.push(id);
    }
    await this.#post(chatRef, message, bodies, ids);
  }

  /** From where it was left. */
  async #post(chatRef: string, message: Outgoing, bodies: readonly Body[], ids: string[]): Promise<void> {
    for (const body of bodies.slice(ids.length)) ids.push(await this.#send(chatRef, body, message, ids.length));
  }

  /** Null where the bot is to send it by itself. */
  async #answerWith(
    chatRef: string,
    interaction: Interaction,
    body: Body,
    { name, key }: Outgoing,
  ): Promise<string | null> {
    const isNewer = this.#isNewer(`${chatRef} ${name} answer`, key);
    const id = await interaction.card(body);
    if (id === null) return null;
    if (isNewer) await this.#showing.channels.patch(chatRef, id, body);
    this.#note(id, body);
    return id;
  }

  async #send(chatRef: string, body: Body, { name, key, isSilent }: Outgoing, index: number): Promise<string> {
    const { channels } = this.#showing;
    const nonce = `${chatRef} ${name} ${index} ${this.#gone.get(name) ?? ""}`;
    const isNewer = this.#isNewer(nonce, key);
    const id = await channels.post(chatRef, body, { nonce, isSilent });
    if (isNewer) await channels.patch(chatRef, id, body);
    this.#note(id, body);
    return id;
  }

  /** It went unanswered at an earlier revision, which may be what Discord shows and gives back now. */
  #isNewer(sending: string, key: string): boolean {
    const before = this.#sentAs.get(sending);
    this.#sentAs.set(sending, key);
    return before !== undefined && before !== key;
  }

  async #change(chatRef: string, id: string, part: Part, zone: string): Promise<string> {
    const isSame = part.pictures !== null && part.pictures === this.#pictures.get(id);
    const body = isSame ? keepingPictures(part) : await this.#body(part, zone);
    const press = this.#showing.interactions.pressOn(id);
    if (press === null || body.files.length > 0 || !(await press.update(body)))
      await this.#showing.channels.patch(chatRef, id, body);
    this.#note(id, body);
    return id;
  }

  /** Who asked for a card that the chat has already is told where it is. */
  async #point(chatRef: string, [id = ""]: readonly string[], { key, inReplyTo }: Outgoing): Promise<void> {
    const { interactions, channels, log } = this.#showing;
    const interaction = inReplyTo === null ? null : interactions.find(inReplyTo);
    if (interaction === null || interaction.isAnswered || interaction.origin.messageId === id) return;
    const target = targetOf(chatRef);
    const guild = "person" in target ? "@me" : target.guild;
    const place = `${guild}/${await channels.channelOf(chatRef)}/${id}`;
    const told = sentence(`This chat has it already: https://discord.com/channels/${place}`);
    // The card is right: that is what counts.
    await interaction
      .reply(`${key}:point`, [told])
      .catch((error: unknown) => log.warn({ error }, "a command of Discord went unanswered"));
  }

  /** What is left of a message that lost a part; its key and its name must not stand for it any more. */
  async #clear(chatRef: string, { name, key }: Outgoing, ids: readonly string[]): Promise<void> {
    this.#ids.delete(key);
    this.#gone.set(name, refOf(ids));
    if (ids.length < 2) return;
    for (const id of ids) await this.#showing.channels.drop(chatRef, id);
  }

  #begun(key: string): string[] {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const ids: string[] = [];
    this.#ids.set(key, ids);
    return ids;
  }

  #note(id: string, { pictures }: Body): void {
    if (pictures === null) this.#pictures.delete(id);
    else this.#pictures.set(id, pictures);
  }
}
