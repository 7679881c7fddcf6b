/** A fill. */
import type { Knex } from "knex";
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName, OrderId, Pair, PositionId, StrategyId, TradeId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { Order } from "./order.ts";
import { generated, id, money, name, nullable, oneOf, time, word } from "./schema.ts";
import { Wallet } from "./wallet.ts";

const schema = z.strictObject({
  id: generated<TradeId>(),
  orderId: id<OrderId>(),
  exchange: name<ExchangeName>(),
  tradingPair: name<Pair>(),
  side: oneOf(["BUY", "SELL"]),
  /** Base currency. */
  quantity: money(),
  price: money(),
  /** Quote currency, the exchange's own figure. */
  cost: money(),
  /** In `feeAsset`; below zero: a rebate. */
  fee: money(),
  feeAsset: word(),
  /** In quote, at the price of that moment. */
  feeQuote: money(),
  /** What it realised, net of its fee, in quote; null for an entry and for what sells inventory. */
  realizedPnl: nullable(money()),
  liquidity: oneOf(["maker", "taker"]),
  exchangeTradeId: word(),
  /** Market time, ms UTC. */
  timestamp: time(),
  strategyId: name<StrategyId>(),
  positionId: nullable(id<PositionId>()),
});

export class Trade extends table("trades", schema) {
  declare order?: Order;
  declare wallets?: Wallet[];

  static override relationMappings = (): RelationMappings => ({
    order: {
      relation: Model.BelongsToOneRelation,
      modelClass: Order,
      join: { from: "trades.order_id", to: "orders.id" },
    },
    wallets: {
      relation: Model.ManyToManyRelation,
      modelClass: Wallet,
      join: {
        from: "trades.id",
        through: { from: "ledger_lines.trade_id", to: "ledger_lines.wallet_id" },
        to: "wallets.id",
      },
    },
  });
}

/** What tells a fill from all others: one trade of the exchange may be two of ours, on two orders. */
export interface BookedFill {
  readonly pair: Pair;
  readonly exchangeTradeId: string;
  readonly clientOrderId: string;
  readonly exchangeOrderId: string | null;
}

const BOOKED_SINCE = prepared(
  `select trades.trading_pair as pair, trades.exchange_trade_id as "exchangeTradeId",
     orders.client_order_id as "clientOrderId", orders.exchange_order_id as "exchangeOrderId"
   from trades join orders on orders.id = trades.order_id
   where trades.exchange = ? and trades.timestamp >= ?`,
);

/** `since`: market time, ms UTC. */
export async function bookedSince(tx: Tx, exchange: ExchangeName, since: number): Promise<BookedFill[]> {
  return BOOKED_SINCE.rows<BookedFill>(tx, [exchange, since]);
}

/** When a position had its first and its last fill: market time, ms UTC. */
export interface FillTimes {
  readonly first: number;
  readonly last: number;
}

export async function fillTimes(db: Knex | Tx, exchange: ExchangeName): Promise<ReadonlyMap<PositionId, FillTimes>> {
  const rows: readonly ({ position: PositionId } & FillTimes)[] = await db("trades")
    .where({ exchange })
    .whereNotNull("position_id")
    .groupBy("position_id")
    .select({ position: "position_id" })
    .min("timestamp as first")
    .max("timestamp as last");
  return new Map(rows.map(({ position, first, last }) => [position, { first, last }]));
}

/** Of one position, its first fill: market time, ms UTC; null for one that was adopted without any. */
export async function firstFill(db: Knex | Tx, position: PositionId): Promise<number | null> {
  const trade = await Trade.query(db).where({ position_id: position }).orderBy("timestamp").first();
  return trade?.timestamp ?? null;
}
