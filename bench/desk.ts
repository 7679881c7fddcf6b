/** A desk of its own for a measurement: in this process, in a folder that is gone afterwards, spoken to by a chat in memory. */
import { join } from "node:path";

import type { App } from "../src/app.ts";
import { createChats } from "../src/chat/chats.ts";
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
  readonly dataDir: string;
  readonly chat: MemoryChat;
  readonly steps: Steps;
  startFeeds(): void;
}

/** The environment of a desk that minds nothing of this machine's own settings. */
export function ownSettings(dataDir: string, feed = "synthetic"): Record<string, string> {
  return {
    DATABASE_URL: `sqlite:${join(dataDir, "outcry.db")}`,
    OUTCRY_DATA_DIR: dataDir,
    OUTCRY_HTTP_PORT: "0",
    OUTCRY_FEED: feed,
  };
}

/** `feed` may need a file: it is told the folder. Its market stands until `startFeeds`. */
export async function withDesk<T>(
  feed: (dataDir: string) => string,
  work: (desk: BenchDesk) => Promise<T>,
): Promise<T> {
  const dataDir = temporaryDir();
  const steps = new Steps();
  const config = loadConfig(ownSettings(dataDir, feed(dataDir)), join(dataDir, ".env"));
  const { desk } = await openHere(config, steps.log);
  const { app, startFeeds } = desk;
  const chat = new MemoryChat();
  const chats = createChats(app, app.commands, [chat]);
  try {
    await letIn(app, chat);
    await chats.start();
    return await work({ app, dataDir, chat, steps, startFeeds });
  } finally {
    await chats.stop();
    await desk.stop();
    removeDir(dataDir);
  }
}

async function letIn(app: App, { platform, userRef }: MemoryChat): Promise<void> {
  await transact(app, async (tx) => {
    const owner = await Person.query(tx).first().throwIfNotFound();
    await Identity.query(tx).insert({ personId: owner.id, platform, userRef });
  });
}
