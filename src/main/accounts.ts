/** The accounts of the desk: their gateways, and the loops that each has of its own. */
import { join } from "node:path";
import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import type { Desk } from "../db/desk.ts";
import { twinOf } from "../domain/feed.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { openAccount, type OpenAccount } from "../exchange/open.ts";
import { startCollecting } from "../market/collect.ts";
import { tellFeedEnded } from "../market/feed-end.ts";
import { refreshMarkets } from "../market/rules.ts";
import { Exchange } from "../models/exchange.ts";
import { createDigests } from "../reports/digest-due.ts";
import { keepMetrics } from "../reports/nightly.ts";
import { allIdle, type Loop, startLoop } from "../runtime/loop.ts";
import { EVERY_MINUTE, startSchedule } from "../runtime/schedule.ts";
import { readCandleFile } from "../series/csv/file.ts";
import { startLooking } from "../trading/looking.ts";
import { marketPace } from "../trading/pace.ts";
import { watchedPositions } from "../trading/protection/watched.ts";
import { reconcile } from "../trading/reconcile.ts";
import { startSending } from "../trading/sending.ts";
import { startTicking } from "../trading/strategies/tick.ts";
import type { OnStop } from "./parts.ts";

const RECONCILE_EVERY_MS = 60_000;
/** How often is asked whether a day is over; that looks at rows alone. */
const REPORT_EVERY_MS = 1_000;

/** By account: what a simulated market waits for before its next event. */
export type Loops = Map<ExchangeName, readonly Loop[]>;

/** The gateways of all active accounts, their markets read. */
export async function openAccounts(
  desk: Desk,
  config: Config,
  { loops, endedFeeds }: { readonly loops: Loops; readonly endedFeeds: Set<ExchangeName> },
  onStop: OnStop,
): Promise<OpenAccount[]> {
  const accounts: OpenAccount[] = [];
  const rows = await Exchange.query(desk.db.reader).where({ is_active: true }).orderBy("name");
  // A market waits for the desk on each account that goes on with it.
  const onClock = ({ name }: Exchange): Exchange[] =>
    rows.filter((row) => row.name === name || twinOf(row.source) === name);
  for (const exchange of rows.toSorted((one, other) => Number(isTwin(one)) - Number(isTwin(other)))) {
    const account = await openAccount({
      exchange,
      feed: config.feed,
      opened: accounts,
      file: join(config.dataDir, "paper.db"),
      readCandles: (file) => readCandleFile(file, desk.clock.now(), "check OUTCRY_FEED"),
      pace: () => marketPace(desk),
      async idle() {
        const names = onClock(exchange).map(({ name }) => name);
        // A level that the bot watches may be reached by the last event, of which nothing else would tell it in time.
        for (const { gateway } of accounts.filter((each) => names.includes(each.gateway.exchange)))
          if ((await watchedPositions(desk, gateway)).length > 0) desk.bell.ring("reconcile");
        await allIdle(names.flatMap((name) => loops.get(name) ?? []));
      },
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

function isTwin({ source }: Exchange): boolean {
  return twinOf(source) !== null;
}

/** Each account has loops of its own, so that none waits for another. Their first round is the recovery. */
export function startLoops(app: App, accounts: readonly OpenAccount[], loops: Loops, onStop: OnStop): void {
  const { bell, log } = app;
  for (const { gateway } of accounts) {
    const ofAccount = [
      startLoop({ name: "reconcile", everyMs: RECONCILE_EVERY_MS, bell, log, work: () => reconcile(app, gateway) }),
      startLooking(app, gateway),
      startSending(app, gateway),
    ];
    loops.set(gateway.exchange, ofAccount);
    onStop(() => Promise.all(ofAccount.map((loop) => loop.stop())));
    onStop(gateway.onChange(() => bell.ring("reconcile")));
  }
}

/** From the moment that a market runs its candles are collected, and strategies decide on them. */
export function startMarkets(app: App, accounts: readonly OpenAccount[], loops: Loops, onStop: OnStop): void {
  const running = accounts.filter(({ feed }) => feed.kind !== "twin" || feed.rests === null);
  for (const { gateway } of running) {
    const collecting = startCollecting(app, gateway);
    const ticking = startTicking(app, gateway);
    loops.set(gateway.exchange, [...(loops.get(gateway.exchange) ?? []), collecting, ticking]);
    onStop(collecting.stop);
    onStop(ticking.stop);
  }
  // Of a live market no event tells that a candle has closed.
  onStop(startSchedule(app.log, "tick", EVERY_MINUTE, () => app.bell.ring("tick")).stop);
  // A market stops before what it waits for: nothing is to happen that the desk does not see.
  for (const { gateway } of running) onStop(gateway.start());
}

/** Digests and nightly rows: a fast market comes to the next day within minutes. */
export function startReports(app: App, onStop: OnStop): void {
  const { bell, log } = app;
  const digests = createDigests(app);
  const reports = [
    startLoop({ name: "digest", everyMs: REPORT_EVERY_MS, bell, log, work: digests.look }),
    startLoop({ name: "metrics", everyMs: REPORT_EVERY_MS, bell, log, work: () => keepMetrics(app) }),
  ];
  onStop(() => Promise.all(reports.map((loop) => loop.stop())));
}
