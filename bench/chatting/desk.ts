/** A process: the whole desk, as its command builds it, on the platform; and how long its event loop is held meanwhile. */
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

import type { App } from "../../src/app.ts";
import { insertPerson } from "../../src/chat/people.ts";
import { topicsOf } from "../../src/chat/subscriptions.ts";
import { openHere } from "../../src/cli/desk.ts";
import { loadConfig } from "../../src/config.ts";
import { transact } from "../../src/db/transact.ts";
import type { OpenDesk } from "../../src/main.ts";
import { Chat } from "../../src/models/chat.ts";
import { Identity } from "../../src/models/identity.ts";
import { Strategy } from "../../src/models/strategy.ts";
import type { Log } from "../../src/runtime/log.ts";
import { removeDir, temporaryDir } from "../../test/support/process.ts";
import { openBareCommit } from "../bare-commit.ts";
import { ownSettings } from "../desk.ts";
import { serveParent } from "./child.ts";
import type { Load } from "./loads.ts";
import type { Doors, PlatformName } from "./stage.ts";

export type DeskDuties = {
  open(platform: PlatformName, doors: Doors, pace: Load["pace"]): Promise<void>;
  /** The event loop is watched from now on. */
  watch(): Promise<void>;
  seen(): Promise<DeskSeen>;
  close(): Promise<void>;
};

export interface DeskSeen {
  /** How much too late a timer of the event loop came, in ms. */
  readonly delay: { readonly median: number; readonly p95: number; readonly p99: number; readonly samples: number };
  /** Of each person, as the database has it: whether their chat is told of fills. */
  readonly states: readonly ("on" | "off")[];
  /** What the disk takes for a bare FULL commit right afterwards, in ms. */
  readonly bareCommits: readonly number[];
}

/** At the pace of a real market: at sixty times that the desk would do the work of sixty beside the chats. */
const FEED = "synthetic@1";
const RESOLUTION_MS = 1;
const BARE_COMMITS = 200;
const NS_PER_MS = 1_000_000;

const dataDir = temporaryDir();
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let open: { readonly desk: OpenDesk; readonly platform: PlatformName; readonly users: readonly string[] } | null = null;

serveParent({
  async open(platform, doors, pace) {
    const settings = { ...ownSettings(dataDir, FEED), OUTCRY_CHAT_PACE: pace, ...settingsOf(platform, doors) };
    const { desk } = await openHere(loadConfig(settings, join(dataDir, ".env")), firstOfEach());
    open = { desk, platform, users: doors.users };
    await prepare(desk.app, platform, doors.users);
    await desk.serve();
    desk.startFeeds();
  },
  async watch() {
    delay.enable();
    delay.reset();
  },
  async seen() {
    const late = (percent: number): number => delay.percentile(percent) / NS_PER_MS - RESOLUTION_MS;
    delay.disable();
    const { desk, platform, users } = opened();
    return {
      delay: { median: late(50), p95: late(95), p99: late(99), samples: delay.count },
      states: await statesOf(desk.app, platform, users),
      bareCommits: Array.from({ length: BARE_COMMITS }, openBareCommit(dataDir)),
    };
  },
  async close() {
    await opened().desk.stop();
    removeDir(dataDir);
  },
} satisfies DeskDuties);

function opened() {
  if (open === null) throw new Error("the desk is not open");
  return open;
}

function settingsOf(platform: PlatformName, { url, token }: Doors): Record<string, string> {
  return platform === "telegram"
    ? { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: url }
    : { DISCORD_BOT_TOKEN: token, DISCORD_API_URL: url };
}

/** The people may trade; no strategy tells them anything unasked. */
async function prepare(app: App, platform: PlatformName, users: readonly string[]): Promise<void> {
  const at = app.clock.now();
  await transact(app, async (tx) => {
    await Strategy.query(tx).where({ status: "ACTIVE" }).whereNot({ id: "manual" }).patch({ status: "PAUSED" });
    for (const [i, userRef] of users.entries()) {
      const { id } = await insertPerson(tx, { name: `user ${i}`, role: "trader", zone: "UTC", at });
      await Identity.query(tx).insert({ personId: id, platform, userRef });
    }
  });
}

async function statesOf({ db }: App, platform: PlatformName, users: readonly string[]): Promise<DeskSeen["states"]> {
  const chats = await Chat.query(db.reader).where({ platform });
  const told = new Set(chats.filter((chat) => topicsOf(chat).includes("fills")).map(({ chatRef }) => chatRef));
  return users.map((user) => (told.has(user) ? "on" : "off"));
}

/** A desk that cannot keep up has the same to say thousands of times. */
function firstOfEach(): Log {
  const said = new Set<string>();
  const tell = (fields: object, message: string): void => {
    if (!said.has(message)) console.error(message, fields);
    said.add(message);
  };
  const log: Log = { debug: () => undefined, info: () => undefined, warn: tell, error: tell, child: () => log };
  return log;
}
