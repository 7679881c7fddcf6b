import { Model, type RelationMappings } from "objection";
import { z } from "zod";

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
import { publicStatus, STATES } from "../domain/order.ts";
import { Asset } from "./asset.ts";
import { table } from "./base.ts";
import { Exchange } from "./exchange.ts";
import { Position } from "./position.ts";
import { count, generated, id, money, name, nullable, oneOf, time, word } from "./schema.ts";
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
  orderType: oneOf(["MARKET", "LIMIT"]),
  side: oneOf(["BUY", "SELL"]),
  purpose: oneOf(["entry", "exit"]),
  timeInForce: oneOf(["GTC", "IOC"]),
  /** Base currency. */
  quantity: money(),
  /** Its limit; null at market. */
  price: nullable(money()),
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
