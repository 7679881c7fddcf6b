/** The composition root: builds the desk from its parts, starts it, and stops it in reverse order. */
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import type { App } from "./app.ts";
import { createDrawing } from "./charts/draw.ts";
import type { Drawing } from "./charts/drawing.ts";
import { createQuickchart } from "./charts/quickchart.ts";
import { drawText } from "./charts/text.ts";
import { watchAudit } from "./chat/audit-watch.ts";
import { createChats } from "./chat/chats.ts";
import { createLocalAdapter, type LocalAdapter } from "./chat/local/adapter.ts";
import { localRoutes } from "./chat/local/routes.ts";
import { admitOwner } from "./chat/membership.ts";
import { makeCode } from "./chat/pairing.ts";
import { ensureOwner, ownerOf } from "./chat/people.ts";
import { createRegistry } from "./chat/registry.ts";
import { commands } from "./commands/index.ts";
import type { Config } from "./config.ts";
import { connect } from "./db/connect.ts";
import type { Desk } from "./db/desk.ts";
import { acquireLease } from "./db/lease.ts";
import { lockFile } from "./db/lock-file.ts";
import { migrate, seedIfEmpty } from "./db/migrations.ts";
import { transact } from "./db/transact.ts";
import { Refusal } from "./domain/errors.ts";
import type { ExchangeName, Pair } from "./domain/ids.ts";
import { type FeedRows, openAccount, type OpenAccount } from "./exchange/open.ts";
import { candleChart } from "./market/candles.ts";
import { tellFeedEnded } from "./market/feed-end.ts";
import { refreshMarkets } from "./market/rules.ts";
import { sealAudit } from "./models/audit.ts";
import { Exchange } from "./models/exchange.ts";
import { Identity } from "./models/identity.ts";
import { readMeta, writeMeta } from "./models/meta.ts";
import { deskViews } from "./reports/overview.ts";
import { createBell } from "./runtime/bell.ts";
import type { Clock } from "./runtime/clock.ts";
import { openDataDir } from "./runtime/data-dir.ts";
import { haltFile } from "./runtime/halt-file.ts";
import { type HttpServer, type Route, serve } from "./runtime/http.ts";
import type { Log } from "./runtime/log.ts";
import { type Loop, startLoop } from "./runtime/loop.ts";
import { masterKeyOf } from "./runtime/master-key.ts";
import { sealKeyOf } from "./runtime/seal.ts";
import { type MasterKey, openVault } from "./runtime/vault.ts";
import { parseCandles } from "./series/csv.ts";
import { keepAccount } from "./trading/account.ts";
import { marketPace } from "./trading/pace.ts";
import { reconcile } from "./trading/reconcile.ts";
import { sendDue } from "./trading/send.ts";
import { createStops } from "./trading/stops.ts";
import { recoverSending } from "./trading/unknown.ts";

export interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly version: string;
  /** Another process has taken over the database: nothing more is written, and this one should end. */
  readonly onLost: (reason: string) => void;
}

/** A desk whose book is open, whose loops run and whose local chat takes messages; no feed and no HTTP yet. */
export interface OpenDesk {
  readonly app: App;
  /** The owner's token at the very first start, null later. */
  readonly firstToken: string | null;
  /** What people should know of the feeds and of who is let in, a sentence each. */
  readonly notes: readonly string[];
  /** The line that lets the owner in on a chat platform, while there is one and they are not: to be printed once. */
  invite(): Promise<string | null>;
  /** All that its HTTP server answers. */
  readonly routes: readonly Route[];
  /** The local chat over HTTP. Throws a ConfigError where the port cannot be had; then the desk has stopped. */
  serve(): Promise<HttpServer>;
  startFeeds(): void;
  /** Halts everything soon: for a signal, which can wait for nothing. */
  haltBySignal(): void;
  /** Twice is once. */
  stop(): Promise<void>;
}

const SEND_EVERY_MS = 1_000;
const STOPS_EVERY_MS = 1_000;
const RECONCILE_EVERY_MS = 60_000;
/** How often an account is asked whether a look at it is due; that looks at rows alone. */
const ACCOUNT_EVERY_MS = 1_000;

