/** An order's card: facts from its rows, wording from cards/, one alert that lives on with it. */
import { orderCard } from "../cards/order/order.ts";
import type { OrderFacts } from "../cards/order/facts.ts";
import { post, revise } from "../chat/outbox.ts";
import type { Call } from "../chat/command.ts";
import type { Knex } from "knex";
import type { Tx } from "../db/transact.ts";
import { type Exits, lowestOf } from "../domain/exits.ts";
import type { AlertId } from "../domain/ids.ts";
import { halfOf, isClosable, type Market, meetsMinimum } from "../domain/market.ts";
import { equal, type Decimal, from, mul, sum } from "../domain/money.ts";
import { isOver, positionSideOf } from "../domain/order.ts";
import type { Line } from "../domain/reply.ts";
import { marketOf } from "../market/rules.ts";
import { Alert } from "../models/alert.ts";
import { Exchange } from "../models/exchange.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { Strategy } from "../models/strategy.ts";
import { Trade } from "../models/trade.ts";
import { canceledBy } from "./halts/canceled-by.ts";
import { nameOf } from "./halts/card.ts";
import { fourEyesOver } from "./guards/four-eyes.ts";
import { MANUAL } from "./funds.ts";
import { intentOf } from "./guards/guard.ts";
import { exitFacts } from "./bracket.ts";
import { exitsOfGroup } from "./protection/legs.ts";
import { protectionOf } from "./protection/standing.ts";

/** What only the moment of asking knows: it stands on the proposal and is gone with it. */
export interface Asking {
  readonly after: OrderFacts["after"];
  readonly chart: OrderFacts["chart"];
  readonly notes: readonly Line[];
  readonly requotedPercent: Decimal | null;
}

export const NOTHING_ASKED: Asking = { after: null, chart: null, notes: [], requotedPercent: null };

/** Posts the card of a new order; the call that made it gets it as its answer. */
export async function postOrderCard(
  tx: Tx,
  order: Order,
  asking: Asking,
  at: number,
  answers?: Call,
): Promise<AlertId> {
  const reply = orderCard(await factsOf(tx, order, asking));
  const id = await post(tx, { ...alertOf(order), severity: 3, reply, at }, answers);
  await Order.query(tx).findById(order.id).patch({ alertId: id });
  return id;
}

/** The card's next revision, wherever it is shown. */
export async function reviseOrderCard(tx: Tx, order: Order, at: number, asking: Asking = NOTHING_ASKED): Promise<void> {
  if (order.alertId === null) return;
  const chart = asking.chart ?? (order.state === "proposed" ? await chartOn(tx, order.alertId) : null);
  await revise(tx, order.alertId, orderCard(await factsOf(tx, order, { ...asking, chart })), at);
}

/** The candles that a card shows already. Its prices were those of another moment. */
async function chartOn(tx: Tx, card: AlertId): Promise<OrderFacts["chart"]> {
  const { reply } = await Alert.query(tx).findById(card).throwIfNotFound();
  const block = reply.blocks.find(({ kind }) => kind === "chart");
  return block?.kind === "chart" && block.chart.kind === "candles" ? { ...block.chart, levels: [] } : null;
}

/** An order that rests is no longer in sight after a while. */
const RESTED_MS = 10_000;

/**
 * A fill of what had been resting is news: the first and the last come as a message of their own beside the card, which
 * counts all of them.
 */
export async function tellFill(tx: Tx, order: Order, fill: Decimal, at: number): Promise<void> {
  if (order.leg !== null) return tellLeg(tx, order, at);
  if (order.orderType !== "LIMIT" || order.sentAt === null || at - order.sentAt < RESTED_MS) return;
  const isFirst = equal(order.filledQuantity, fill);
  if (!isFirst && !isOver(order.state)) return;
  await post(tx, { ...alertOf(order, "fills"), severity: 3, reply: orderCard(await factsOf(tx, order)), at });
}

/** A leg has no card until it fires: then it is news. */
async function tellLeg(tx: Tx, order: Order, at: number): Promise<void> {
  if (order.alertId !== null) return;
  const severity = order.leg === "target" ? 3 : 4;
  const id = await post(tx, { ...alertOf(order, "fills"), severity, reply: orderCard(await factsOf(tx, order)), at });
  await Order.query(tx).findById(order.id).patch({ alertId: id });
}

/** An order may be halved while the half can still be had, and closed again at each of its exits. */
export function offersHalf(order: Order, market: Market, exits: Exits): boolean {
  if (order.purpose !== "entry") return false;
  const half = halfOf(market, order.quantity);
  const lowest = lowestOf(exits);
  const canBeHad = meetsMinimum(market, half, order.price ?? order.quotePrice);
  return canBeHad && (lowest === null || isClosable(market, half, lowest));
}

function alertOf(order: Order, source: "orders" | "fills" = "orders") {
  return { type: "INFO", source, about: { kind: "order", id: order.id } } as const;
}

