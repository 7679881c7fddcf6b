/** Books one fill: trade, ledger lines, wallets, position, order. All of it, once, in the transaction that it is given. */
import { ring, type Tx } from "../db/transact.ts";
import type { PositionId } from "../domain/ids.ts";
import { type LedgerEntry, linesOfFill, linesOfPerpetualFill } from "../domain/ledger.ts";
import { isPerpetual, type Market } from "../domain/market.ts";
import { add, compare, type Decimal, div, equal, isZero, less, max, sub, ZERO } from "../domain/money.ts";
import { isOver, type State } from "../domain/order.ts";
import {
  applyFill,
  entryPrice,
  flat,
  opens,
  type PositionBook,
  type PositionFill,
  positionPart,
  RATIO_PLACES,
  unrealizedPnl,
} from "../domain/position.ts";
import type { VenueFill } from "../exchange/gateway.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { Trade } from "../models/trade.ts";
import { backedBy, takeShare } from "./backed.ts";
import { closeDust } from "./dust.ts";
import { openPosition } from "./funds.ts";
import { tellFill } from "./order-card.ts";
import { type Cause } from "./cause.ts";
import { takeLevels } from "./protection/arm.ts";
import { endEntries, endExits } from "./protection/ends.ts";
import { keep, quarantine, settle } from "./settle.ts";
import { openWallet, writeLines } from "./ledger.ts";

/** Identity is the trade's id for this order on this account: the same fill twice is one fill. */
export async function bookFill(tx: Tx, order: Order, fill: VenueFill, market: Market, cause: Cause): Promise<Order> {
  const seen = {
    exchange: order.exchange,
    trading_pair: fill.pair,
    exchange_trade_id: fill.exchangeTradeId,
    order_id: order.id,
  };
  if ((await Trade.query(tx).findOne(seen)) !== undefined) return order;
  const folded = await fold(tx, order, fill, market, cause.at);
  const position = folded === "turned" ? null : folded;
  const trade = await insertTrade(tx, order, fill, position);
  await moveMoney(tx, order, fill, market, { trade, gain: position?.gain ?? ZERO });
  await takeFee(tx, fill, market, trade, cause.at);
  // Before the order moves: its card says who guards what was bought.
  if (position !== null && order.purpose === "entry" && order.positionId !== position.id)
    await takeLevels(tx, order, position.id, fill.at);
  const booked = await moveOrder(tx, order, fill, position?.id ?? null, cause);
  const isAlarm = folded === "turned" && booked.state !== "quarantined";
  const moved = isAlarm ? await quarantine(tx, booked, "beyond its position", cause) : booked;
  if (position !== null && order.leg !== null) await endEntries(tx, position.id, cause);
  if (position?.isClosed === true && isPerpetual(market)) await endExits(tx, position.id, cause);
  if (position !== null && isOver(moved.state)) await closeDust(tx, position.id, market, fill.price, cause.at);
  ring(tx, "account");
  await tellFill(tx, moved, fill.quantity, cause.at);
  return moved;
}

interface Folded {
  readonly id: PositionId;
  /** What this fill realised, net of its fee, in quote; null for an entry. */
  readonly realized: Decimal | null;
  /** The same before the fee; zero for an entry. */
  readonly gain: Decimal;
  readonly isClosed: boolean;
}

/** Null where it belongs to no position; turned: it has done what no order may. */
async function fold(
  tx: Tx,
  order: Order,
  fill: VenueFill,
  market: Market,
  at: number,
): Promise<Folded | null | "turned"> {
  const { exchange, tradingPair, strategyId } = order;
  const open = await openPosition(tx, exchange, tradingPair, strategyId);
  const before = open ?? flat(order.purpose === "entry" && fill.side === "SELL" ? "SHORT" : "LONG");
  if (isTurned(order, before, fill, market)) return "turned";
  const part = positionPart(before, positionFill(fill, market));
  if (part === null) return null;
  const after = applyFill(before, part);
  const figures = {
    ...after,
    entryPrice: isZero(after.quantity) ? (open?.entryPrice ?? ZERO) : entryPrice(after),
    unrealizedPnl: unrealizedPnl(after, fill.price),
    lastUpdateTime: at,
    closedTime: isZero(after.quantity) ? at : null,
  };
  const realized = opens(before, part) ? null : sub(after.realizedPnl, before.realizedPnl);
  const gain = realized === null ? ZERO : add(realized, part.feeQuote);
  const isClosed = figures.closedTime !== null;
  if (open !== undefined) {
    await Position.query(tx).findById(open.id).patch(figures);
    return { id: open.id, realized, gain, isClosed };
  }
  const opened = await Position.query(tx).insert({ exchange, tradingPair, strategyId, openTime: at, ...figures });
  return { id: opened.id, realized, gain, isClosed };
}

