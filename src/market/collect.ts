/**
 * Keeps the closed candles of an account's markets in the series store: minutes are asked for as they close, larger candles
 * are folded from smaller ones where those are complete, and asked for where not.
 */
import type { App } from "../app.ts";
import {
  CANDLES_AT_ONCE,
  type Candle,
  folded,
  openOf,
  type Timeframe,
  TIMEFRAME_MS,
  TIMEFRAMES,
} from "../domain/candle.ts";
import type { Pair } from "../domain/ids.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { MarketRow } from "../models/market.ts";
import { within } from "../runtime/deadline.ts";
import { type Loop, startLoop } from "../runtime/loop.ts";
import { type CandleKey, EVER } from "../series/store.ts";
import { candleKeyOf, newestClosed } from "./history.ts";
import { type ClosedCandle, keepMarketData } from "./market-data.ts";
import { pruneCandles } from "./retention.ts";

/** People's time: a market that runs fast closes many minutes between two rounds, and they come in one answer. */
const EVERY_MS = 1_000;
/** How far a simulated market may be ahead of what was taken: later, the oldest would be in no answer any more. */
const MOST_BEHIND_MS = (CANDLES_AT_ONCE / 2) * TIMEFRAME_MS["1m"];
const CANDLES_MS = 30_000;

/** A loop of the account. What waits for its `idle` waits only where the market is far ahead. */
export function startCollecting(app: App, gateway: Gateway): Loop {
  const { bell, log } = app;
  const collector = createCollector(app, gateway);
  const loop = startLoop({ name: "collect", everyMs: EVERY_MS, bell, log, work: collector.round });
  return {
    isBusy: () => collector.isBehind() && loop.isBusy(),
    async idle() {
      if (!collector.isBehind()) return;
      bell.ring("collect");
      await loop.idle();
    },
    stop: loop.stop,
  };
}

export interface Collector {
  /** Takes what has closed since the last round. A failure is logged, and the next round tries again. */
  round(signal?: AbortSignal): Promise<void>;
  isBehind(): boolean;
}

type Desk = Pick<App, "series" | "feeds" | "db" | "lease" | "bell" | "sealKey" | "log">;

export function createCollector(app: Desk, gateway: Gateway): Collector {
  const lasts: Lasts = new Map();
  let takenBy = gateway.now();
  let newestMinute: number | null = null;
  let hasFailed = false;

  const take = async (signal?: AbortSignal): Promise<void> => {
    const now = gateway.now();
    const minute = newestClosed(now, "1m");
    if (minute === newestMinute) return;
    await keepMarketData(app, gateway, await takeMarkets({ app, gateway, lasts }, signal));
    [takenBy, newestMinute] = [now, minute];
  };

  return {
    async round(signal) {
      try {
        await take(signal);
        hasFailed = false;
      } catch (error) {
        hasFailed = true;
        app.log.error({ error, exchange: gateway.exchange }, "candles could not be collected");
      }
    },
    // A history that cannot be written is no reason for the market to stand.
    isBehind: () => !hasFailed && gateway.now() - takenBy >= MOST_BEHIND_MS,
  };
}

/** By series, the open time of the last candle that is stored; null where none is. */
type Lasts = Map<string, number | null>;

interface Taking {
  readonly app: Desk;
  readonly gateway: Gateway;
  readonly lasts: Lasts;
}

/** Gives the newest of each series that has a new one. */
async function takeMarkets(taking: Taking, signal?: AbortSignal): Promise<ClosedCandle[]> {
  const { app, gateway } = taking;
  const { exchange } = gateway;
  const closed: ClosedCandle[] = [];
  for (const { pair } of await MarketRow.query(app.db.reader).where({ exchange, is_active: true }).orderBy("id"))
    for (const timeframe of TIMEFRAMES) {
      if (signal?.aborted === true) return closed;
      const candle = await takeSeries(taking, pair, timeframe);
      if (candle !== null) closed.push({ pair, timeframe, candle });
    }
  return closed;
}

async function takeSeries({ app, gateway, lasts }: Taking, pair: Pair, timeframe: Timeframe): Promise<Candle | null> {
  const { candles } = app.series;
  const name = `${timeframe} ${pair}`;
  const key = candleKeyOf(app, gateway, { pair, timeframe });
  const last = lasts.get(name) ?? (lasts.has(name) ? null : await lastStored(app, key, gateway.now()));
  const fresh = await freshCandles(app, gateway, key, last);
  const { replaced } = await candles.append([{ key, candles: fresh }], { replace: true });
  if (replaced > 0) app.log.warn({ ...key, replaced }, "the exchange tells other candles than it did: its word counts");
  const newest = fresh.at(-1) ?? null;
  lasts.set(name, newest?.at ?? last);
  if (newest === null || newest.at === last) return null;
  if (last === null || openOf(last, "1d") !== openOf(newest.at, "1d")) await pruneCandles(candles, key, newest.at);
  return newest;
}

/** What lies in the market's future was stored by an earlier run of it, and goes. */
async function lastStored({ series, log }: Desk, key: CandleKey, now: number): Promise<number | null> {
  const future = { from: newestClosed(now, key.timeframe) + 1, to: EVER.to };
  const removed = await series.candles.remove(key, future);
  if (removed > 0) log.info({ ...key, removed }, "candles of an earlier run, which lie ahead of the market, are gone");
  return (await series.candles.newest(key, { limit: 1, closedBy: now }))[0]?.at ?? null;
}

/** All that have closed since the last; where none is stored, as many as the exchange gives. */
async function freshCandles(
  app: Desk,
  gateway: Gateway,
  key: CandleKey,
  last: number | null,
): Promise<readonly Candle[]> {
  if (last === null) return askedCandles(gateway, key, CANDLES_AT_ONCE);
  const step = TIMEFRAME_MS[key.timeframe];
  const newest = newestClosed(gateway.now(), key.timeframe);
  if (newest <= last) return [];
  const own = await foldedCandles(app, key, { from: last + step, to: newest + step });
  if (own !== null) return own;
  // Market time may have gone on. The last one is asked for again: it shows whether the exchange still tells the same.
  const count = (newestClosed(gateway.now(), key.timeframe) - last) / step + 1;
  return askedCandles(gateway, key, Math.min(count, CANDLES_AT_ONCE));
}

function askedCandles(gateway: Gateway, { pair, timeframe }: CandleKey, limit: number): Promise<readonly Candle[]> {
  const asked = gateway.candles(pair, timeframe, limit);
  return within(CANDLES_MS, `${gateway.exchange} telling candles of ${pair}`, asked);
}

/** Null where they must be asked for. */
async function foldedCandles(
  { series }: Desk,
  key: CandleKey,
  span: { readonly from: number; readonly to: number },
): Promise<Candle[] | null> {
  const timeframe = TIMEFRAMES[TIMEFRAMES.indexOf(key.timeframe) - 1];
  if (timeframe === undefined) return null;
  const candles = await series.candles.range({ ...key, timeframe }, span);
  return folded({ candles, timeframe }, { ...span, timeframe: key.timeframe });
}
