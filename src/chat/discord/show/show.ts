/** Shows messages: as the answer to an interaction where there is one, else by the bot itself. */
import type { Clock } from "../../../runtime/clock.ts";
import type { Log } from "../../../runtime/log.ts";
import { ChatClosed, MessageGone, type MessageRef, type Outgoing } from "../../adapter.ts";
import { type Interaction, Late } from "../heard/interaction.ts";
import type { Interactions } from "../heard/interactions.ts";
import { askerOf } from "../heard/read.ts";
import { Kept } from "../../../runtime/kept.ts";
import { render } from "../render/render.ts";
import { type Body, bodyOf, type Draw, keepingPictures, type Part, partOf, sentence } from "../wire/body.ts";
import type { Channels } from "../wire/channels.ts";

export interface Showing {
  readonly channels: Channels;
  readonly interactions: Interactions;
  readonly draw: Draw;
  readonly clock: Clock;
  readonly log: Log;
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
    const asked = message.inReplyTo === null ? null : this.#showing.interactions.find(message.inReplyTo);
    const parts = this.#parts(message);
    const ids =
      message.kind === "reply"
        ? await this.#reply(chatRef, message, parts, asked)
        : await this.#card(chatRef, message, parts, asked);
    return ids.join(",");
  }

  async edit(chatRef: string, ref: MessageRef, message: Outgoing): Promise<MessageRef> {
    const parts = this.#parts(message);
    const old = ref.split(",");
    const ids: string[] = [];
    try {
      for (const [index, part] of parts.entries()) {
        const id = old[index];
        if (id === undefined) ids.push(await this.#post(chatRef, part, message, index));
        else ids.push(await this.#change(chatRef, id, part, message.zone));
      }
    } catch (error) {
      if (error instanceof MessageGone) await this.#clear(chatRef, message, old);
      throw error;
    }
    for (const id of old.slice(parts.length)) await this.#showing.channels.drop(chatRef, id);
    await this.#point(chatRef, ids, message);
    return ids.join(",");
  }

  #parts({ reply, zone }: Outgoing): readonly Part[] {
    return render(reply, { zone, now: this.#showing.clock.now() }).map((payload) => partOf(payload, zone));
  }

  #body(part: Part, zone: string): Promise<Body> {
    return bodyOf(part, zone, this.#showing.draw, this.#showing.log);
  }

  async #reply(
    chatRef: string,
    message: Outgoing,
    parts: readonly Part[],
    asked: Interaction | null,
  ): Promise<readonly string[]> {
    const shown = this.#begun(message.key);
    if (shown.length === parts.length) return shown;
    const bodies = await Promise.all(parts.map((part) => this.#body(part, message.zone)));
    try {
      if (asked !== null) shown.splice(0, shown.length, ...(await asked.reply(message.key, bodies)));
      else await this.#replyLate(chatRef, message, bodies, null);
    } catch (error) {
      if (!(error instanceof Late)) throw error;
      await this.#replyLate(chatRef, message, bodies, asked);
    }
    return shown;
  }

  /** What was for one person goes to them alone; where that can't be, the chat is told so much. */
  async #replyLate(
    chatRef: string,
    message: Outgoing,
    bodies: readonly Body[],
    asked: Interaction | null,
  ): Promise<void> {
    const command = asked?.question.command ?? null;
    const what = command === null ? "Your answer" : `The answer to /${command}`;
    const asker = message.inReplyTo === null ? null : askerOf(message.inReplyTo);
    if (message.inReplyTo === null) return this.#postAll(chatRef, message, bodies);
    if (asker === null || asker === chatRef) return this.#postAll(chatRef, message, headed(bodies, `${what}, late:`));
    try {
      await this.#postAll(asker, message, headed(bodies, `${what} came too late to be shown where you asked:`));
    } catch (error) {
      if (!(error instanceof ChatClosed)) throw error;
      const told = sentence(`${what} came too late, and I may not write to you alone: ask again.`);
      await this.#postAll(chatRef, { ...message, name: `${message.name} late` }, [told]);
    }
  }

  async #postAll(chatRef: string, message: Outgoing, bodies: readonly Body[]): Promise<void> {
    const shown = this.#begun(message.key);
    for (const body of bodies.slice(shown.length)) shown.push(await this.#send(chatRef, body, message, shown.length));
  }

  async #card(
    chatRef: string,
    message: Outgoing,
    parts: readonly Part[],
    asked: Interaction | null,
  ): Promise<readonly string[]> {
    const shown = this.#begun(message.key);
    for (const part of parts.slice(shown.length)) {
      const first = shown.length === 0 && asked !== null ? await this.#answerWith(chatRef, asked, part, message) : null;
      shown.push(first ?? (await this.#post(chatRef, part, message, shown.length)));
    }
    return shown;
  }

  async #answerWith(chatRef: string, asked: Interaction, part: Part, message: Outgoing): Promise<string | null> {
    const body = await this.#body(part, message.zone);
    const isNewer = this.#isNewer(`${chatRef} ${message.name} answer`, message.key);
    const id = await asked.card(body);
    if (id === null) return null;
    if (isNewer) await this.#showing.channels.patch(chatRef, id, body);
    this.#note(id, part);
    return id;
  }

  async #post(chatRef: string, part: Part, message: Outgoing, index: number): Promise<string> {
    const id = await this.#send(chatRef, await this.#body(part, message.zone), message, index);
    this.#note(id, part);
    return id;
  }

  async #send(chatRef: string, body: Body, { name, key, isSilent }: Outgoing, index: number): Promise<string> {
    const { channels } = this.#showing;
    const nonce = `${chatRef} ${name} ${index} ${this.#gone.get(name) ?? ""}`;
    const isNewer = this.#isNewer(nonce, key);
    const id = await channels.post(chatRef, body, { nonce, isSilent });
    if (isNewer) await channels.patch(chatRef, id, body);
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
    this.#note(id, part);
    return id;
  }

  /** Who asked for a card that the chat has already is told where it is. */
  async #point(chatRef: string, [id = ""]: readonly string[], { key, inReplyTo }: Outgoing): Promise<void> {
    const { interactions, channels, log } = this.#showing;
    const asked = inReplyTo === null ? null : interactions.find(inReplyTo);
    if (asked === null || asked.isAnswered || asked.question.messageId === id) return;
    const [guild = ""] = chatRef.split("/");
    const place = `${asked.question.place.isInGuild ? guild : "@me"}/${await channels.channelOf(chatRef)}/${id}`;
    const told = sentence(`This chat has it already: https://discord.com/channels/${place}`);
    // The card is right: that is what counts.
    await asked
      .reply(`${key}:point`, [told])
      .catch((error: unknown) => log.warn({ error }, "a command of Discord went unanswered"));
  }

  /** What is left of a message that lost a part; its key and its name must not stand for it any more. */
  async #clear(chatRef: string, { name, key }: Outgoing, ids: readonly string[]): Promise<void> {
    this.#ids.delete(key);
    this.#gone.set(name, ids.join(","));
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

  #note(id: string, { pictures }: Part): void {
    if (pictures === null) this.#pictures.delete(id);
    else this.#pictures.set(id, pictures);
  }
}

function headed([first, ...rest]: readonly Body[], words: string): readonly Body[] {
  return first === undefined ? [] : [{ ...first, body: { ...first.body, content: words } }, ...rest];
}
