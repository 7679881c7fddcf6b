/**
 * The connection on which Discord tells what people do, under our own supervision: discord.js gives up at the first failed
 * login, hangs for ever in a resume that is not answered, and still calls itself ready. A client that fails is thrown away.
 */
import type { APIInteraction, Client, GatewayReadyDispatchData } from "discord.js";
import { setTimeout as wait } from "node:timers/promises";

import { backoffMs } from "../../../runtime/backoff.ts";
import { within } from "../../../runtime/deadline.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Secret } from "../../../runtime/secret.ts";
import { newClient } from "./client.ts";
import { sayFarewell } from "./farewell.ts";
import type { Reach } from "./reach.ts";
import { BAD_TOKEN, library } from "./rest.ts";
import { catchStrayErrors } from "./stray.ts";

export interface GatewayWaits {
  /** Of a login, until Discord says that it is ready. */
  readonly loginMs: number;
  /** Between two looks at the connection. */
  readonly lookMs: number;
  /** A shorter break is none: they come every few hours. */
  readonly breakMs: number;
  /** Without a connection: the client is thrown away. */
  readonly deadMs: number;
  /** Without a heartbeat that was answered, two of which take 83 s: the same. */
  readonly silentMs: number;
  readonly firstRetryMs: number;
  /** A login is counted, a thousand a day: so rarely that a day of failures does not use them up. */
  readonly longestRetryMs: number;
}

export const GATEWAY_WAITS: GatewayWaits = {
  loginMs: 90_000,
  lookMs: 5_000,
  breakMs: 10_000,
  deadMs: 60_000,
  silentMs: 90_000,
  firstRetryMs: 1_000,
  longestRetryMs: 180_000,
};

interface GatewayOptions {
  readonly token: Secret;
  readonly apiUrl: string | null;
  readonly callMs: number;
  readonly waits: GatewayWaits;
  readonly log: Log;
  readonly reach: Reach;
  ready(applicationId: string): void;
  interaction(raw: APIInteraction): void;
}

export interface Gateway {
  /** Hears nothing more. */
  stop(): Promise<void>;
}

interface End {
  readonly why: string;
  /** Trying again would be refused again. */
  readonly isFinal: boolean;
}

export function startGateway(options: GatewayOptions): Gateway {
  const ending = new AbortController();
  const strays = catchStrayErrors(options.log);
  const running = supervise(options, ending.signal);
  return {
    async stop() {
      ending.abort();
      await running;
      strays();
    },
  };
}

/** Never rejects. */
async function supervise(options: GatewayOptions, signal: AbortSignal): Promise<void> {
  const { waits, log, reach } = options;
  let failures = 0;
  for (;;) {
    const began = performance.now();
    const { why, isFinal } = await life(options, signal).catch((error: unknown) => endOf(error));
    if (signal.aborted) return;
    failures = performance.now() - began > waits.deadMs ? 1 : failures + 1;
    log.warn({ why, isFinal, failures }, "the connection to Discord ended");
    reach.gateway(why);
    if (isFinal) return;
    await pause(backoffMs(failures, { firstMs: waits.firstRetryMs, longestMs: waits.longestRetryMs }), signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {});
}

/** Of one client, to its end. */
async function life(options: GatewayOptions, signal: AbortSignal): Promise<End> {
  const { token, waits } = options;
  const client = await newClient(options);
  const { promise: end, resolve } = Promise.withResolvers<End>();
  const stop = (): void => resolve({ why: "stopped", isFinal: true });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  await listen(client, options, resolve);
  let watch: NodeJS.Timeout | undefined;
  const login = client.login(token.reveal());
  within(waits.loginMs, "logging in to Discord", login).then(
    () => (watch = setInterval(watchdog(client, options, resolve), waits.lookMs)),
    (error: unknown) => resolve(endOf(error)),
  );
  try {
    return await end;
  } finally {
    signal.removeEventListener("abort", stop);
    clearInterval(watch);
    await sayFarewell(client, login);
  }
}

async function listen(client: Client, options: GatewayOptions, end: (end: End) => void): Promise<void> {
  const { GatewayDispatchEvents } = await library();
  const { reach, log } = options;
  // As they come: discord.js would hold them back until every guild is there.
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: APIInteraction) => options.interaction(raw));
  client.ws.on(GatewayDispatchEvents.Ready, ({ application }: GatewayReadyDispatchData) => {
    reach.gateway(null);
    options.ready(application.id);
  });
  client.ws.on(GatewayDispatchEvents.Resumed, () => reach.gateway(null));
  client.on("error", (error) => log.warn({ error: new Error(error.message) }, "Discord's client failed"));
  client.on("shardError", (error) => log.warn({ error: new Error(error.message) }, "Discord's connection failed"));
  client.on("shardReconnecting", () => log.info({}, "the connection to Discord broke and is made again"));
  client.on("shardDisconnect", ({ code }) => end(endOfCode(code)));
  client.on("invalidated", () => end({ why: "Discord ended the session", isFinal: false }));
}

/** A look at the connection, as often as it is called. */
function watchdog(client: Client, { waits, reach }: GatewayOptions, end: (end: End) => void): () => void {
  let readyAt = performance.now();
  let beatAt = readyAt;
  let lastBeat = -1;
  return () => {
    const now = performance.now();
    const isReady = client.ws.shards.every(({ status }) => status === READY);
    const beat = client.ws.shards.first()?.lastPingTimestamp ?? lastBeat;
    if (isReady) readyAt = now;
    if (!isReady || beat !== lastBeat) beatAt = now;
    lastBeat = beat;
    if (now - readyAt > waits.deadMs)
      return end({ why: "the connection to Discord did not come back", isFinal: false });
    if (now - beatAt > waits.silentMs) return end({ why: "Discord is silent on its connection", isFinal: false });
    if (now - readyAt > waits.breakMs) reach.gateway("there is no connection to Discord");
  };
}

/** Of discord.js's Status. */
const READY = 0;
const BAD_TOKEN_CODE = 4_004;
const BAD_INTENTS = new Set([4_013, 4_014]);

function endOf(error: unknown): End {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === "TokenInvalid") return { why: BAD_TOKEN, isFinal: true };
  return { why: `Discord does not let the bot in: ${String(message).slice(0, 200)}`, isFinal: false };
}

/** discord.js tries no more after these. */
function endOfCode(code: number): End {
  if (code === BAD_TOKEN_CODE) return { why: BAD_TOKEN, isFinal: true };
  if (BAD_INTENTS.has(code))
    return {
      why: `Discord refuses the events that the bot asks for (${code}): see the developer portal, Bot`,
      isFinal: true,
    };
  return { why: `Discord refuses the connection (${code}): this version of the desk may be too old`, isFinal: true };
}
