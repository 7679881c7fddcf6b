/**
 * Discord, by discord.js. What people do comes by the gateway; answers and cards go by REST, which works whatever becomes of
 * the gateway. In a server answers are for who asked alone, cards are for all.
 */
import type { APIInteraction } from "discord.js";

import type { Clock } from "../../runtime/clock.ts";
import type { Log } from "../../runtime/log.ts";
import type { Secret } from "../../runtime/secret.ts";
import type { ChatAdapter, News, Receive } from "../adapter.ts";
import type { Memory } from "../memory.ts";
import type { Draw } from "../pictures.ts";
import { hear, type Hearing } from "./heard/hear.ts";
import { ANSWER_WAITS, type AnswerWaits, Interactions } from "./heard/interactions.ts";
import type { Complete } from "./commands/complete.ts";
import type { Declared } from "./commands/declare.ts";
import { register } from "./commands/register.ts";
import { Shower } from "./show/show.ts";
import { Channels } from "./wire/channels.ts";
import { type Gateway, GATEWAY_WAITS, type GatewayWaits, startGateway } from "./wire/gateway.ts";
import { createReach, type Reach } from "./wire/reach.ts";
import { createCall } from "./wire/rest.ts";
import { targetOf } from "./wire/target.ts";
import { Threads } from "./wire/threads.ts";

/** `known`, `remember`: a few facts that outlive the process, by key: what Discord was told of the commands, where threads belong. */
export interface DiscordOptions extends Memory {
  readonly token: Secret;
  /** Of a REST proxy: `http://127.0.0.1:8082/api`. Null: Discord's own. */
  readonly apiUrl: string | null;
  /** Where the commands are registered; null: everywhere. */
  readonly guildId: string | null;
  /** Their declarations alone are read. */
  readonly commands: { readonly all: readonly Declared[] };
  readonly complete: Complete;
  readonly draw: Draw;
  readonly clock: Clock;
  readonly log: Log;
  readonly waits?: Partial<DiscordWaits>;
}

interface DiscordWaits extends GatewayWaits, AnswerWaits {
  /** Of one call. */
  readonly callMs: number;
  /** Until the commands are registered once more, where it failed. */
  readonly registerMs: number;
}

const WAITS: DiscordWaits = { ...GATEWAY_WAITS, ...ANSWER_WAITS, callMs: 10_000, registerMs: 60_000 };

export function createDiscordAdapter(options: DiscordOptions): ChatAdapter {
  const { token, apiUrl, guildId, clock, log, commands } = options;
  const waits = { ...WAITS, ...options.waits };
  const byName = new Map(commands.all.map((command) => [command.name.toLowerCase(), command]));
  let reach: Reach | null = null;
  let session: { readonly gateway: Gateway; readonly ending: AbortController } | null = null;
  const inFlight = new Set<Promise<void>>();

  const call = createCall({ token, apiUrl, deadlineMs: waits.callMs, heard: (trouble) => reach?.rest(trouble) });
  const threads = new Threads(call, options);
  const channels = new Channels(call, threads);
  const interactions = new Interactions(call, waits);
  const shower = new Shower({ channels, interactions, draw: options.draw, clock, log });

  const hearing = (receive: Receive): Hearing => ({
    ...{ call, interactions, clock, log, receive, complete: options.complete },
    find: (name) => byName.get(name),
    learnParent({ chatRef, parentId }) {
      const target = targetOf(chatRef);
      if (parentId === null || "person" in target) return;
      threads
        .learnParent(target.channel, parentId)
        .catch((error: unknown) => log.warn({ error }, "a thread's channel was not noted"));
    },
  });

  const take = (receive: Receive, raw: APIInteraction): void => {
    const heard = hear(hearing(receive), raw);
    inFlight.add(heard);
    void heard.then(() => inFlight.delete(heard));
  };

  const told = { call, log, guildId, commands: commands.all, memory: options, retryMs: waits.registerMs };

  return {
    platform: "discord",
    hasForms: true,
    async start(receive: Receive, news: News) {
      if (session !== null) return;
      const ending = new AbortController();
      const now = (reach = createReach(news));
      const gateway = startGateway({
        ...{ token, apiUrl, log, waits, callMs: waits.callMs, reach: now },
        ready: (applicationId) => void register(told, applicationId, ending.signal),
        interaction: (raw) => take(receive, raw),
      });
      session = { gateway, ending };
    },
    async stop() {
      const ended = session;
      session = null;
      ended?.ending.abort();
      await ended?.gateway.stop();
      await Promise.allSettled(inFlight);
    },
    send: (chatRef, message) => shower.send(chatRef, message),
    edit: (chatRef, ref, message) => shower.edit(chatRef, ref, message),
    // People write no messages that the bot can read: their commands are seen by nobody else.
    remove: async () => false,
  };
}
