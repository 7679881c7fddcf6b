/** The exits of a position are made: with a proposal, or by a rule that has found one missing. */
import type { Tx } from "../../db/transact.ts";
import type { Exits } from "../../domain/exits.ts";
import type { OrderId, PositionId } from "../../domain/ids.ts";
import { type Market, opposite } from "../../domain/market.ts";
import type { Decimal } from "../../domain/money.ts";
import { type Leg, type OrderType, publicStatus } from "../../domain/order.ts";
import type { WantedLeg } from "../../domain/protection.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import type { Cause } from "../cause.ts";
import { newOrderIds } from "../order-ids.ts";
import { settle } from "../settle.ts";
import { exitsOfGroup } from "./legs.ts";

/** Beside a proposal: they wait with it, and one yes covers them. */
export async function proposeLegs(tx: Tx, entry: Order, exits: Exits): Promise<void> {
  const { quantity } = entry;
  const { stop, trail, target } = exits;
  if (stop !== null) await insert(tx, entry, "stop", { quantity, level: stop, trail }, entry.id);
  if (target !== null) await insert(tx, entry, "target", { quantity, level: target, trail: null }, entry.id);
}

/**
 * The position takes over the levels that were approved with the entry that has begun to fill: the newest word counts. A stop
 * that follows does so from the fill on: `filledAt` is market time, ms UTC.
 */
export async function takeLevels(tx: Tx, entry: Order, position: PositionId, filledAt: number): Promise<void> {
  const { stop, trail, target } = await exitsOfGroup(tx, entry);
  const levels = {
    ...(stop === null ? {} : { stopLoss: stop, trail, trailedAt: trail === null ? null : filledAt }),
    ...(target === null ? {} : { takeProfit: target }),
  };
  if (Object.keys(levels).length === 0) return;
  await Position.query(tx).findById(position).patch(levels);
  await Order.query(tx).where({ group_id: entry.id, state: "armed" }).patch({ positionId: position });
}

/** For a position that stands: armed at once, since no exit waits for a yes. */
export async function armLeg(
  tx: Tx,
  position: Position,
  market: Market,
  leg: Leg,
  wanted: WantedLeg,
  due: Due,
): Promise<void> {
  const like = await templateOf(tx, position, market, due.cause.at);
  const made = await insert(tx, like, leg, wanted, null);
  const approved = await settle(tx, made, "approved", {}, due.cause);
  await settle(tx, approved, "armed", { positionId: position.id, dueAt: wanted.isDue ? due.at : null }, due.cause);
}

export interface Due {
  /** When one that is due is to be sent; people's time. */
  readonly at: number;
  readonly cause: Cause;
}

const TYPES: Readonly<Record<Leg, OrderType>> = { stop: "STOP", target: "LIMIT", close: "MARKET" };

/** With a trail it follows by the venue's hand; where the desk follows, it is a stop that is moved. */
export function typeOf(leg: Leg, trail: Decimal | null): OrderType {
  return trail === null ? TYPES[leg] : "TRAILING_STOP";
}

type Template = Pick<
  Order,
  | "exchange"
  | "tradingPair"
  | "baseAsset"
  | "quoteAsset"
  | "side"
  | "strategyId"
  | "personId"
  | "quotePrice"
  | "quoteAt"
  | "validPercent"
  | "proposedOn"
  | "createdAt"
>;

/** An exit that a rule makes is like the entry that opened the position. */
async function templateOf(tx: Tx, position: Position, market: Market, at: number): Promise<Template> {
  const entry = await Order.query(tx).where({ position_id: position.id, purpose: "entry" }).orderBy("id").first();
  if (entry !== undefined) return { ...entry, createdAt: at };
  throw new Error(`position ${position.id} on ${market.pair} has no entry`);
}

async function insert(
  tx: Tx,
  like: Template,
  leg: Leg,
  { quantity, level, trail }: Omit<WantedLeg, "isDue">,
  groupId: OrderId | null,
): Promise<Order> {
  const { exchange, tradingPair, baseAsset, quoteAsset, strategyId, personId, quotePrice, quoteAt } = like;
  return Order.query(tx).insertAndFetch({
    ...(await newOrderIds(tx)),
    ...{ exchange, tradingPair, baseAsset, quoteAsset, strategyId, personId, groupId, leg, quantity, trail },
    orderType: typeOf(leg, trail),
    side: opposite(like.side),
    purpose: "exit",
    timeInForce: "GTC",
    price: leg === "target" ? level : null,
    triggerPrice: leg === "stop" ? level : null,
    state: "proposed",
    status: publicStatus("proposed", false),
    quotePrice: level ?? quotePrice,
    quoteAt,
    validPercent: like.validPercent,
    proposedOn: like.proposedOn,
    createdAt: like.createdAt,
    updatedAt: like.createdAt,
  });
}
