/** The last known state of a pair per timeframe: one row each. History is in the series store. */
import { z } from "zod";

import { type Bound, prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import { TIMEFRAMES } from "../domain/candle.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { type Decimal, text } from "../domain/money.ts";
import { table } from "./base.ts";
import { count, generated, money, name, nullable, oneOf, time } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  tradingPair: name<Pair>(),
  timeframe: oneOf(TIMEFRAMES),
  /** Open time of the candle that closed last, market time, ms UTC. */
  timestamp: time(),
  openPrice: money(),
  highPrice: money(),
  lowPrice: money(),
  closePrice: money(),
  volume: money(),
  /** Null, not 0, where the venue tells none. */
  numTrades: nullable(count()),
  /** At the candle's close, as the three below; null where they are not known. */
  bidPrice: nullable(money()),
  askPrice: nullable(money()),
  bidVolume: nullable(money()),
  askVolume: nullable(money()),
});

export class MarketData extends table("market_data", schema) {}

export type MarketState = Omit<z.output<typeof schema>, "id">;

const SAVE = prepared(`insert into market_data (exchange, trading_pair, timeframe, timestamp,
    open_price, high_price, low_price, close_price, volume, num_trades, bid_price, ask_price, bid_volume, ask_volume)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (exchange, trading_pair, timeframe) do update set timestamp = excluded.timestamp,
    open_price = excluded.open_price, high_price = excluded.high_price, low_price = excluded.low_price,
    close_price = excluded.close_price, volume = excluded.volume, num_trades = excluded.num_trades,
    bid_price = excluded.bid_price, ask_price = excluded.ask_price,
    bid_volume = excluded.bid_volume, ask_volume = excluded.ask_volume`);

/** In place of what was known before. */
export async function saveMarketState(tx: Tx, state: MarketState): Promise<void> {
  const { exchange, tradingPair, timeframe, timestamp, numTrades } = state;
  const prices = [state.openPrice, state.highPrice, state.lowPrice, state.closePrice, state.volume];
  const best = [state.bidPrice, state.askPrice, state.bidVolume, state.askVolume];
  const values = [exchange, tradingPair, timeframe, timestamp, ...prices.map(text), numTrades, ...best.map(textOf)];
  await SAVE.rows(tx, values);
}

function textOf(value: Decimal | null): Bound {
  return value === null ? null : text(value);
}
