/** What stands in the channels, with every revision of it, and its form on the wire. */
import { EPHEMERAL, LOADING } from "./check-message.ts";
import type { Attachment, Content } from "./check-message.ts";
import { refuse } from "./errors.ts";
import { fieldsOf, textOf, timeOf } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";
import type { Channel, World } from "./world.ts";

export interface Message {
  readonly id: Id;
  readonly channelId: Id;
  readonly draft: Draft;
  flags: number;
  /** Every revision, the present one last. */
  readonly history: Content[];
  editedAt: number | null;
}

export interface Draft {
  readonly content: Content;
  readonly flags: number;
  /** An ephemeral message has one reader; null: everybody in the channel. */
  readonly shownTo: Id | null;
  readonly nonce: string | number | null;
  readonly replyTo: Id | null;
  /** The interaction that it answers, as `interaction_metadata`. */
  readonly metadata: Fields | null;
}

/** A message as a test looks at it. */
export interface Seen extends Content {
  readonly id: Id;
  readonly flags: number;
  readonly shownTo: Id | null;
  /** Says "is thinking" until the bot edits it. */
  readonly isLoading: boolean;
  readonly replyTo: Id | null;
  readonly history: readonly Content[];
}

/** Sends an event to the clients that asked for it. */
export type Dispatch = (type: string, data: Fields, intent: number) => void;

export interface Messages {
  /** In order of their ids. */
  list(channelId: Id): readonly Seen[];
  post(channel: Channel, draft: Draft): Message;
  edit(message: Message, content: Content, flags?: number): void;
  remove(message: Message): void;
  /** With the channel, without a word for each. */
  removeAll(channelId: Id): void;
  /** Throws 10008. */
  get(channelId: Id, id: Id): Message;
  find(channelId: Id, id: Id): Message | undefined;
  /** The message that was sent with this nonce. */
  withNonce(channelId: Id, nonce: string | number): Message | undefined;
  json(message: Message): Fields;
  seen(message: Message): Seen;
}

const INTENTS = { guild: 1 << 9, dm: 1 << 12 } as const;

interface Surroundings {
  readonly cdn: () => string;
  readonly dispatch: Dispatch;
  readonly onShown: (message: Message) => void;
}

export function newMessages(world: World, newId: () => Id, { cdn, dispatch, onShown }: Surroundings): Messages {
  const rooms = new Map<Id, Map<Id, Message>>();
  const nonces = new Map<string, Message>();

  const roomOf = (channelId: Id): Map<Id, Message> => {
    const room = rooms.get(channelId) ?? new Map<Id, Message>();
    rooms.set(channelId, room);
    return room;
  };

  const tell = (type: string, message: Message, data: Fields): void => {
    if (message.draft.shownTo !== null) return;
    const { guildId } = world.anyChannel(message.channelId);
    dispatch(
      type,
      guildId === null ? data : { ...data, guild_id: guildId },
      guildId === null ? INTENTS.dm : INTENTS.guild,
    );
  };

  const find = (channelId: Id, id: Id): Message | undefined => rooms.get(channelId)?.get(id);
  const json = (message: Message): Fields => wire(message, world, cdn());

  return {
    find,
    json,
    seen,
    list: (channelId) => [...(rooms.get(channelId)?.values() ?? [])].map(seen),
    get: (channelId, id) => find(channelId, id) ?? refuse("unknownMessage"),
    withNonce: (channelId, nonce) => nonces.get(`${channelId} ${nonce}`),
    post(channel, draft) {
      const { flags, content } = draft;
      const message: Message = { id: newId(), channelId: channel.id, draft, flags, history: [content], editedAt: null };
      roomOf(channel.id).set(message.id, message);
      if (draft.nonce !== null) nonces.set(`${channel.id} ${draft.nonce}`, message);
      channel.lastMessageId = message.id;
      tell("MESSAGE_CREATE", message, json(message));
      if ((flags & LOADING) === 0) onShown(message);
      return message;
    },
    edit(message, content, flags = message.flags) {
      const isFirst = (message.flags & LOADING) !== 0;
      if (isFirst) message.history.length = 0;
      else message.editedAt = Date.now();
      message.flags = flags & ~LOADING;
      message.history.push(content);
      tell("MESSAGE_UPDATE", message, json(message));
      if (isFirst) onShown(message);
    },
    remove(message) {
      roomOf(message.channelId).delete(message.id);
      tell("MESSAGE_DELETE", message, { id: message.id, channel_id: message.channelId });
    },
    removeAll: (channelId) => void rooms.delete(channelId),
  };
}

export function nowOf({ history, draft }: Message): Content {
  return history.at(-1) ?? draft.content;
}

function seen(message: Message): Seen {
  const { id, flags, history, draft } = message;
  const { shownTo, replyTo } = draft;
  const isLoading = (flags & LOADING) !== 0;
  return { ...nowOf(message), id, flags, shownTo, replyTo, isLoading, history: [...history] };
}

function wire(message: Message, world: World, cdn: string): Fields {
  const { id, channelId, draft, flags, editedAt } = message;
  const { content, embeds, components, attachments, pings } = nowOf(message);
  const urlOf = (file: Attachment): string => `${cdn}/attachments/${channelId}/${file.id}/${file.filename}`;
  const shown = new Set<Attachment>();
  const drawn = embeds.map((embed) => withUrls(embed, attachments, shown, urlOf));
  return {
    ...{ id, channel_id: channelId, author: world.bot, content, embeds: drawn, components, flags },
    // A file that an embed shows is no attachment any more.
    attachments: attachments.filter((file) => !shown.has(file)).map((file) => fileJson(file, urlOf(file))),
    ...{ type: typeOf(draft), tts: false, pinned: false, timestamp: new Date(timeOf(id)).toISOString() },
    edited_timestamp: editedAt === null ? null : new Date(editedAt).toISOString(),
    mentions: pings.users.map((user) => world.userJson(user)),
    ...{ mention_roles: pings.roles, mention_everyone: pings.everyone },
    ...(draft.nonce === null ? {} : { nonce: draft.nonce }),
    ...(draft.metadata === null ? {} : { interaction_metadata: draft.metadata, application_id: world.bot["id"] }),
    ...(draft.replyTo === null
      ? {}
      : { message_reference: { type: 0, message_id: draft.replyTo, channel_id: channelId } }),
  };
}

function typeOf({ metadata, replyTo }: Draft): number {
  if (metadata !== null) return metadata["type"] === 2 ? 20 : 19;
  return replyTo === null ? 0 : 19;
}

function withUrls(
  embed: Fields,
  files: readonly Attachment[],
  shown: Set<Attachment>,
  urlOf: (file: Attachment) => string,
): Fields {
  const drawn: Record<string, unknown> = { ...embed };
  for (const part of ["image", "thumbnail"]) {
    const url = textOf(fieldsOf(embed[part])["url"]);
    const file = files.find(({ filename }) => url === `attachment://${filename}`);
    if (file === undefined) continue;
    shown.add(file);
    drawn[part] = { url: urlOf(file), proxy_url: urlOf(file), width: 1, height: 1, content_type: file.type };
  }
  return drawn;
}

function fileJson({ id, filename, type, length }: Attachment, url: string): Fields {
  return { id, filename, size: length, url, proxy_url: url, content_type: type };
}

export function shownToOnly(flags: number, userId: Id): Id | null {
  return (flags & EPHEMERAL) === 0 ? null : userId;
}
