import { z } from "zod";

import type { ExchangeName, Pair } from "../domain/ids.ts";
import type { Market } from "../domain/market.ts";
import { table } from "./base.ts";
import { flag, generated, money, name, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  pair: name<Pair>(),
  type: oneOf(["spot", "swap"]),
  base: word(),
  quote: word(),
  /** Spot settles in what it trades: null. */
  settle: nullable(word()),
  tick: money(),
  step: money(),
  minAmount: money(),
  maxAmount: nullable(money()),
  minCost: money(),
  contractSize: nullable(money()),
  /** Fractions of the cost: 0.001 = 0.1 %. */
  maker: money(),
  taker: money(),
  isActive: flag().default(true),
  fetchedAt: time(),
});

export class MarketRow extends table("markets", schema) {}

export function toMarket(row: MarketRow): Market {
  const { exchange, pair, base, quote, settle, tick, step, minAmount, maxAmount, minCost, maker, taker } = row;
  return { exchange, pair, base, quote, settle, tick, step, minAmount, maxAmount, minCost, maker, taker };
}
