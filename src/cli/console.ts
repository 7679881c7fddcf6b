/** `outcry console`: the running desk in this terminal, or one that is started for it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { drawText } from "../charts/text.ts";
import { createClient, type DeskAddress, NoDesk } from "../chat/local/terminal/client.ts";
import { runConsole } from "../chat/local/terminal/console.ts";
import { type Config, loadConfig } from "../config.ts";
import { wallClock } from "../runtime/clock.ts";
import { deskAddress, publishAddress } from "./desk-files.ts";
import { openHere } from "./desk.ts";
import { logOf } from "./log.ts";

export async function openConsole(): Promise<void> {
  const config = loadConfig();
  const address = deskAddress(config);
  if (address !== null && (await answers(address))) return talk(config, address);
  const { desk, token } = await openHere(config, logOf(config, "error"));
  const { url } = await desk.serve();
  const withdraw = publishAddress(config, url);
  desk.startFeeds();
  const invitation = await desk.invite();
  const notes = invitation === null ? desk.notes : [...desk.notes, invitation];
  console.log(["No desk was running: this one runs as long as this console.", ...notes].join("\n"));
  try {
    await talk(config, { url, token });
  } finally {
    withdraw();
    await desk.stop();
  }
}

async function answers(address: DeskAddress): Promise<boolean> {
  try {
    await createClient(address).complete("/");
    return true;
  } catch (error) {
    if (error instanceof NoDesk) return false;
    throw error;
  }
}

async function talk(config: Config, address: DeskAddress): Promise<void> {
  const file = join(config.dataDir, "console.history");
  await runConsole({
    client: createClient(address),
    input: process.stdin,
    output: process.stdout,
    clock: wallClock,
    zone: config.zone,
    color: process.stdout.isTTY,
    drawText,
    history: existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [],
    remember: (history) => writeFileSync(file, history.join("\n"), { mode: 0o600 }),
  });
}
