/**
 * What people did, waiting for the bot's answer. A first answer is due within 3 s and is taken once; a token serves for 15 min:
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
import { checkChoice } from "./check-commands.ts";
import { readModal } from "./check-components.ts";
import { EPHEMERAL, LOADING, NOTHING, readFlags, readMessage } from "./check-message.ts";
import type { Content, Upload } from "./check-message.ts";
import { refuse } from "./errors.ts";
import { newForm, readChoice, readList } from "./form.ts";
import { fieldsOf, found, listOf, numberOf, textOf, timeOf } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";
import { nowOf, shownToOnly } from "./messages.ts";
import type { Message, Messages, Seen } from "./messages.ts";
import type { Channel, World } from "./world.ts";

export const KINDS = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS];

/** The first answer, as the bot gave it. */
export interface First {
  readonly type: number;
  readonly flags: number;
  readonly data: Fields;
  /** Since the person acted. */
  readonly ms: number;
}

/** What a test holds of something that a person did. */
export interface Handle {
  readonly id: Id;
  readonly token: string;
  readonly first: First | null;
  /** No answer came in time: the person saw "This interaction failed". */
  readonly isFailed: boolean;
  /** Rejects when no answer came in time. */
  readonly answered: Promise<First>;
  /** Its `@original`, as it is now; null while there is none. */
  reply(): Seen | null;
  readonly followUps: readonly Seen[];
}

export interface Interaction {
  readonly id: Id;
  readonly token: string;
  readonly kind: Kind;
  readonly userId: Id;
  readonly channel: Channel;
  readonly payload: Fields;
  readonly startedAt: number;
  readonly startedOn: number;
  /** The message whose button or menu was used, also by way of a modal. */
  readonly source: Message | null;
  readonly answered: PromiseWithResolvers<First>;
  readonly timer: NodeJS.Timeout;
  first: First | null;
  isFailed: boolean;
  isExpired: boolean;
  original: Message | null;
  readonly followUps: Message[];
}

/** A modal on somebody's screen. */
export interface Shown {
  readonly data: Fields;
  readonly channel: Channel;
  readonly source: Message | null;
}

export type Opening = Pick<Interaction, "id" | "token" | "kind" | "userId" | "channel" | "payload" | "source">;

export interface Interactions {
  open(opening: Opening): Handle;
  payloadOf(handle: Handle): Fields;
  expire(handle: Handle): void;
  /** Takes the modal off the screen. */
  takeModal(userId: Id, customId: string): Shown;
  /** Throws 10062, 40060, 50035, 50083. */
  answer(id: Id, token: string, body: Fields, uploads: readonly Upload[]): Interaction;
  /** Throws 10015, 50027. */
  byToken(token: string): Interaction;
  edit(message: Message, body: Fields, uploads: readonly Upload[]): Message;
  followUp(interaction: Interaction, body: Fields, uploads: readonly Upload[]): Message;
  stop(): void;
}

const TOKEN_LIVES_MS = 15 * 60_000;
const MOST_KEPT = 20_000;
const ANSWERS = { reply: 4, defer: 5, deferUpdate: 6, update: 7, complete: 8, modal: 9 } as const;

