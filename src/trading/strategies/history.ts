/** The candles that a decision is computed on. */
import type { App } from "../../app.ts";
import { CANDLES_AT_ONCE, type Candle, TIMEFRAME_MS, unbroken } from "../../domain/candle.ts";
import { type CandleColumns, columnsOf } from "../../domain/candle-columns.ts";
import type { Pair } from "../../domain/ids.ts";
import { WHOLE_PERIODS } from "../../domain/indicators/memory.ts";
import { equal } from "../../domain/money.ts";
import type { Configuration } from "../../domain/strategy/strategy.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { newestClosed, recentCandles, type WantedHistory } from "../../market/history.ts";

/** How long an exchange may take to tell what has closed; then there was no trade in it. */
const LATEST_MS = 10_000;

export interface History {
  readonly candles: CandleColumns;
  /** How many it takes for all digits. */
  readonly wanted: number;
  /** Open time of the newest that the exchange has told, ms UTC: what stands here for later ones it may still tell. */
  readonly told: number | null;
}

type Desk = Pick<App, "series" | "feeds" | "log">;

/** The histories of an account: what has been read is kept, and of each only what has closed since is asked for. */
export interface Histories {
  /**
   * Up to the candle that has just closed; where more were missed since the last one that was looked at, back to that, as far
   * as the exchange tells in one answer. Null while it does not tell the newest yet.
   */
  of(pair: Pair, configured: Configuration, last: number | null): Promise<History | null>;
}

/** Series that are kept at most: what is no longer asked for makes way. */
const MOST_KEPT = 500;

interface Kept {
  /** How many were asked for: where there are fewer, the exchange has no more. */
  readonly limit: number;
  readonly candles: readonly Candle[];
}

export function createHistories(app: Desk, gateway: Gateway): Histories {
  const kept = new Map<string, Kept>();
  const keep = (key: string, one: Kept): void => {
    kept.delete(key);
    kept.set(key, one);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  };
  return {
    async of(pair, { timeframe, period }, last) {
      const wanted = WHOLE_PERIODS * period;
      const newest = newestClosed(gateway.now(), timeframe);
      const step = TIMEFRAME_MS[timeframe];
      const missed = last === null ? 0 : (newest - last) / step - 1;
      const asked = { pair, timeframe, limit: Math.min(CANDLES_AT_ONCE, wanted + missed) };
      const key = `${pair} ${timeframe} ${wanted}`;
      const told = await continued(app, gateway, asked, kept.get(key), newest);
      keep(key, { limit: asked.limit, candles: told });
      if (told.at(-1)?.at !== newest && isLate(app, gateway, newest + step)) return null;
      return { candles: columnsOf(unbroken(told, newest, timeframe)), wanted, told: told.at(-1)?.at ?? null };
    },
  };
}

/** With the last one that is known asked for again: where it has changed, or does not join, all of them are read anew. */
async function continued(
  app: Desk,
  gateway: Gateway,
  asked: WantedHistory,
  known: Kept | undefined,
  newest: number,
): Promise<readonly Candle[]> {
  const last = known?.candles.at(-1);
  const isEnough = known !== undefined && (asked.limit <= known.limit || known.candles.length < known.limit);
  if (last === undefined || !isEnough) return recentCandles(app, gateway, asked);
  const since = (newest - last.at) / TIMEFRAME_MS[asked.timeframe];
  if (since < 0 || since >= asked.limit) return recentCandles(app, gateway, asked);
  const told = await recentCandles(app, gateway, { ...asked, limit: since + 1 });
  const again = told.findIndex(({ at }) => at === last.at);
  const same = told[again];
  if (same === undefined || !isSame(same, last)) return recentCandles(app, gateway, asked);
  return [...known.candles, ...told.slice(again + 1)].slice(-asked.limit);
}

function isSame(one: Candle, other: Candle): boolean {
  return one.at === other.at && PRICES.every((price) => equal(one[price], other[price]));
}

const PRICES = ["open", "high", "low", "close", "volume"] as const;

/** An exchange may tell a candle a moment after its close; a simulated market that has none will never have it. */
function isLate({ feeds }: Pick<App, "feeds">, gateway: Gateway, closedAt: number): boolean {
  const kind = feeds.get(gateway.exchange)?.kind ?? "live";
  return kind === "live" && gateway.now() - closedAt < LATEST_MS;
}