/**
 * No order of a perpetual crosses zero (EXECUTION §5): an exit that fills beyond what is held, or an entry that meets a
 * position of the other side, has done what nobody asked for.
 */
function isTurned({ purpose }: Order, held: PositionBook, fill: VenueFill, market: Market): boolean {
  if (!isPerpetual(market)) return false;
  if (purpose === "entry") return !opens(held, fill);
  return opens(held, fill) || less(held.quantity, fill.quantity);
}

function positionFill(fill: VenueFill, market: Market): PositionFill {
  const { side, quantity, price, cost, feeQuote, pnl } = fill;
  // A perpetual is no coin: a fee in its base coin comes out of the wallet.
  const isKept = !isPerpetual(market) && fill.feeAsset === market.base;
  return { side, quantity, price, cost, feeQuote, pnl, feeBase: isKept ? fill.fee : ZERO };
}

async function insertTrade(tx: Tx, order: Order, fill: VenueFill, position: Folded | null): Promise<Trade> {
  return Trade.query(tx).insert({
    orderId: order.id,
    exchange: order.exchange,
    tradingPair: fill.pair,
    side: fill.side,
    quantity: fill.quantity,
    price: fill.price,
    cost: fill.cost,
    fee: fill.fee,
    feeAsset: fill.feeAsset,
    feeQuote: fill.feeQuote,
    realizedPnl: position?.realized ?? null,
    liquidity: fill.liquidity,
    exchangeTradeId: fill.exchangeTradeId,
    timestamp: fill.at,
    strategyId: order.strategyId,
    positionId: position?.id ?? null,
  });
}

async function moveMoney(
  tx: Tx,
  order: Order,
  fill: VenueFill,
  market: Market,
  { trade, gain }: { readonly trade: Trade; readonly gain: Decimal },
): Promise<void> {
  await writeLines(tx, linesOf(fill, market, gain), {
    entry: `trade:${trade.id}`,
    kind: "fill",
    exchange: order.exchange,
    tradeId: trade.id,
    positionId: trade.positionId,
    at: fill.at,
  });
}

/** Of a perpetual the exchange's own figure counts, where it tells one. */
function linesOf(fill: VenueFill, { base, quote, settle }: Market, gain: Decimal): LedgerEntry[] {
  if (settle === null) return linesOfFill({ ...fill, base, quote });
  return linesOfPerpetualFill({ ...fill, settle, pnl: fill.pnl ?? gain });
}

/**
 * A fee in a third coin may be paid with coins that a position holds: it holds less then, or its sale would be refused for
 * ever (case 21). The fee itself counts where it was paid for.
 */
async function takeFee(
  tx: Tx,
  { feeAsset }: VenueFill,
  { base, quote, settle }: Market,
  trade: Trade,
  at: number,
): Promise<void> {
  const isOfItsOwn = settle === null && feeAsset === base; // the fill has counted it
  if (isOfItsOwn || feeAsset === quote) return;
  const { id: tradeId, exchange } = trade;
  const { totalBalance } = await openWallet(tx, exchange, feeAsset);
  for (const share of await backedBy(tx, exchange, feeAsset, totalBalance)) {
    const by = { asset: feeAsset, kind: "fill", entry: `trade:${tradeId}`, tradeId } as const;
    if (!isZero(share.gone)) await takeShare(tx, share, by, at);
  }
}

async function moveOrder(
  tx: Tx,
  order: Order,
  fill: VenueFill,
  position: PositionId | null,
  cause: Cause,
): Promise<Order> {
  const filledQuantity = add(order.filledQuantity, fill.quantity);
  const filledCost = add(order.filledCost, fill.cost);
  const totals = {
    filledQuantity,
    filledCost,
    averageFillPrice: div(filledCost, filledQuantity, RATIO_PLACES),
    fees: add(order.fees, fill.feeQuote),
    positionId: position ?? order.positionId,
    exchangeOrderId: fill.exchangeOrderId,
  };
  // A person takes it out of quarantine, not one more fill.
  if (order.state === "quarantined") return keep(tx, order, { ...totals, updatedAt: cause.at });
  if (compare(filledQuantity, mostOf(order)) > 0) {
    await Order.query(tx).findById(order.id).patch(totals);
    return quarantine(tx, { ...order, ...totals } as Order, "beyond its quantity", cause);
  }
  return settle(tx, order, stateAfterFill(order.state, equal(filledQuantity, order.quantity)), totals, cause);
}

/** A change that was asked for may stand at the exchange though its answer was lost. */
function mostOf({ quantity, wantedQuantity }: Order): Decimal {
  return wantedQuantity === null ? quantity : max(quantity, wantedQuantity);
}

function stateAfterFill(state: State, full: boolean): State {
  if (full) return "filled";
  return state === "canceling" || state === "canceled" || state === "expired" ? state : "partial";
}
