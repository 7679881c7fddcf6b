/** The desk's side of all chats in one piece: what came in goes to the commands, what is due goes out. */
import type { Desk } from "../db/desk.ts";
import { chatByRef } from "../models/chat.ts";
import { Overdue, within } from "../runtime/deadline.ts";
import { type Loop, startLoop } from "../runtime/loop.ts";
import type { Platform } from "../domain/platform.ts";
import type { ChatAdapter, News } from "./adapter.ts";
import { createDeliver } from "./deliver/deliver.ts";
import { createBatch } from "./batch.ts";
import type { Outages } from "./outages.ts";
import { closeChat, moveChat } from "./whereabouts.ts";
import type { Registry } from "./registry.ts";
import { prune } from "./prune.ts";
import { createRouter } from "./router.ts";

export interface Chats {
  /** What an earlier process left comes first, then the adapters take messages in. */
  start(): Promise<void>;
  /** Takes nothing more in, finishes what it took, notes what it showed. */
  stop(): Promise<void>;
  /** Resolves when nothing is being worked on, shown or noted. */
  idle(): Promise<void>;
}

const BATCH_MS = 100;
const ROUNDS_MS = 1_000;
const PRUNE_EVERY_MS = 60 * 60_000;
const LOOK_EVERY_MS = 5_000;
/** A chat that hangs does not hold up the stop: what it was to show is due at the next start. */
const STOP_MS = 3_000;

export interface ChatsOptions<D extends Desk> {
  readonly commands: Registry<D>;
  readonly adapters: readonly ChatAdapter[];
  readonly outages: Outages;
  /** Of a chat that has set none, IANA. */
  readonly zone: string;
}

export function createChats<D extends Desk>(desk: D, { commands, adapters, outages, zone }: ChatsOptions<D>): Chats {
  const batch = createBatch(desk, BATCH_MS);
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const isReachable = (platform: string): boolean => !outages.reach.has(platform as Platform);
  const stage = { desk, batch, adapters: byPlatform, canRun: commands.canRun, isReachable };
  const deliver = createDeliver(stage);
  const router = createRouter({ desk, commands, adapters: byPlatform, deliver, batch, zone });
  let loop: Loop | null = null;
  let pruning: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  const idle = async (): Promise<void> => {
    await router.idle();
    await loop?.idle();
    await deliver.idle();
  };

  return {
    async start() {
      // What earlier messages are still owed stands before the answers of later ones.
      await deliver.round();
      loop = startLoop({ name: "deliver", everyMs: ROUNDS_MS, bell: desk.bell, log: desk.log, work: deliver.round });
      await router.recover();
      for (const adapter of adapters)
        await adapter.start(router.receive(adapter.platform), newsOf(desk, adapter.platform, outages));
      pruning = setInterval(() => void orLog(desk, "what is old could not be let go", prune(desk)), PRUNE_EVERY_MS);
      looking = setInterval(() => void orLog(desk, "an outage could not be told", outages.look()), LOOK_EVERY_MS);
    },
    async stop() {
      clearInterval(pruning);
      clearInterval(looking);
      for (const adapter of adapters) await adapter.stop();
      await router.idle();
      await loop?.stop();
      await patiently(deliver.idle(), desk);
    },
    idle,
  };
}

function newsOf(desk: Desk, platform: Platform, outages: Outages): News {
  return {
    reachable: (trouble) => outages.tell(platform, trouble),
    async moved(from, to, why) {
      const chat = await chatByRef(desk.db.reader, platform, from);
      if (chat !== null) await moveChat(desk, chat.id, { to, why });
    },
    async closed(chatRef, why) {
      const chat = await chatByRef(desk.db.reader, platform, chatRef);
      if (chat !== null) await closeChat(desk, chat.id, why);
    },
  };
}

async function orLog(desk: Desk, what: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    desk.log.warn({ error }, what);
  }
}

async function patiently(work: Promise<void>, { log }: Desk): Promise<void> {
  try {
    await within(STOP_MS, "showing what was due", work);
  } catch (error) {
    if (!(error instanceof Overdue)) throw error;
    log.warn({ error }, "a chat was still being served at the stop");
  }
}
