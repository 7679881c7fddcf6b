/** While Telegram and Discord take everything and answer nothing: the local chat and the strategies, beside the same desk without them. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";

import type { App } from "../src/app.ts";
import { openHere } from "../src/cli/desk.ts";
import { loadConfig } from "../src/config.ts";
import { transact } from "../src/db/transact.ts";
import { Chat } from "../src/models/chat.ts";
import { Identity } from "../src/models/identity.ts";
import { Person } from "../src/models/person.ts";
import type { Log } from "../src/runtime/log.ts";
import { openBareCommit } from "./bare-commit.ts";
import { inFolder, ownSettings } from "./desk.ts";
import { figure, type Part } from "./figures.ts";
import { openLocalChat } from "./local-chat.ts";
import { minuteOf, type Minutes, openMinutes } from "./minutes.ts";

const PAIRS = 50;
const WARM_UP = 20;
const MINUTES = 200;
const ACCOUNTS = [
  { platform: "telegram", userRef: "1001" },
  { platform: "discord", userRef: "200000000000000001" },
] as const;
/** Of the shape of real ones. */
const TOKENS = { telegram: "123456789:AAE-hang_hang_hang_hang_hang_hang_h", discord: "MjAw.hang00.hang" } as const;

export async function hanging(): Promise<Part> {
  const alone = await measure({});
  const silent = await openSilent();
  const hung = await measure({
    ...{ TELEGRAM_BOT_TOKEN: TOKENS.telegram, TELEGRAM_API_ROOT: silent.url },
    ...{ DISCORD_BOT_TOKEN: TOKENS.discord, DISCORD_API_URL: silent.url },
  });
  const calls = silent.count();
  await silent.stop();
  if (calls === 0) throw new Error("no platform was called");
  return {
    title: `While Telegram and Discord hang (${calls} connections of theirs were taken, none answered)`,
    figures: [
      figure("/status in the local chat, without platforms", "ms", alone.answered),
      figure("… with both hanging", "ms", hung.answered),
      figure("a candle closes → its proposal is committed, without platforms", "ms", alone.decided),
      figure("… with both hanging", "ms", hung.decided),
    ],
  };
}

interface Measured {
  readonly answered: readonly number[];
  readonly decided: readonly number[];
}

/** A server that takes all and says nothing. */
async function openSilent() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function measure(settings: Readonly<Record<string, string>>): Promise<Measured> {
  return inFolder(async (dataDir) => {
    const config = loadConfig({ ...ownSettings(dataDir), ...settings }, join(dataDir, ".env"));
    const { desk, token } = await openHere(config, SILENT);
    try {
      await tellThere(desk.app);
      const chat = await openLocalChat((await desk.serve()).url, token);
      const minutes = await openMinutes({ app: desk.app, chat }, PAIRS, openBareCommit(dataDir));
      const measured = await measureMinutes(minutes, () => chat.ask("/status"));
      await minutes.ticking.stop();
      chat.hangUp();
      return measured;
    } finally {
      await desk.stop();
    }
  });
}

async function measureMinutes(minutes: Minutes, ask: () => Promise<number>): Promise<Measured> {
  const [answered, decided]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP + MINUTES; i++) {
    const { proposed } = await minuteOf(minutes, minutes.market.pairs.slice(i % PAIRS).slice(0, 1));
    decided.push(...proposed);
    answered.push(await ask());
  }
  return { answered: answered.slice(WARM_UP), decided: decided.slice(WARM_UP) };
}

/** The owner is on both platforms, and told of everything there: each proposal is on its way to both. */
async function tellThere(app: App): Promise<void> {
  const createdAt = app.clock.now();
  await transact(app, async (tx) => {
    const owner = await Person.query(tx).first().throwIfNotFound();
    for (const { platform, userRef } of ACCOUNTS) {
      await Identity.query(tx).insert({ personId: owner.id, platform, userRef });
      await Chat.query(tx).insert({ platform, chatRef: userRef, zone: "UTC", isActive: true, createdAt });
    }
  });
}

/** What the desk has to say of platforms that hang is known. */
const SILENT: Log = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  child: () => SILENT,
};
