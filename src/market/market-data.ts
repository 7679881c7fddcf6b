/** The last known state of each market, beside the history of it: a row per timeframe. */
import { type Candle, type Timeframe, TIMEFRAME_MS } from "../domain/candle.ts";
import type { Pair } from "../domain/ids.ts";
import type { Quote } from "../domain/quote.ts";
import type { Desk } from "../db/desk.ts";
import { transact } from "../db/transact.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { type MarketState, saveMarketState } from "../models/market-data.ts";
import { latestQuote } from "./quotes.ts";

export interface ClosedCandle {
  readonly pair: Pair;
  readonly timeframe: Timeframe;
  readonly candle: Candle;
}

/** A quote of a later moment of market time is not the one at the close. */
const AT_CLOSE_MS = TIMEFRAME_MS["1m"];

/** Writes the newest candle of each series, with the best prices at its close where they are known. */
export async function keepMarketData(
  desk: Pick<Desk, "db" | "lease" | "bell" | "sealKey">,
  gateway: Gateway,
  closed: readonly ClosedCandle[],
): Promise<void> {
  if (closed.length === 0) return;
  const quotes = new Map<Pair, Quote | null>();
  for (const pair of new Set(closed.map((one) => one.pair))) quotes.set(pair, await latestQuote(gateway, pair));
  const states = closed.map((one) => stateOf(gateway, one, quotes.get(one.pair) ?? null));
  await transact(desk, async (tx) => {
    for (const state of states) await saveMarketState(tx, state);
  });
}

function stateOf({ exchange }: Gateway, { pair, timeframe, candle }: ClosedCandle, quote: Quote | null): MarketState {
  const { at, open, high, low, close, volume } = candle;
  const sinceClose = (quote?.at ?? Infinity) - (at + TIMEFRAME_MS[timeframe]);
  const best = sinceClose >= 0 && sinceClose < AT_CLOSE_MS ? quote : null;
  return {
    ...{ exchange, tradingPair: pair, timeframe, timestamp: at },
    ...{ openPrice: open, highPrice: high, lowPrice: low, closePrice: close, volume, numTrades: null },
    ...{ bidPrice: best?.bid ?? null, askPrice: best?.ask ?? null },
    ...{ bidVolume: best?.book.bids[0]?.quantity ?? null, askVolume: best?.book.asks[0]?.quantity ?? null },
  };
}
