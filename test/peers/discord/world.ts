/** Guilds, channels, threads and people, as Discord shows them to a bot. */
import { refuse } from "./errors.ts";
import { found, SNOWFLAKE } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";

/** Those that decide what the peer lets the bot do; the rest of them it has. */
const PERMISSIONS = {
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MANAGE_THREADS: 1n << 34n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
} as const satisfies Readonly<Record<string, bigint>>;

export type Permission = keyof typeof PERMISSIONS;
const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as readonly Permission[];

export interface Guild {
  readonly id: Id;
  readonly channels: Map<Id, Channel>;
}

export interface Channel {
  readonly id: Id;
  readonly kind: "text" | "thread" | "dm";
  readonly guildId: Id | null;
  /** Of a thread. */
  readonly parentId: Id | null;
  /** Who is alone with the bot in a DM. */
  readonly userId: Id | null;
  permissions: ReadonlySet<Permission>;
  isArchived: boolean;
  isLocked: boolean;
  lastMessageId: Id | null;
}

export interface User {
  readonly id: Id;
  readonly name: string;
  /** Takes no messages from the bot. */
  isClosed: boolean;
}

const CHANNEL_TYPES = { text: 0, dm: 1, thread: 11 } as const;

export interface World {
  readonly bot: Fields;
  readonly guilds: ReadonlyMap<Id, Guild>;
  guild(id?: Id): Guild;
  channel(guildId: Id, id?: Id, permissions?: readonly Permission[]): Channel;
  thread(channelId: Id, id?: Id, state?: { readonly archived?: boolean; readonly locked?: boolean }): Channel;
  user(id?: Id, name?: string): User;
  /** Throws 50033. */
  dm(userId: Id): Channel;
  /** Throws 10003, or 50001 where the bot may not look in. */
  seen(channelId: Id): Channel;
  /** Throws 50013. */
  need(channel: Channel, ...permissions: readonly Permission[]): void;
  hasChannel(channelId: Id): boolean;
  anyChannel(channelId: Id): Channel;
  anyUser(userId: Id): User;
  removeChannel(channelId: Id): Channel;
  removeGuild(guildId: Id): void;
  hasUser(userId: Id): boolean;
  userJson(userId: Id): Fields;
  channelJson(channel: Channel): Fields;
  guildJson(guild: Guild): Fields;
  permissionsIn(channel: Channel): string;
}

export function newWorld(newId: () => Id, botId: Id): World {
  const guilds = new Map<Id, Guild>();
  const channels = new Map<Id, Channel>();
  const users = new Map<Id, User>();
  const dms = new Map<Id, Channel>();
  const bot = { ...userFields(botId, "outcry"), bot: true };

  const add = (kind: Channel["kind"], id: Id, where: Partial<Channel>): Channel => {
    const channel: Channel = {
      id: checked(id),
      kind,
      guildId: null,
      parentId: null,
      userId: null,
      permissions: new Set(ALL_PERMISSIONS),
      isArchived: false,
      isLocked: false,
      lastMessageId: null,
      ...where,
    };
    channels.set(id, channel);
    if (channel.guildId !== null) guilds.get(channel.guildId)?.channels.set(id, channel);
    return channel;
  };

  const anyChannel = (id: Id): Channel => found(channels.get(id), `channel ${id}`);
  const anyUser = (id: Id): User => found(users.get(id), `user ${id}`);

  return {
    bot,
    guilds,
    anyChannel,
    anyUser,
    hasChannel: (id) => channels.has(id),
    guild(id = newId()) {
      const guild = { id: checked(id), channels: new Map<Id, Channel>() };
      guilds.set(id, guild);
      return guild;
    },
    channel(guildId, id = newId(), permissions = ALL_PERMISSIONS) {
      found(guilds.get(guildId), `guild ${guildId}`);
      return add("text", id, { guildId, permissions: new Set(permissions) });
    },
    thread(parentId, id = newId(), { archived = false, locked = false } = {}) {
      const { guildId, permissions } = anyChannel(parentId);
      return add("thread", id, { guildId, parentId, permissions, isArchived: archived, isLocked: locked });
    },
    user(id = newId(), name = `user${id.slice(-4)}`) {
      const user = { id: checked(id), name, isClosed: false };
      users.set(id, user);
      return user;
    },
    dm(userId) {
      if (!users.has(userId)) refuse("badRecipient");
      const open = dms.get(userId) ?? add("dm", newId(), { userId });
      dms.set(userId, open);
      return open;
    },
    seen(id) {
      const channel = channels.get(id) ?? refuse("unknownChannel");
      const isThere = channel.guildId === null || guilds.has(channel.guildId);
      return isThere && channel.permissions.has("VIEW_CHANNEL") ? channel : refuse("missingAccess");
    },
    need(channel, ...permissions) {
      if (!permissions.every((one) => channel.permissions.has(one))) refuse("missingPermissions");
    },
    removeChannel(id) {
      const channel = anyChannel(id);
      channels.delete(id);
      if (channel.guildId !== null) guilds.get(channel.guildId)?.channels.delete(id);
      return channel;
    },
    removeGuild: (id) => void guilds.delete(id),
    // A text may mention anybody.
    userJson: (id) => (id === botId ? bot : userFields(id, users.get(id)?.name ?? "somebody")),
    hasUser: (id) => users.has(id),
    channelJson: (channel) => channelFields(channel, botId, (id) => userFields(id, anyUser(id).name)),
    guildJson: (guild) => guildFields(guild, bot, botId),
    permissionsIn: (channel) => String(bitsOf(channel.permissions)),
  };
}

