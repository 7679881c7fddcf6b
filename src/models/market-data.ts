/** The last known state of a pair per timeframe: one row each. History is in the series store. */
import { z } from "zod";

import { TIMEFRAMES } from "../domain/candle.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { table } from "./base.ts";
import { count, generated, money, name, nullable, oneOf, time } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  tradingPair: name<Pair>(),
  timeframe: oneOf(TIMEFRAMES),
  timestamp: time(),
  openPrice: money(),
  highPrice: money(),
  lowPrice: money(),
  closePrice: money(),
  volume: money(),
  /** Null, not 0, where the venue tells none. */
  numTrades: nullable(count()),
  bidPrice: nullable(money()),
  askPrice: nullable(money()),
  bidVolume: nullable(money()),
  askVolume: nullable(money()),
});

export class MarketData extends table("market_data", schema) {}
