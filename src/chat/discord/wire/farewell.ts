/**
 * The end of a client that may be in any state. discord.js 14.28 destroys only what is connected: a connection that is being
 * made goes on, without anybody to hear its error (which would end the process), and a pause before a reconnect is followed by
 * one. So a client is left to come to rest, unable to connect again, and then destroyed.
 */
import type { Client } from "discord.js";
import { setTimeout as wait } from "node:timers/promises";

import { within } from "../../../runtime/deadline.ts";

/** Its handshake has 30 s, and so has its closing. */
const REST_WITHIN_MS = 35_000;
const LOOK_EVERY_MS = 50;
/** Most are at rest at once: the others are not waited for. */
const WAIT_MS = 2_000;
/** Of discord.js's Status. */
const CONNECTING = 1;

/** `login`: as it was begun. Never rejects. */
export async function sayFarewell(client: Client, login: Promise<unknown>): Promise<void> {
  client.removeAllListeners();
  client.ws.removeAllListeners();
  client.on("error", () => {});
  const gone = bury(client, login).catch(() => {});
  await within(WAIT_MS, "leaving Discord", gone).catch(() => {});
}

async function bury(client: Client, login: Promise<unknown>): Promise<void> {
  let hasFailed = false;
  login.catch(() => (hasFailed = true));
  const end = performance.now() + REST_WITHIN_MS;
  while (!hasFailed && !isAtRest(client) && performance.now() < end) {
    for (const shard of client.ws.shards.values()) Reflect.set(shard, "sessionInfo", NEVER);
    await wait(LOOK_EVERY_MS, undefined, { ref: false });
  }
  await client.destroy();
}

/** A connection begins with asking for the session that it could resume. */
const NEVER = new Promise<never>(() => {});

function isAtRest({ ws: { shards } }: Client): boolean {
  return shards.size > 0 && shards.every(({ status }) => status !== CONNECTING);
}