function checked(id: Id): Id {
  if (!SNOWFLAKE.test(id)) throw new Error(`${id} is no id of Discord: 17 to 20 digits`);
  return id;
}

function bitsOf(permissions: Iterable<Permission>): bigint {
  return [...permissions].reduce((bits, one) => bits | PERMISSIONS[one], 0n);
}

function userFields(id: Id, username: string): Fields {
  return { id, username, discriminator: "0", global_name: username, avatar: null, bot: false, public_flags: 0 };
}

function channelFields(channel: Channel, botId: Id, userJson: (id: Id) => Fields): Fields {
  const common = {
    id: channel.id,
    type: CHANNEL_TYPES[channel.kind],
    last_message_id: channel.lastMessageId,
    flags: 0,
  };
  if (channel.userId !== null) return { ...common, recipients: [userJson(channel.userId)] };
  const placed = {
    ...common,
    guild_id: channel.guildId,
    name: `channel-${channel.id.slice(-4)}`,
    rate_limit_per_user: 0,
  };
  if (channel.kind === "thread") return { ...placed, ...threadFields(channel, botId) };
  const missing = ALL_PERMISSIONS.filter((one) => !channel.permissions.has(one));
  return {
    ...placed,
    position: 0,
    parent_id: null,
    topic: null,
    nsfw: false,
    permission_overwrites: [{ id: botId, type: 1, allow: "0", deny: String(bitsOf(missing)) }],
  };
}

function threadFields(channel: Channel, botId: Id): Fields {
  return {
    parent_id: channel.parentId,
    owner_id: botId,
    message_count: 0,
    member_count: 1,
    thread_metadata: {
      archived: channel.isArchived,
      locked: channel.isLocked,
      auto_archive_duration: 1440,
      archive_timestamp: new Date().toISOString(),
    },
  };
}

function guildFields(guild: Guild, bot: Fields, botId: Id): Fields {
  const channels = [...guild.channels.values()];
  const jsonOf = (channel: Channel): Fields => channelFields(channel, botId, () => bot);
  return {
    ...{ id: guild.id, name: `guild-${guild.id.slice(-4)}`, icon: null, owner_id: guild.id, unavailable: false },
    ...{
      joined_at: new Date().toISOString(),
      large: false,
      member_count: 2,
      premium_tier: 0,
      preferred_locale: "en-US",
    },
    ...{ features: [], emojis: [], stickers: [], presences: [], voice_states: [], stage_instances: [] },
    ...{ guild_scheduled_events: [], soundboard_sounds: [], verification_level: 0, nsfw_level: 0, mfa_level: 0 },
    roles: [everyone(guild.id)],
    members: [{ user: bot, roles: [], joined_at: new Date().toISOString(), deaf: false, mute: false, flags: 0 }],
    channels: channels.filter(({ kind }) => kind === "text").map(jsonOf),
    threads: channels.filter(({ kind, isArchived }) => kind === "thread" && !isArchived).map(jsonOf),
  };
}

function everyone(id: Id): Fields {
  const permissions = String(bitsOf(ALL_PERMISSIONS));
  return {
    id,
    name: "@everyone",
    color: 0,
    hoist: false,
    position: 0,
    permissions,
    managed: false,
    mentionable: false,
    flags: 0,
  };
}
