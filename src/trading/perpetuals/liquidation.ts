/** The exchange ends a position by itself: booked as an exit of its own, told loudly, and the pair halts (EXECUTION §5). */
import { liquidatedCard } from "../../cards/alarms.ts";
import { post } from "../../chat/outbox.ts";
import type { Tx } from "../../db/transact.ts";
import type { Market } from "../../domain/market.ts";
import { ZERO } from "../../domain/money.ts";
import { publicStatus } from "../../domain/order.ts";
import type { Gateway, VenueFill } from "../../exchange/gateway.ts";
import { haltOnce } from "../../models/halt.ts";
import { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";
import { Trade } from "../../models/trade.ts";
import type { Cause } from "../cause.ts";
import { bookFill } from "../fill.ts";
import { MANUAL } from "../funds.ts";
import { heldOn } from "../order-purpose.ts";
import { newOrderIds } from "../order-ids.ts";
import { settle } from "../settle.ts";

const REASON = "the exchange has liquidated it: its margin was used up";

/** The same fill twice is one fill. */
export async function takeForced(
  tx: Tx,
  { exchange, mode }: Gateway,
  fill: VenueFill,
  market: Market,
  cause: Cause,
): Promise<void> {
  const { pair, exchangeTradeId } = fill;
  const seen = { exchange, trading_pair: pair, exchange_trade_id: exchangeTradeId };
  if ((await Trade.query(tx).findOne(seen)) !== undefined) return;
  const position = await heldOn(tx, market);
  const order = await bookFill(tx, await recordOf(tx, fill, market, position, cause), fill, market, cause);
  await haltOnce(tx, { scope: "pair", exchange, tradingPair: pair, reason: REASON, createdAt: cause.at });
  const facts = { exchange, mode, id: order.id, pair, quote: market.quote, pricePlaces: market.tick.places };
  const reply = liquidatedCard({ ...facts, quantity: fill.quantity, price: fill.price, lost: fill.pnl ?? ZERO });
  await post(tx, {
    type: "ERROR",
    source: "risk",
    severity: 5,
    reply,
    about: { kind: "order", id: order.id },
    at: cause.at,
  });
}

/** The exchange's order as a row: sent by nobody here, and over with its fill. */
async function recordOf(
  tx: Tx,
  fill: VenueFill,
  market: Market,
  position: Position | undefined,
  cause: Cause,
): Promise<Order> {
  const { exchange, pair: tradingPair, base: baseAsset, quote: quoteAsset } = market;
  const { side, quantity, price: quotePrice, at: quoteAt } = fill;
  const order = await Order.query(tx).insertAndFetch({
    ...(await newOrderIds(tx)),
    ...{ exchange, tradingPair, baseAsset, quoteAsset, side, quantity, quotePrice, quoteAt },
    orderType: "MARKET",
    purpose: "exit",
    leg: "close",
    timeInForce: "GTC",
    state: "proposed",
    status: publicStatus("proposed", false),
    strategyId: position?.strategyId ?? MANUAL,
    positionId: position?.id ?? null,
    reason: REASON,
    validPercent: ZERO,
    createdAt: cause.at,
    updatedAt: cause.at,
  });
  const approved = await settle(tx, order, "approved", {}, cause);
  const sent = { sendCount: 1, sentAt: cause.at, exchangeOrderId: fill.exchangeOrderId };
  return settle(tx, approved, "sending", sent, cause);
}
