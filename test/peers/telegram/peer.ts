/**
 * A Telegram Bot API server on loopback, as strict as the original: what it refuses and in which words follows
 * core.telegram.org/bots/api and the sources of tdlib/telegram-bot-api 10.0. A bot is pointed at it by `apiRoot`.
 */
import type { Call, Fields } from "./call.ts";
import { openChats, type Chats } from "./chats.ts";
import { ApiError } from "./errors.ts";
import { openFaults, type Fault, type FaultKind } from "./faults.ts";
import { openLimits } from "./limits.ts";
import { scopeKey } from "./methods/commands.ts";
import { methodTable } from "./methods/table.ts";
import { openPeople, type People } from "./people.ts";
import { seenIn, type Seen } from "./seen.ts";
import { openServer, type Logged } from "./server.ts";
import { openUpdates, type Update } from "./updates.ts";
import { openWebhook } from "./webhook.ts";
import type { Answer, World } from "./world.ts";

export interface PeerOptions {
  readonly token?: string;
  readonly username?: string;
  /** ms; of dates and of how long a press can be answered. */
  readonly now?: () => number;
  /** The original wants https. */
  readonly allowsHttpWebhook?: boolean;
  readonly webhookRetryMs?: number;
  /** Told of each new message of the bot as people see it: its chat and its text. */
  readonly onShown?: (chatId: number, text: string) => void;
}

export interface TelegramPeer extends Chats, People {
  readonly url: string;
  readonly token: string;
  readonly username: string;
  /** Whether the platform's limits of messages a second hold; off at first. */
  limits: "platform" | "off";
  /** What the bot shows in a chat now, the oldest first. */
  messages(chatId: number): readonly Seen[];
  readonly answers: readonly Answer[];
  /** Of a scope, the default one without. */
  commands(scope?: Fields): readonly Fields[];
  /** Each request that could be read, the oldest first. */
  readonly calls: readonly Logged[];
  /** How many requests a method had, those that a fault struck too. */
  count(method: string): number;
  /** Updates that the bot has not confirmed. */
  readonly pending: readonly Update[];
  /** `*` is any method; a fault of a method strikes before it. */
  fault(method: string, kind: FaultKind, times?: number): Fault;
  clearFaults(): void;
  redeliver(updateId: number): void;
  /** Presses that nobody answered are too old from now on. */
  expireQueries(): void;
  down(): Promise<void>;
  /** On the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

const TOKEN = "123456789:AAE-peer_peer_peer_peer_peer_peer_p";

export async function startTelegramPeer(options: PeerOptions = {}): Promise<TelegramPeer> {
  const world = openWorld(options);
  const { updates, token } = world;
  const { allowsHttpWebhook: allowsHttp = false, webhookRetryMs: retryMs = 1000 } = options;
  const webhook = openWebhook({ updates, allowsHttp, retryMs });
  const methods = methodTable(webhook);
  const [faults, limits] = [openFaults(), openLimits()];

  const run = (call: Call): unknown => {
    const name = call.method.toLowerCase();
    const method = methods.get(name);
    if (method === undefined) throw new ApiError(404, "Not Found: method not found");
    if (peer.limits === "platform") limits.check(call);
    return method(world, call);
  };
  const server = await openServer({ token, faults, run });
  const down = async (): Promise<void> => {
    webhook.pause(true);
    await server.down();
  };

  const peer: TelegramPeer = {
    ...openChats(world),
    ...openPeople(world),
    url: server.url,
    token,
    username: world.bot.username,
    limits: "off",
    messages: (chatId) => seenIn(world, chatId),
    answers: world.answers,
    commands: (scope = { type: "default" }) => world.commands.get(scopeKey(scope)) ?? [],
    calls: server.calls,
    count: (name) => server.calls.filter(({ method }) => method.toLowerCase() === name.toLowerCase()).length,
    get pending() {
      return updates.pending;
    },
    fault: (method, kind, times = 1) => faults.plant(method, kind, times),
    clearFaults: () => faults.clear(),
    redeliver: (updateId) => updates.again(updateId),
    expireQueries() {
      for (const query of world.queries.values()) query.isOpen = false;
    },
    down,
    async up() {
      await server.up();
      webhook.pause(false);
    },
    async stop() {
      webhook.stop();
      await down();
    },
  };
  return peer;
}

function openWorld(options: PeerOptions): World {
  const { token = TOKEN, username = "outcry_test_bot", now = Date.now, onShown = () => undefined } = options;
  return {
    token,
    onShown,
    bot: { id: Number(token.split(":")[0]), is_bot: true, first_name: "Outcry", username },
    now,
    users: new Map(),
    chats: new Map(),
    photos: new Map(),
    queries: new Map(),
    answers: [],
    commands: new Map(),
    updates: openUpdates(),
    lastId: 0,
  };
}
