import type { App } from "../app.ts";
import { TIMEFRAME_MS } from "../domain/candle.ts";
import type { Pair } from "../domain/ids.ts";
import { type Decimal, div, HUNDRED, isZero, mul, sub } from "../domain/money.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { recentCandles } from "./history.ts";

const DAY_MS = 24 * 60 * 60_000;
/** As /chart shows a day, so that both tell one figure. */
const TIMEFRAME = "15m";
const CANDLES = DAY_MS / TIMEFRAME_MS[TIMEFRAME];
const PLACES = 2;

/**
 * How far the last price has come from where it was a day of market time ago, in percent; null where the history is younger
 * than that. Throws what the gateway throws.
 */
export async function dayChange(
  app: Pick<App, "series" | "feeds" | "log">,
  gateway: Gateway,
  pair: Pair,
  last: Decimal,
): Promise<Decimal | null> {
  const candles = await recentCandles(app, gateway, { pair, timeframe: TIMEFRAME, limit: CANDLES });
  const first = candles.find(({ at }) => at > gateway.now() - DAY_MS - TIMEFRAME_MS[TIMEFRAME]);
  if (first === undefined || first.at > gateway.now() - DAY_MS + TIMEFRAME_MS[TIMEFRAME]) return null;
  return isZero(first.open) ? null : div(mul(sub(last, first.open), HUNDRED), first.open, PLACES);
}