export async function factsOf(db: Knex | Tx, order: Order, asking: Asking = NOTHING_ASKED): Promise<OrderFacts> {
  const market = await marketOf(db, order.exchange, order.tradingPair);
  const exchange = await Exchange.query(db).findById(order.exchange).throwIfNotFound();
  const price = order.price ?? order.quotePrice;
  const asked = await exitsOfGroup(db, order);
  const position = await positionOf(db, order);
  return {
    id: order.id,
    version: order.version,
    state: order.state,
    purpose: order.purpose,
    side: order.side,
    type: order.orderType,
    pair: order.tradingPair,
    base: order.baseAsset,
    quote: order.quoteAsset,
    exchange: order.exchange,
    mode: exchange.mode,
    pricePlaces: market.tick.places,
    quantity: order.quantity,
    limit: order.orderType === "LIMIT" ? order.price : null,
    quotePrice: order.quotePrice,
    feeEstimate: mul(mul(order.quantity, price), market.taker),
    slippagePercent: order.orderType === "MARKET" ? slippageOf(exchange) : null,
    ...asking,
    proposedBy: await proposerOf(db, order),
    evidence: order.evidence,
    isAuto: order.isAuto,
    fourEyes: await fourEyesOf(db, order, market),
    needsApproval: order.purpose === "entry",
    expiresAt: order.expiresAt,
    validPercent: order.orderType === "MARKET" ? order.validPercent : null,
    offersHalf: offersHalf(order, market, asked),
    decided: await decidedOf(db, order),
    reason: order.reason ?? (order.leg === "close" ? (position?.closingReason ?? null) : null),
    filled: order.filledQuantity,
    average: order.averageFillPrice,
    cost: order.filledCost,
    fees: order.fees,
    profit: await profitOf(db, order, position),
    cancelRequested: order.cancelRequestedAt !== null,
    canceledBy: await canceledBy(db, order),
    isClosed: position !== null && position.closedTime !== null,
    ...(await protectedBy(db, order, market, asked, position)),
  };
}

/** A person, or the strategy that thought of it. */
async function proposerOf(db: Knex | Tx, { personId, strategyId }: Order): Promise<string> {
  if (personId !== null || strategyId === MANUAL) return nameOf(db, personId);
  return (await Strategy.query(db).findById(strategyId).throwIfNotFound()).name;
}

async function positionOf(db: Knex | Tx, { positionId }: Order): Promise<Position | null> {
  return positionId === null ? null : Position.query(db).findById(positionId).throwIfNotFound();
}

/** Levels and words: as they were asked for with an entry, as they stand once there is a position. */
async function protectedBy(
  db: Knex | Tx,
  order: Order,
  market: Market,
  asked: Exits,
  position: Position | null,
): Promise<Pick<OrderFacts, "exits" | "leg" | "trigger" | "protection">> {
  const { leg, triggerPrice: trigger, purpose, price, quotePrice, quantity } = order;
  const open = purpose === "exit" || position === null || position.closedTime !== null ? null : position;
  const levels = open === null ? asked : { stop: open.stopLoss, trail: open.trail, target: open.takeProfit };
  const exits = exitFacts(market, positionSideOf(order), quantity, price ?? quotePrice, levels);
  return { exits, leg, trigger, protection: open === null ? [] : await protectionOf(db, open) };
}

/** Only while it waits: then the proposer is the first of two. */
async function fourEyesOf(db: Knex | Tx, order: Order, market: Market): Promise<OrderFacts["fourEyes"]> {
  if (order.state !== "proposed") return null;
  const limit = await fourEyesOver(db, intentOf(order, market));
  if (limit === null) return null;
  return { limit, first: { by: await nameOf(db, order.personId), on: order.proposedOn ?? "", at: order.createdAt } };
}

function slippageOf(exchange: Exchange): Decimal | null {
  const percent = exchange.settings["slippagePercent"];
  return percent === undefined ? null : from(String(percent));
}

async function decidedOf(db: Knex | Tx, order: Order): Promise<OrderFacts["decided"]> {
  if (order.decidedBy === null || order.decidedAt === null) return null;
  return { by: await nameOf(db, order.decidedBy), on: order.decidedOn ?? "", at: order.decidedAt };
}

/** What an exit realised: of the whole round trip once the position is closed, else of its own fills. */
async function profitOf(db: Knex | Tx, order: Order, position: Position | null): Promise<OrderFacts["profit"]> {
  if (order.purpose !== "exit" || position === null) return null;
  if (position.closedTime !== null) return { amount: position.realizedPnl, isRoundTrip: true };
  const realized = (await Trade.query(db).where({ order_id: order.id })).flatMap((trade) => trade.realizedPnl ?? []);
  return realized.length === 0 ? null : { amount: sum(realized), isRoundTrip: false };
}
