/** The chat on Telegram: updates by long polling or by webhook, messages as HTML with buttons. */
import { z } from "zod";

import { TELEGRAM_BOT } from "../../models/meta.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Route } from "../../runtime/http.ts";
import type { Log } from "../../runtime/log.ts";
import type { Secret } from "../../runtime/secret.ts";
import type { ChatAdapter } from "../adapter.ts";
import type { Draw } from "../pictures.ts";
import { registerCommands, type CommandLists } from "./commands/register.ts";
import { createIntake, type Listener } from "./heard/hear.ts";
import { createPoll } from "./heard/poll.ts";
import type { Me } from "./heard/read.ts";
import { supervise, type Supervised } from "./heard/supervise.ts";
import type { Envelope } from "./heard/update.ts";
import { createWebhookWatch, type Webhook, webhookRoute } from "./heard/webhook.ts";
import { createDoubts } from "./show/doubts.ts";
import { createPictures } from "./show/pictures.ts";
import { createShow } from "./show/show.ts";
import { createTrails } from "./show/trails.ts";
import { TIMES, type Times } from "./times.ts";
import { createClient, type TelegramClient } from "./wire/client.ts";
import { createMessages } from "./wire/messages.ts";
import { createTurns, type TurnsOptions } from "./wire/pace.ts";
import { targetOf } from "./wire/target.ts";

export interface TelegramOptions {
  readonly token: Secret;
  /** Null: Telegram's own server. */
  readonly apiRoot: string | null;
  /** Null: long polling. */
  readonly webhook: Webhook | null;
  readonly pace: TurnsOptions["pace"];
  readonly draw: Draw;
  /** Null: the lists of commands are left as they are. */
  readonly commandLists: CommandLists | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly times?: Partial<Times>;
}

export interface TelegramAdapter extends ChatAdapter {
  /** What Telegram calls; none while it is polled. */
  routes(): Route[];
  /** Tells Telegram which commands to offer, where that has changed: after a role did. Never throws. */
  refreshCommands(): Promise<void>;
}

export function createTelegramAdapter(options: TelegramOptions): TelegramAdapter {
  const { token, apiRoot, webhook, pace, draw, commandLists, clock, log } = options;
  const times: Times = { ...TIMES, ...options.times };
  const client = createClient({ token, apiRoot, times });
  const account = createAccount(client);
  const inFlight = new Set<Promise<void>>();
  let listener: Listener | null = null;
  let listening: Supervised | null = null;
  let refreshing: Promise<void> = Promise.resolve();
  /** Telegram has the lists of commands; and when they were last tried. */
  let [isTold, triedAt] = [false, -Infinity];

  const doubts = createDoubts();
  const { promise: heard, resolve: hasHeard } = Promise.withResolvers<void>();
  const intake = createIntake({ client, log, doubts }, () => {
    if (listener === null) throw new Error("the desk is not taking messages");
    return listener;
  });
  const show = createShow({
    messages: createMessages(client, times, log),
    turns: createTurns({ pace, mostMs: times.paceMs }),
    pictures: createPictures(draw, log),
    clock,
    doubts,
    log,
    askedIn: intake.askedIn,
  });

  const refreshCommands = (): Promise<void> => {
    if (commandLists === null) return refreshing;
    refreshing = refreshing
      .then(async () => {
        await registerCommands(client, commandLists, log);
        const me = account.known();
        if (me !== null && (await commandLists.known(TELEGRAM_BOT)) !== me.username)
          await commandLists.remember(TELEGRAM_BOT, me.username);
      })
      .then(
        () => void (isTold = true),
        (error: unknown) => log.warn({ error }, "Telegram's lists of commands are not up to date"),
      );
    return refreshing;
  };
  /** After each start, until it has worked. */
  const refreshOnce = (): void => {
    const now = performance.now();
    if (isTold || now < triedAt + times.lastRetryMs) return;
    triedAt = now;
    void refreshCommands();
  };

  /** For the webhook: its rounds do not wait for what came in. */
  const accept = async (envelope: Envelope): Promise<void> => {
    const me = account.known();
    if (listener === null || me === null) throw new Error("the desk is not taking messages");
    const taken = intake.take(envelope, me);
    inFlight.add(taken);
    try {
      await taken;
    } finally {
      inFlight.delete(taken);
    }
  };

  return {
    platform: "telegram",
    hasForms: false,
    ...show,
    trails: createTrails({ doubts, heard, heardMs: times.heardMs }),
    refreshCommands,
    async start(receive, news) {
      listener = { receive, news };
      [isTold, triedAt] = [false, -Infinity];
      const answered = (): void => {
        hasHeard(); // what it has told is taken in before anybody who waits for this goes on
        news.reachable(null);
        refreshOnce();
      };
      const common = { client, me: account.ask, answered, times };
      const round =
        webhook === null ? createPoll({ ...common, take: intake.take }) : createWebhookWatch({ ...common, webhook });
      listening = supervise({ round, reachable: news.reachable, log, times });
    },
    async stop() {
      listener = null;
      await listening?.stop();
      await Promise.allSettled(inFlight);
    },
    async remove(chatRef, message) {
      const about = { chat_id: targetOf(chatRef).chat_id, message_id: Number(message) };
      try {
        await client.call("deleteMessage", about, z.unknown());
        return true;
      } catch (error) {
        log.debug({ error }, "a message could not be taken away");
        return false;
      }
    },
    routes: () => (webhook === null ? [] : [webhookRoute({ webhook, accept, times, log })]),
  };
}

const meSchema = z.object({ id: z.int(), username: z.string() });

/** Which bot this is, asked once. */
function createAccount(client: TelegramClient) {
  let me: Me | null = null;
  return {
    known: (): Me | null => me,
    ask: async (signal: AbortSignal): Promise<Me> => (me ??= await client.call("getMe", {}, meSchema, { signal })),
  };
}
