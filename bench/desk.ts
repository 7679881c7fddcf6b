/** A desk of its own for a measurement: in this process, spoken to by a chat in memory. */
import { join } from "node:path";

import type { App } from "../src/app.ts";
import { createChats } from "../src/chat/chats.ts";
import { createOutages } from "../src/chat/outages.ts";
import { openHere } from "../src/cli/desk.ts";
import { loadConfig } from "../src/config.ts";
import { transact } from "../src/db/transact.ts";
import { Identity } from "../src/models/identity.ts";
import { Person } from "../src/models/person.ts";
import { removeDir, temporaryDir } from "../test/support/process.ts";
import { MemoryChat } from "./memory-chat.ts";
import { Steps } from "./steps.ts";

export interface BenchDesk {
  readonly app: App;
  readonly chat: MemoryChat;
  readonly steps: Steps;
  startFeeds(): void;
}

/** A folder that is gone afterwards. */
export async function inFolder<T>(work: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = temporaryDir();
  try {
    return await work(dataDir);
  } finally {
    removeDir(dataDir);
  }
}

/** The environment of a desk that minds nothing of this machine's own settings. */
export function ownSettings(dataDir: string, feed = "synthetic"): Record<string, string> {
  return {
    DATABASE_URL: `sqlite:${join(dataDir, "outcry.db")}`,
    OUTCRY_DATA_DIR: dataDir,
    OUTCRY_HTTP_PORT: "0",
    OUTCRY_CHAT_PACE: "off",
    OUTCRY_FEED: feed,
  };
}

/** Its market stands until `startFeeds`. */
export async function withDesk<T>(dataDir: string, feed: string, work: (desk: BenchDesk) => Promise<T>): Promise<T> {
  const steps = new Steps();
  const { desk } = await openHere(loadConfig(ownSettings(dataDir, feed), join(dataDir, ".env")), steps.log);
  const { app, startFeeds } = desk;
  const chat = new MemoryChat();
  const chats = createChats(app, {
    ...{ commands: app.commands, adapters: [chat] },
    ...{ outages: createOutages(app, []), zone: app.settings.zone },
  });
  try {
    await letIn(app, chat);
    await chats.start();
    return await work({ app, chat, steps, startFeeds });
  } finally {
    await chats.stop();
    await desk.stop();
  }
}

async function letIn(app: App, { platform, userRef }: MemoryChat): Promise<void> {
  await transact(app, async (tx) => {
    const owner = await Person.query(tx).first().throwIfNotFound();
    await Identity.query(tx).insert({ personId: owner.id, platform, userRef });
  });
}
