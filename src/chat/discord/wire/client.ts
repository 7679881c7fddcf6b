/** discord.js's client for the gateway alone: it hears of guilds and interactions and keeps next to nothing. */
import type { Client } from "discord.js";

import { library } from "./rest.ts";

interface ClientOptions {
  /** Null: Discord's own. */
  readonly apiUrl: string | null;
  readonly callMs: number;
}

/** Interactions need no intent; guilds tell of channels and threads. */
export async function newClient({ apiUrl, callMs }: ClientOptions): Promise<Client> {
  const { Client, GatewayIntentBits, Options } = await library();
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    // Until a guild that is down is waited for: interactions queue behind it.
    waitGuildTimeout: 2_000,
    allowedMentions: { parse: [], repliedUser: false },
    rest: { ...(apiUrl === null ? {} : { api: apiUrl }), timeout: callMs, retries: 1 },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ...{ MessageManager: 0, ReactionManager: 0, UserManager: 0, GuildMemberManager: 0, PresenceManager: 0 },
      ...{ VoiceStateManager: 0, ThreadManager: 0, GuildEmojiManager: 0, GuildStickerManager: 0 },
    }),
  });
}