/** What was opened is closed in reverse order. */
type OnStop = (close: () => unknown) => void;

/** Throws a ConfigError or LeaseTaken with a sentence; then nothing is left open. */
export async function openDesk(parts: Parts): Promise<OpenDesk> {
  const opened: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
  };
  try {
    return await build(parts, (close) => opened.push(close), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(parts: Parts, onStop: OnStop, stop: () => Promise<void>): Promise<OpenDesk> {
  const { config, clock, version, log } = parts;
  const desk = await openBook(parts, onStop);
  log.debug({ step: "start.book" }, "database open");
  const firstToken = await transact(desk, (tx) => ensureOwner(tx, config.zone, clock.now()));
  const refused = await transact(desk, (tx) => admitOwner(tx, config.admins, clock.now()));
  const loops: Loops = new Map();
  const endedFeeds = new Set<ExchangeName>();
  const accounts = await openAccounts(desk, config, { loops, endedFeeds }, onStop);
  const app: App = {
    ...desk,
    gateways: new Map(accounts.map(({ gateway }) => [gateway.exchange, gateway])),
    feeds: new Map(accounts.map(({ gateway, feed }) => [gateway.exchange, feed])),
    endedFeeds,
    compared: new Set(),
    haltFile: haltFile(config.dataDir),
    commands: createRegistry<App>(commands),
    settings: { currency: config.currency, zone: config.zone, version, startedAt: clock.now() },
  };
  log.debug({ step: "start.accounts" }, "accounts open");
  await recoverSending(app);
  log.debug({ step: "start.recovered" }, "orders on their way are looked for");
  const stops = createStops(app, app.haltFile);
  await stops.look(); // before anything is sent
  const { bell } = app;
  const looking = startLoop({ name: "stops", everyMs: STOPS_EVERY_MS, bell, log, work: stops.look });
  onStop(() => looking.stop());
  startLoops(app, accounts, loops, onStop);
  const drawing = config.quickchartUrl === null ? createDrawing(log) : createQuickchart(config.quickchartUrl, log);
  onStop(drawing.stop);
  const local = createLocalAdapter(app);
  const chats = createChats(app, app.commands, [local]);
  await chats.start();
  onStop(chats.stop);
  onStop(watchAudit(app));
  const routes = routesOf(app, local, drawing, config);
  let stopping: Promise<void> | undefined;
  const stopOnce = (): Promise<void> => (stopping ??= stop());
  return {
    app,
    firstToken,
    notes: [...accounts.flatMap(({ notes }) => notes), ...refused],
    invite: () => inviteOwner(app, config),
    routes,
    async serve() {
      try {
        const server = await serve({ ...config.http, log, routes });
        onStop(server.stop);
        return server;
      } catch (error) {
        await stopOnce();
        throw error;
      }
    },
    // A market stops before what it waits for: nothing is to happen that the desk does not see.
    startFeeds: () => accounts.forEach(({ gateway }) => onStop(gateway.start())),
    haltBySignal: stops.signal,
    stop: stopOnce,
  };
}

/** The first migration whose desk seals the head of its audit. */
const SEALS_AUDIT = "0007_people";

/** Database, lease and vault; migrated, seeded where it was empty. */
async function openBook({ config, log, clock, onLost }: Parts, onStop: OnStop): Promise<Desk> {
  openDataDir(config.dataDir);
  // The folder has a book too, the paper venue's: two desks with two databases must not share it.
  onStop(lockFile(join(config.dataDir, "desk.lock")));
  const db = await connect(config.databaseUrl.reveal());
  onStop(() => db.destroy());
  let migrated: readonly string[] = [];
  const prepare = async (): Promise<void> => {
    migrated = await migrate(db);
    await seedIfEmpty(db, clock.now());
  };
  const lease = await acquireLease(db, { owner: `${hostname()}:${process.pid}`, clock, onLost, prepare });
  onStop(() => lease.release());
  const masterKey = masterKeyOf(config.masterKey);
  const desk = { db, lease, clock, log, bell: createBell(), sealKey: sealKeyOf(masterKey) };
  await unlockVault(desk, masterKey);
  if (migrated.includes(SEALS_AUDIT)) await transact(desk, sealAudit);
  return desk;
}

const VERIFIER = "vault.verifier";

/** A wrong master key stops the start, before anything could be sealed with it. */
async function unlockVault(desk: Desk, masterKey: MasterKey): Promise<void> {
  const verifier = await readMeta(desk.db.reader, VERIFIER);
  const vault = await openVault({ masterKey, verifier });
  if (verifier === null) await transact(desk, (tx) => writeMeta(tx, VERIFIER, vault.verifier));
}

/** By account: what a simulated market waits for before its next event. */
type Loops = Map<ExchangeName, readonly Loop[]>;

/** The gateways of all active accounts, their markets read. */
async function openAccounts(
  desk: Desk,
  config: Config,
  { loops, endedFeeds }: { readonly loops: Loops; readonly endedFeeds: Set<ExchangeName> },
  onStop: OnStop,
): Promise<OpenAccount[]> {
  const accounts: OpenAccount[] = [];
  for (const exchange of await Exchange.query(desk.db.reader).where({ is_active: true }).orderBy("name")) {
    const account = await openAccount({
      exchange,
      feed: config.feed,
      file: join(config.dataDir, "paper.db"),
      readCandles,
      pace: () => marketPace(desk),
      idle: async () => void (await Promise.all((loops.get(exchange.name) ?? []).map((loop) => loop.idle()))),
      onEnd() {
        endedFeeds.add(exchange.name);
        void tellFeedEnded(desk, account);
      },
      clock: desk.clock,
      log: desk.log,
    });
    onStop(account.gateway.stop);
    await refreshMarkets(desk, account.gateway);
    accounts.push(account);
  }
  return accounts;
}

async function readCandles(file: string): Promise<FeedRows> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(
      "feed",
      `The candles in ${file} cannot be read (${error.code ?? "unknown reason"}): check OUTCRY_FEED.`,
    );
  });
  return parseCandles(bytes);
}

