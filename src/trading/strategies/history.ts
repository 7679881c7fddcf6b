/** The candles that a decision is computed on. */
import type { App } from "../../app.ts";
import { type Candle, TIMEFRAME_MS } from "../../domain/candle.ts";
import { type CandleColumns, columnsOf } from "../../domain/candle-columns.ts";
import type { Pair } from "../../domain/ids.ts";
import { WHOLE_PERIODS } from "../../domain/indicators/memory.ts";
import { ZERO } from "../../domain/money.ts";
import type { Configured } from "../../domain/strategy/strategy.ts";
import { WARM_PERIODS } from "../../domain/strategy/walk.ts";
import { CANDLES_AT_ONCE, type Gateway } from "../../exchange/gateway.ts";
import { newestClosed, recentCandles } from "../../market/history.ts";

/** With less than so many it proposes nothing in mode auto, and in mode ask. */
export const FEWEST = { auto: WARM_PERIODS, ask: 5, notify: 5 } as const;
/** How long an exchange may take to tell what has closed; then there was no trade in it. */
const LATEST_MS = 10_000;
/** Minutes, or larger candles, without trades that are read as flat ones; a longer gap breaks the series. */
const LONGEST_GAP = 60;

export interface History {
  readonly candles: CandleColumns;
  /** How many it takes for all digits. */
  readonly wanted: number;
  /** Open time of the newest that the exchange has told, ms UTC: what stands here for later ones it may still tell. */
  readonly told: number | null;
}

/**
 * Up to the candle that has just closed; where more were missed since the last one that was looked at, back to that, as far
 * as the exchange tells in one answer. Null while it does not tell the newest yet.
 */
export async function historyOf(
  app: Pick<App, "series" | "feeds" | "log">,
  gateway: Gateway,
  pair: Pair,
  { timeframe, period }: Configured,
  last: number | null,
): Promise<History | null> {
  const wanted = WHOLE_PERIODS * period;
  const newest = newestClosed(gateway.now(), timeframe);
  const step = TIMEFRAME_MS[timeframe];
  const missed = last === null ? 0 : (newest - last) / step - 1;
  const limit = Math.min(CANDLES_AT_ONCE, wanted + missed);
  const told = await recentCandles(app, gateway, { pair, timeframe, limit });
  if (told.at(-1)?.at !== newest && isLate(app, gateway, newest + step)) return null;
  const candles = unbroken(told, newest, step);
  return { candles: columnsOf(candles), wanted, told: told.at(-1)?.at ?? null };
}

/** An exchange may tell a candle a moment after its close; a simulated market that has none will never have it. */
function isLate({ feeds }: Pick<App, "feeds">, gateway: Gateway, closedAt: number): boolean {
  const kind = feeds.get(gateway.exchange)?.kind ?? "live";
  return kind === "live" && gateway.now() - closedAt < LATEST_MS;
}

/** The part up to the newest that has no long gap; short ones are filled with flat candles of no volume. */
function unbroken(told: readonly Candle[], newest: number, step: number): Candle[] {
  const whole: Candle[] = [];
  for (const candle of told) {
    bridge(whole, candle.at, step);
    whole.push(candle);
  }
  bridge(whole, newest + step, step);
  return whole;
}

/** Up to the candle before `next`; nothing of it stays where the gap is too long. */
function bridge(whole: Candle[], next: number, step: number): void {
  const last = whole.at(-1);
  if (last === undefined) return;
  if ((next - last.at) / step - 1 > LONGEST_GAP) whole.length = 0;
  else for (let at = last.at + step; at < next; at += step) whole.push(flatAt(at, last));
}

function flatAt(at: number, { close }: Candle): Candle {
  return { at, open: close, high: close, low: close, close, volume: ZERO };
}
