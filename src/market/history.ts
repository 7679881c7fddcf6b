/** Candles of an account's market: from the series store where it has them, from the exchange where it has not. */
import type { App } from "../app.ts";
import { CANDLES_AT_ONCE, type Candle, openOf, type Timeframe, TIMEFRAME_MS } from "../domain/candle.ts";
import type { Pair } from "../domain/ids.ts";
import type { Gateway } from "../exchange/gateway.ts";
import type { CandleKey } from "../series/store.ts";
import { sourceOf } from "./feed-end.ts";

export interface WantedHistory {
  readonly pair: Pair;
  readonly timeframe: Timeframe;
  readonly limit: number;
  /** ms UTC; without it, now. */
  readonly closedBy?: number;
}

type Desk = Pick<App, "series" | "feeds" | "log">;

/** Where the candles of a market are kept: another feed on the same account has others. */
export function candleKeyOf(
  app: Pick<App, "feeds">,
  gateway: Gateway,
  { pair, timeframe }: Pick<WantedHistory, "pair" | "timeframe">,
): CandleKey {
  return { exchange: gateway.exchange, source: sourceOf(app, gateway), pair, timeframe };
}

/** The newest that have closed by a moment, oldest first. Throws what the gateway throws. */
export async function recentCandles(app: Desk, gateway: Gateway, wanted: WantedHistory): Promise<readonly Candle[]> {
  const { pair, timeframe, limit, closedBy = gateway.now() } = wanted;
  const stored = await storedCandles(app, gateway, { ...wanted, closedBy });
  const newest = newestClosed(closedBy, timeframe);
  const missing = missingOf(stored, newest, wanted);
  if (missing === 0) return stored;
  // An exchange is asked for its newest: those that have closed since come along.
  const since = (newestClosed(gateway.now(), timeframe) - newest) / TIMEFRAME_MS[timeframe];
  const asked = await gateway.candles(pair, timeframe, Math.min(missing + since, CANDLES_AT_ONCE));
  const until = asked.filter(({ at }) => at <= newest);
  return merged(stored, until, limit);
}

/** Open time of the candle that closed last. */
export function newestClosed(now: number, timeframe: Timeframe): number {
  return openOf(now, timeframe) - TIMEFRAME_MS[timeframe];
}

/** A history that cannot be read is no reason to show nothing: the exchange has the newest. */
async function storedCandles(
  app: Desk,
  gateway: Gateway,
  wanted: WantedHistory & { readonly closedBy: number },
): Promise<Candle[]> {
  try {
    return await app.series.candles.newest(candleKeyOf(app, gateway, wanted), wanted);
  } catch (error) {
    app.log.warn({ error, exchange: gateway.exchange, pair: wanted.pair }, "stored candles could not be read");
    return [];
  }
}

/** How many of the newest must be asked for: those behind the last stored, or all where there are too few or a hole. */
function missingOf(stored: readonly Candle[], newest: number, { timeframe, limit }: WantedHistory): number {
  const [first, last] = [stored[0], stored.at(-1)];
  if (first === undefined || last === undefined) return limit;
  const step = TIMEFRAME_MS[timeframe];
  const isWhole = stored.length === limit && last.at - first.at === (limit - 1) * step;
  return isWhole ? Math.min(limit, (newest - last.at) / step) : limit;
}

/** The exchange's word counts where both have one. */
function merged(stored: readonly Candle[], asked: readonly Candle[], limit: number): Candle[] {
  const byTime = new Map([...stored, ...asked].map((candle) => [candle.at, candle]));
  return [...byTime.values()].sort((a, b) => a.at - b.at).slice(-limit);
}
