import type { Knex } from "knex";
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName, Pair, PositionId, StrategyId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { Exchange } from "./exchange.ts";
import { generated, money, name, nullable, oneOf, time, word } from "./schema.ts";
import { Strategy } from "./strategy.ts";

/** All money but the prices and the quantity is in quote. */
const schema = z.strictObject({
  id: generated<PositionId>(),
  exchange: name<ExchangeName>(),
  tradingPair: name<Pair>(),
  side: oneOf(["LONG", "SHORT"]),
  entryPrice: money(),
  /** Base currency. */
  quantity: money(),
  cost: money(),
  /** Null without a price. */
  unrealizedPnl: nullable(money()),
  /** Net of fees and funding. */
  realizedPnl: money(),
  fees: money(),
  openTime: time(),
  lastUpdateTime: time(),
  /** Null while it is open. */
  closedTime: nullable(time()),
  /** The levels that it is protected at, or is to be. */
  stopLoss: nullable(money()),
  takeProfit: nullable(money()),
  /** How far the stop stays behind the best price, in quote; null for one that stands. */
  trail: nullable(money()),
  /** Up to when the desk has followed the price with it, where the venue does not; market time. */
  trailedAt: nullable(time()),
  /** A stop is wanted and none stands, since; people's time. */
  unprotectedSince: nullable(time()),
  /** Of a perpetual, as the exchange last told it: the mark that ends it, and its leverage. */
  liquidationPrice: nullable(money()),
  leverage: nullable(money()),
  /** A rule closes it at market, and why. */
  closingReason: nullable(word()),
  strategyId: name<StrategyId>(),
});

export class Position extends table("positions", schema) {
  declare atExchange?: Exchange;
  declare strategy?: Strategy;

  static override relationMappings = (): RelationMappings => ({
    atExchange: {
      relation: Model.BelongsToOneRelation,
      modelClass: Exchange,
      join: { from: "positions.exchange", to: "exchanges.name" },
    },
    strategy: {
      relation: Model.BelongsToOneRelation,
      modelClass: Strategy,
      join: { from: "positions.strategy_id", to: "strategies.id" },
    },
  });
}

const OPEN = prepared("select * from positions where exchange = ? and closed_time is null order by id");

/** Of one account, oldest first. */
export async function openPositionsOf(db: Knex | Tx, exchange: ExchangeName): Promise<Position[]> {
  return (await OPEN.rows<object>(db, [exchange])).map((row) => Position.fromDatabaseJson(row));
}