/** Each account has loops of its own, so that none waits for another. Their first round is the recovery. */
function startLoops(app: App, accounts: readonly OpenAccount[], loops: Loops, onStop: OnStop): void {
  const { bell, log } = app;
  for (const { gateway } of accounts) {
    const ofAccount = [
      startLoop({ name: "reconcile", everyMs: RECONCILE_EVERY_MS, bell, log, work: () => reconcile(app, gateway) }),
      startLoop({ name: "account", everyMs: ACCOUNT_EVERY_MS, bell, log, work: () => keepAccount(app, gateway) }),
      startLoop({ name: "send", everyMs: SEND_EVERY_MS, bell, log, work: () => sendDue(app, gateway) }),
    ];
    loops.set(gateway.exchange, ofAccount);
    onStop(() => Promise.all(ofAccount.map((loop) => loop.stop())));
    onStop(gateway.onChange(() => bell.ring("reconcile")));
  }
}

async function inviteOwner(app: App, { telegram, discord }: Config): Promise<string | null> {
  if (telegram === null && discord === null) return null;
  return transact(app, async (tx) => {
    const owner = await ownerOf(tx);
    if ((await Identity.query(tx).findOne({ person_id: owner.id })) !== undefined) return null;
    const { code } = await makeCode(tx, owner.id, app.clock.now());
    return `Let your phone in: send the bot /pair ${code} (once, within the hour).`;
  });
}

function routesOf(app: App, local: LocalAdapter, drawing: Drawing, { chatPace }: Config): Route[] {
  return [
    ...localRoutes({
      ...{ desk: app, commands: app.commands, local, isPaced: chatPace === "platform" },
      look: () => deskViews(app),
      candles: ({ pair, timeframe, exchange }) =>
        candleChart(app, { pair: pair as Pair, timeframe, ...(exchange === null ? {} : { exchange }) }),
      draw: (chart, zone) => drawing.png(chart, { zone }),
      drawText,
    }),
    // Ready or not, and nothing else: it asks for no token.
    { method: "GET", path: "/healthz", handle: async () => healthz(app) },
  ];
}

function healthz(app: App): Response {
  const isReady = app.lease.isHeld() && app.compared.size === app.gateways.size;
  return new Response(isReady ? "ready\n" : "not ready\n", { status: isReady ? 200 : 503 });
}
