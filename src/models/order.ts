import type { Knex } from "knex";
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type {
  AlertId,
  ClientOrderId,
  ExchangeName,
  OrderId,
  Pair,
  PersonId,
  PositionId,
  StrategyId,
} from "../domain/ids.ts";
import { ZERO } from "../domain/money.ts";
import { LEGS, ORDER_TYPES, publicStatus, STATES, TIMES_IN_FORCE } from "../domain/order.ts";
import type { Evidence } from "../domain/evidence.ts";
import { Asset } from "./asset.ts";
import { table } from "./base.ts";
import { Exchange } from "./exchange.ts";
import { Position } from "./position.ts";
import { count, flag, generated, id, json, money, name, nullable, oneOf, time, word } from "./schema.ts";
import { Strategy } from "./strategy.ts";

const STATUSES = [...new Set(STATES.flatMap((state) => [publicStatus(state, false), publicStatus(state, true)]))];

const schema = z.strictObject({
  /** Our short number: #42. */
  id: generated<OrderId>(),
  uuid: word(),
  clientOrderId: name<ClientOrderId>(),
  exchangeOrderId: nullable(word()),
  exchange: name<ExchangeName>(),
  tradingPair: name<Pair>(),
  baseAsset: word(),
  quoteAsset: word(),
  orderType: oneOf(ORDER_TYPES),
  side: oneOf(["BUY", "SELL"]),
  purpose: oneOf(["entry", "exit"]),
  timeInForce: oneOf(TIMES_IN_FORCE),
  /** Base currency. */
  quantity: money(),
  /** Its limit; null at market. */
  price: nullable(money()),
  /** Of the three stops: where it becomes an order. */
  triggerPrice: nullable(money()),
  /** Of a trailing stop: how far the trigger stays behind the best price, in quote. */
  trail: nullable(money()),
  postOnly: flag().default(false),
  /** The seed's word for the state: written with it, from `publicStatus`. */
  status: oneOf(STATUSES),
  state: oneOf(STATES),
  /** Grows with each re-quote or change of terms: an approval is good for one version. */
  version: count().default(1),
  /** 0 or 1: at most one order at the exchange per intent. */
  sendCount: count().default(0),
  createdAt: time(),
  updatedAt: time(),
  filledQuantity: money().default(ZERO),
  /** Quote currency. */
  filledCost: money().default(ZERO),
  averageFillPrice: nullable(money()),
  /** Quote currency. */
  fees: money().default(ZERO),
  strategyId: name<StrategyId>(),
  positionId: nullable(id<PositionId>()),
  /** Of a leg: the entry that it was approved with; null where a position was protected later. */
  groupId: nullable(id<OrderId>()),
  /** What it is to its position: stop and target protect it, close ends it by a rule; null for what a person asked for. */
  leg: nullable(oneOf(LEGS)),
  /** Armed, and to be sent from then on; people's time. Null: it waits for its parent's fill, or for the price. */
  dueAt: nullable(time()),
  /** What an order at the exchange is to be changed to: its whole quantity, its limit or trigger, its trail. */
  wantedQuantity: nullable(money()),
  wantedPrice: nullable(money()),
  wantedTrail: nullable(money()),
  /** What it was sent with: exits of one link lock as one (`Capabilities.links`). */
  link: nullable(word()),
  /** The exchange's own word for its no. */
  refusal: nullable(word()),
  /** Who proposed it. */
  personId: nullable(id<PersonId>()),
  /** The price that the card showed. */
  quotePrice: money(),
  /** Market time, ms UTC. */
  quoteAt: time(),
  /** How far the market may be from `quotePrice` when it is approved. */
  validPercent: money(),
  /** People's time, ms UTC. */
  expiresAt: nullable(time()),
  decidedBy: nullable(id<PersonId>()),
  decidedAt: nullable(time()),
  /** The platform of the chat where it was decided. */
  decidedOn: nullable(word()),
  /** A person's reason, or a rule's or the exchange's sentence. */
  reason: nullable(word()),
  cancelRequestedAt: nullable(time()),
  /** The halt that cancels it. */
  haltId: nullable(id()),
  sentAt: nullable(time()),
  /** Its card. */
  alertId: nullable(id<AlertId>()),
  /** What was typed, in one spelling; null where nobody typed it. */
  asked: nullable(word()),
  /** The platform of the chat where it was proposed. */
  proposedOn: nullable(word()),
  /** Of a strategy in mode auto: nobody was asked. */
  isAuto: flag().default(false),
  /** What a strategy decided on; null for what a person asked for. */
  evidence: nullable(json<Evidence>()),
  /** The desk's day, in market time, to which an approved entry counts: 2022-01-04. */
  approvedDay: nullable(word()),
});

export class Order extends table("orders", schema) {
  declare atExchange?: Exchange;
  declare strategy?: Strategy;
  declare position?: Position;
  declare base?: Asset;
  declare quote?: Asset;

  static override relationMappings = (): RelationMappings => ({
    atExchange: {
      relation: Model.BelongsToOneRelation,
      modelClass: Exchange,
      join: { from: "orders.exchange", to: "exchanges.name" },
    },
    strategy: {
      relation: Model.BelongsToOneRelation,
      modelClass: Strategy,
      join: { from: "orders.strategy_id", to: "strategies.id" },
    },
    position: {
      relation: Model.BelongsToOneRelation,
      modelClass: Position,
      join: { from: "orders.position_id", to: "positions.id" },
    },
    base: {
      relation: Model.BelongsToOneRelation,
      modelClass: Asset,
      join: { from: "orders.base_asset", to: "assets.symbol" },
    },
    quote: {
      relation: Model.BelongsToOneRelation,
      modelClass: Asset,
      join: { from: "orders.quote_asset", to: "assets.symbol" },
    },
  });
}

const ANY = prepared("select id from orders where exchange = ? limit 1");

/** Whether the account ever had one. */
export async function hasOrders(db: Knex, exchange: ExchangeName): Promise<boolean> {
  return (await ANY.rows(db, [exchange])).length > 0;
}
