/** The composition root: builds the desk from its parts, starts it, and stops it in reverse order. */
import type { App } from "./app.ts";
import { createDrawing } from "./charts/draw.ts";
import { createQuickchart } from "./charts/quickchart.ts";
import { watchAudit } from "./chat/audit-watch.ts";
import { createChats } from "./chat/chats.ts";
import { createLocalAdapter } from "./chat/local/adapter.ts";
import { admitOwner } from "./chat/membership.ts";
import { makeCode } from "./chat/pairing.ts";
import { ensureOwner, ownerOf } from "./chat/people.ts";
import { createOutages } from "./chat/outages.ts";
import { createRegistry } from "./chat/registry.ts";
import { commands } from "./commands/index.ts";
import type { Config } from "./config.ts";
import { transact } from "./db/transact.ts";
import type { ExchangeName } from "./domain/ids.ts";
import { Identity } from "./models/identity.ts";
import { haltFile } from "./runtime/halt-file.ts";
import { type HttpServer, type Route, serve } from "./runtime/http.ts";
import { startLoop } from "./runtime/loop.ts";
import { endInterrupted, optimiseDue } from "./research/optimising.ts";
import { STRATEGIES } from "./strategies/index.ts";
import { createStops } from "./trading/halts/without-chat.ts";
import { recoverSending } from "./trading/unknown.ts";
import { type Loops, openAccounts, startLoops, startMarkets, startReports } from "./main/accounts.ts";
import { openBook } from "./main/book.ts";
import type { OnStop, Parts } from "./main/parts.ts";
import { openPlatforms } from "./main/platforms.ts";
import { routesOf } from "./main/routes.ts";
import { openSeries } from "./main/series.ts";
import { openIdeas } from "./main/strategies/open.ts";

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

const STOPS_EVERY_MS = 1_000;
const OPTIMISE_EVERY_MS = 60_000;

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
  const strategies = openIdeas({ desk, shipped: STRATEGIES, folder: config.strategiesDir });
  onStop(strategies.end);
  const series = await openSeries(config, log);
  onStop(series.close);
  const loops: Loops = new Map();
  const endedFeeds = new Set<ExchangeName>();
  const accounts = await openAccounts(desk, config, { loops, endedFeeds }, onStop);
  const outages = createOutages(desk, ["telegram", "discord"]);
  const app: App = {
    ...desk,
    gateways: new Map(accounts.map(({ gateway }) => [gateway.exchange, gateway])),
    feeds: new Map(accounts.map(({ gateway, feed }) => [gateway.exchange, feed])),
    endedFeeds,
    compared: new Set(),
    series,
    strategies,
    haltFile: haltFile(config.dataDir),
    commands: createRegistry<App>(commands),
    reach: outages.reach,
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
  await endInterrupted(app);
  const optimising = startLoop({
    ...{ name: "optimise", everyMs: OPTIMISE_EVERY_MS, bell, log },
    work: (signal) => optimiseDue(app, signal),
  });
  onStop(() => optimising.stop());
  const drawing = config.quickchartUrl === null ? createDrawing(log) : createQuickchart(config.quickchartUrl, log);
  onStop(drawing.stop);
  const local = createLocalAdapter(app);
  const platforms = openPlatforms(app, config, drawing, onStop);
  const adapters = [local, ...platforms.adapters];
  const chats = createChats(app, { commands: app.commands, adapters, outages, zone: config.zone });
  await chats.start();
  onStop(chats.stop);
  onStop(watchAudit(app));
  const routes = [...routesOf(app, local, drawing, config), ...platforms.routes];
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
    startFeeds() {
      void strategies.begin();
      startMarkets(app, accounts, loops, onStop);
      startReports(app, onStop);
    },
    haltBySignal: stops.signal,
    stop: stopOnce,
  };
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
