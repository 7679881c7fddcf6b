/**
 * Discord on loopback: REST version 10 and the gateway, strict as the documentation says, with people who act and faults that
 * happen. `new Client({ rest: { api: peer.url } })` of an unmodified discord.js logs in to it with `peer.token`.
 */
import { newCommands } from "./commands.ts";
import type { Command, Commands, Scope } from "./commands.ts";
import { newFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { newGateway } from "./gateway.ts";
import type { Gateway } from "./gateway.ts";
import { newInteractions } from "./interactions.ts";
import type { Handle } from "./interactions.ts";
import { snowflakes } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";
import { newLimits } from "./limits.ts";
import type { LimitMode } from "./limits.ts";
import { newMessages } from "./messages.ts";
import type { Message, Seen } from "./messages.ts";
import { newPeople } from "./people.ts";
import type { People } from "./people.ts";
import { allRoutes } from "./routes.ts";
import { serve } from "./serve.ts";
import type { CallLog } from "./serve.ts";
import { newWorld } from "./world.ts";
import type { Permission } from "./world.ts";

export interface DiscordPeerOptions {
  readonly heartbeatMs?: number;
  /** How long an interaction waits for its first answer. */
  readonly answerWithinMs?: number;
  /** Whether the app may take the intents that need to be granted. */
  readonly allowsPrivileged?: boolean;
  readonly limits?: LimitMode;
  /** Told of each new message of the bot as people see it; of one that says "is thinking", when it says something else. */
  readonly onShown?: (message: Message) => void;
}

type Controls = Pick<Gateway, "cut" | "reconnect" | "invalidate" | "zombie" | "refuse" | "accept" | "dropEvent">;

export interface DiscordPeer extends People, Controls {
  /** For `rest.api`: `http://127.0.0.1:PORT/api`. */
  readonly url: string;
  readonly token: string;
  readonly applicationId: Id;
  limits: LimitMode;
  /** An id of now. */
  newId(): Id;
  /** These give the id, which is made up where none is given. */
  guild(id?: Id): Id;
  channel(guildId: Id, id?: Id, state?: { readonly permissions?: readonly Permission[] }): Id;
  thread(channelId: Id, id?: Id, state?: { readonly archived?: boolean; readonly locked?: boolean }): Id;
  user(id?: Id, name?: string): Id;
  /** The channel in which this person is alone with the bot. */
  dm(userId: Id): Id;
  /** What the bot may do there from now on. */
  permit(channelId: Id, permissions: readonly Permission[]): void;
  archive(threadId: Id, state: { readonly archived: boolean; readonly locked: boolean }): void;
  /** The person takes no messages from the bot: 50007. */
  closes(userId: Id): void;
  opens(userId: Id): void;
  removesChannel(channelId: Id): void;
  /** The bot is put out of the guild. */
  kicks(guildId: Id): void;
  /** A person deletes a message. */
  deletes(channelId: Id, messageId: Id): void;
  messages(channelId: Id): readonly Seen[];
  commands(scope: Scope): readonly Command[];
  readonly calls: readonly CallLog[];
  readonly stats: { readonly commands: Commands["stats"]; readonly gateway: Gateway["stats"] };
  /** The token of an interaction is 15 minutes old: 50027. */
  expire(handle: Handle): void;
  fault: Faults["plan"];
  clearFaults(): void;
  /** An event of your own making. */
  dispatch(type: string, data: Fields): void;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

const GUILDS = 1;
const DEFAULTS: Required<DiscordPeerOptions> = {
  heartbeatMs: 41_250,
  answerWithinMs: 3000,
  allowsPrivileged: false,
  limits: "platform",
  onShown: () => undefined,
};

export async function startDiscordPeer(options: DiscordPeerOptions = {}): Promise<DiscordPeer> {
  const chosen = { ...DEFAULTS, ...options };
  const newId = snowflakes();
  const applicationId = newId();
  const token = tokenOf(applicationId);
  const urlOf = (scheme: string, path: string): string => `${scheme}://127.0.0.1:${serving.port()}/${path}`;
  const gatewayUrl = (): string => urlOf("ws", "gateway");

  const world = newWorld(newId, applicationId);
  const gateway = newGateway(world, gatewayUrl, { ...chosen, token, applicationId });
  const { dispatch } = gateway;
  const messages = newMessages(world, newId, { cdn: () => urlOf("http", "cdn"), dispatch, onShown: chosen.onShown });
  const interactions = newInteractions(world, messages, newId, chosen.answerWithinMs);
  const commands = newCommands(newId, applicationId);
  const parts = { world, commands, messages, interactions, applicationId, newId, dispatch, gatewayUrl };
  const routes = allRoutes(parts);
  const faults = newFaults(routes.map(({ name }) => name));
  const limits = newLimits();
  limits.mode = chosen.limits;
  const serving = await serve({ token, routes, limits, faults, gateway: () => gateway });

  return {
    ...newPeople(parts),
    ...controlsOf(gateway),
    ...worldOf(parts),
    ...{ url: urlOf("http", "api"), token, applicationId, newId, calls: serving.calls },
    get limits() {
      return limits.mode;
    },
    set limits(mode) {
      limits.mode = mode;
    },
    messages: messages.list,
    commands: commands.list,
    stats: { commands: commands.stats, gateway: gateway.stats },
    expire: interactions.expire,
    fault: faults.plan,
    clearFaults: faults.clear,
    dispatch: (type, data) => dispatch(type, data, 0),
    down: serving.down,
    up: serving.up,
    async stop() {
      interactions.stop();
      gateway.stop();
      await serving.down();
    },
  };
}

/** Of Discord's shape: the id, the time and a signature, none of which is a secret here. */
function tokenOf(applicationId: Id): string {
  return `${Buffer.from(applicationId).toString("base64url")}.peer00.${crypto.randomUUID().replaceAll("-", "")}`;
}

function controlsOf({ cut, reconnect, invalidate, zombie, refuse, accept, dropEvent }: Gateway): Controls {
  return { cut, reconnect, invalidate, zombie, refuse, accept, dropEvent };
}

type Parts = Parameters<typeof allRoutes>[0];

function worldOf({ world, messages, dispatch }: Parts) {
  return {
    guild(id?: Id) {
      const guild = world.guild(id);
      dispatch("GUILD_CREATE", world.guildJson(guild), GUILDS);
      return guild.id;
    },
    channel(guildId: Id, id?: Id, { permissions }: { readonly permissions?: readonly Permission[] } = {}) {
      const channel = world.channel(guildId, id, permissions);
      dispatch("CHANNEL_CREATE", world.channelJson(channel), GUILDS);
      return channel.id;
    },
    thread(channelId: Id, id?: Id, state?: { readonly archived?: boolean; readonly locked?: boolean }) {
      const thread = world.thread(channelId, id, state);
      dispatch("THREAD_CREATE", world.channelJson(thread), GUILDS);
      return thread.id;
    },
    user: (id?: Id, name?: string) => world.user(id, name).id,
    dm: (userId: Id) => world.dm(userId).id,
    permit(channelId: Id, permissions: readonly Permission[]) {
      const channel = world.anyChannel(channelId);
      channel.permissions = new Set(permissions);
      dispatch("CHANNEL_UPDATE", world.channelJson(channel), GUILDS);
    },
    archive(threadId: Id, { archived, locked }: { readonly archived: boolean; readonly locked: boolean }) {
      const thread = world.anyChannel(threadId);
      Object.assign(thread, { isArchived: archived, isLocked: locked });
      dispatch("THREAD_UPDATE", world.channelJson(thread), GUILDS);
    },
    closes: (userId: Id) => void (world.anyUser(userId).isClosed = true),
    opens: (userId: Id) => void (world.anyUser(userId).isClosed = false),
    removesChannel(channelId: Id) {
      const channel = world.removeChannel(channelId);
      messages.removeAll(channelId);
      dispatch(channel.kind === "thread" ? "THREAD_DELETE" : "CHANNEL_DELETE", world.channelJson(channel), GUILDS);
    },
    kicks(guildId: Id) {
      world.removeGuild(guildId);
      dispatch("GUILD_DELETE", { id: guildId }, GUILDS);
    },
    deletes: (channelId: Id, messageId: Id) => messages.remove(messages.get(channelId, messageId)),
  };
}