export function newInteractions(
  world: World,
  messages: Messages,
  newId: () => Id,
  answerWithinMs: number,
): Interactions {
  const byId = new Map<Id, Interaction>();
  const byToken = new Map<string, Interaction>();
  const modals = new Map<string, Shown>();

  const keep = (interaction: Interaction): void => {
    byId.set(interaction.id, interaction);
    byToken.set(interaction.token, interaction);
    const [oldest] = byId.values();
    if (byId.size <= MOST_KEPT || oldest === undefined) return;
    byId.delete(oldest.id);
    byToken.delete(oldest.token);
  };

  const post = (it: Interaction, content: Content, flags: number): Message => {
    if (!world.hasChannel(it.channel.id)) refuse("unknownChannel");
    const metadata = { id: it.id, type: it.kind, user: world.userJson(it.userId), authorizing_integration_owners: {} };
    const shownTo = shownToOnly(flags, it.userId);
    return messages.post(it.channel, { content, flags, shownTo, nonce: null, replyTo: null, metadata });
  };

  const acts: Readonly<Record<number, (it: Interaction, data: Fields, uploads: readonly Upload[]) => void>> = {
    [ANSWERS.reply]: (it, data, uploads) => {
      it.original = post(it, readMessage(data, uploads, null, newId, ["data"]), readFlags(data, true));
    },
    [ANSWERS.defer]: (it, data) => {
      it.original = post(it, NOTHING, LOADING | (numberOf(data["flags"]) & EPHEMERAL));
    },
    [ANSWERS.deferUpdate]: (it) => {
      it.original = it.source;
    },
    [ANSWERS.update]: (it, data, uploads) => {
      const { channelId, id } = it.source ?? refuse("unknownMessage");
      const source = messages.get(channelId, id);
      messages.edit(source, readMessage(data, uploads, nowOf(source), newId, ["data"]));
      it.original = source;
    },
    [ANSWERS.complete]: (it, data) => checkCompletion(it, data),
    [ANSWERS.modal]: (it, data) => {
      const form = newForm();
      readModal(form, data, ["data"]);
      form.finish();
      modals.set(`${it.userId} ${textOf(data["custom_id"])}`, { data, channel: it.channel, source: it.source });
    },
  };

  return {
    open(opening) {
      const interaction = newInteraction(opening, answerWithinMs);
      keep(interaction);
      return handleOf(interaction, messages);
    },
    payloadOf: ({ id }) => found(byId.get(id), `interaction ${id}`).payload,
    expire: ({ id }) => void (found(byId.get(id), `interaction ${id}`).isExpired = true),
    takeModal(userId, customId) {
      const shown = found(modals.get(`${userId} ${customId}`), `modal ${customId} on the screen of ${userId}`);
      modals.delete(`${userId} ${customId}`);
      return shown;
    },
    answer(id, token, body, uploads) {
      const it = byId.get(id);
      if (it === undefined || it.token !== token || it.isFailed) refuse("unknownInteraction");
      if (it.first !== null) refuse("alreadyAnswered");
      if (it.channel.isArchived && it.channel.isLocked) refuse("archived");
      const type = readType(it, body);
      const data = fieldsOf(body["data"]);
      acts[type]?.(it, data, uploads);
      clearTimeout(it.timer);
      it.first = { type, flags: numberOf(data["flags"]), data, ms: performance.now() - it.startedAt };
      it.answered.resolve(it.first);
      return it;
    },
    byToken(token) {
      const it = byToken.get(token) ?? refuse("unknownWebhook");
      if (it.isExpired || Date.now() - it.startedOn > TOKEN_LIVES_MS) refuse("expiredToken");
      return it.first === null ? refuse("unknownWebhook") : it;
    },
    edit(message, body, uploads) {
      messages.edit(message, readMessage(body, uploads, nowOf(message), newId));
      return message;
    },
    followUp(it, body, uploads) {
      const content = readMessage(body, uploads, null, newId);
      const original = it.original === null ? undefined : messages.find(it.original.channelId, it.original.id);
      if (original !== undefined && (original.flags & LOADING) !== 0) {
        messages.edit(original, content);
        return original;
      }
      const message = post(it, content, readFlags(body, true));
      it.followUps.push(message);
      return message;
    },
    stop() {
      for (const it of byId.values()) clearTimeout(it.timer);
    },
  };
}

function newInteraction(opening: Opening, answerWithinMs: number): Interaction {
  const answered = Promise.withResolvers<First>();
  // A test that does not look at `answered` is not ended by it.
  answered.promise.catch(() => undefined);
  const waitsMs = Math.min(answerWithinMs, timeOf(opening.id) + answerWithinMs - Date.now());
  const timer = setTimeout(() => {
    interaction.isFailed = true;
    answered.reject(new Error(`interaction ${interaction.id} failed: no answer within ${answerWithinMs} ms`));
  }, waitsMs);
  const interaction: Interaction = {
    ...opening,
    startedAt: performance.now(),
    startedOn: Date.now(),
    answered,
    timer,
    first: null,
    isFailed: waitsMs < 0,
    isExpired: false,
    original: null,
    followUps: [],
  };
  return interaction;
}

function handleOf(it: Interaction, messages: Messages): Handle {
  const isThere = ({ channelId, id }: Message): boolean => messages.find(channelId, id) !== undefined;
  return {
    id: it.id,
    token: it.token,
    answered: it.answered.promise,
    get first() {
      return it.first;
    },
    get isFailed() {
      return it.isFailed;
    },
    reply: () => (it.original !== null && isThere(it.original) ? messages.seen(it.original) : null),
    get followUps() {
      return it.followUps.filter(isThere).map(messages.seen);
    },
  };
}

/** Which answers what was done may have. */
function readType(it: Interaction, body: Fields): number {
  const isFromMessage = it.source !== null;
  const choices = [
    ...(it.kind === KINDS.autocomplete ? [ANSWERS.complete] : [ANSWERS.reply, ANSWERS.defer]),
    ...(isFromMessage ? [ANSWERS.deferUpdate, ANSWERS.update] : []),
    ...(it.kind === KINDS.command || it.kind === KINDS.component ? [ANSWERS.modal] : []),
  ];
  const form = newForm();
  const type = readChoice(form, body["type"], ["type"], choices);
  form.finish();
  return numberOf(type);
}

const MOST_CHOICES = 25;

function checkCompletion(it: Interaction, data: Fields): void {
  const form = newForm();
  const focused = focusedOf(listOf(fieldsOf(it.payload["data"])["options"]));
  for (const [at, choice] of readList(form, data["choices"], ["data", "choices"], MOST_CHOICES).entries())
    checkChoice(form, choice, numberOf(focused["type"]), ["data", "choices", at]);
  form.finish();
}

function focusedOf(options: readonly unknown[]): Fields {
  for (const option of options.map(fieldsOf)) {
    if (option["focused"] === true) return option;
    const inside = focusedOf(listOf(option["options"]));
    if (inside["focused"] === true) return inside;
  }
  return {};
}
