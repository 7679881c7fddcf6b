/** Carries out the wish to change an order at the exchange: asked for in whole terms, so that asking twice is asking once. */
import type { App } from "../../app.ts";
import { ring, transact, type Tx } from "../../db/transact.ts";
import type { OrderId } from "../../domain/ids.ts";
import { equal } from "../../domain/money.ts";
import { type Gateway, type OrderReport, PlacementRefused } from "../../exchange/gateway.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import { within } from "../../runtime/deadline.ts";
import { CALL_MS } from "../ask-cancel.ts";
import { cancelOrder } from "../cancel.ts";
import { deskCause } from "../cause.ts";
import { keep, settle } from "../settle.ts";

const NO_WISH = { wantedQuantity: null, wantedPrice: null, wantedTrail: null } as const;

/** Never throws for an exchange that does not answer: what it did, the next look tells. */
export async function moveOne(app: App, gateway: Gateway, id: OrderId): Promise<void> {
  const order = await Order.query(app.db.reader).findById(id).throwIfNotFound();
  app.log.debug({ step: "move.asked", order: id }, "the exchange is asked to change an order");
  const answer = await ask(gateway, order);
  await transact(app, (tx) => takeAnswer(tx, id, answer, app.clock.now()));
  app.log.debug({ step: "move.settled", order: id }, "the change is booked");
}

type Answer = OrderReport | PlacementRefused | null;

async function ask(gateway: Gateway, order: Order): Promise<Answer> {
  const { id, tradingPair, clientOrderId, wantedQuantity, wantedPrice, wantedTrail } = order;
  if (wantedQuantity === null) return null;
  const level =
    wantedPrice === null ? {} : order.triggerPrice === null ? { limit: wantedPrice } : { trigger: wantedPrice };
  const terms = { quantity: wantedQuantity, ...level, ...(wantedTrail === null ? {} : { trail: wantedTrail }) };
  try {
    return await within(
      CALL_MS,
      `${gateway.exchange} changing #${id}`,
      gateway.amend(tradingPair, clientOrderId, terms),
    );
  } catch (error) {
    return error instanceof PlacementRefused && (await isOpen(gateway, order)) ? error : null;
  }
}

/** A no of an order that is over says nothing about the change: what it became, the next look tells. */
async function isOpen(gateway: Gateway, { id, tradingPair, clientOrderId }: Order): Promise<boolean> {
  try {
    const found = gateway.find(tradingPair, clientOrderId);
    return (await within(CALL_MS, `${gateway.exchange} looking up #${id}`, found))?.status === "open";
  } catch {
    return false; // no knowledge: the wish stands, and is asked for again
  }
}

async function takeAnswer(tx: Tx, id: OrderId, answer: Answer, at: number): Promise<void> {
  const order = await Order.query(tx).findById(id).throwIfNotFound();
  const cause = deskCause(at);
  ring(tx, "reconcile");
  if (answer === null || (order.state !== "open" && order.state !== "partial")) return;
  if (answer instanceof PlacementRefused) return takeRefusal(tx, order, answer, at);
  const { quantity, price, trigger } = answer;
  const level = order.triggerPrice === null ? { price } : { triggerPrice: trigger ?? order.triggerPrice };
  const trail = order.trail === null ? {} : { trail: order.wantedTrail ?? order.trail };
  await settle(tx, order, order.state, { quantity, ...level, ...trail, ...NO_WISH }, cause);
}

/**
 * A level that is refused goes back to the one that stands; where the exchange will not change the amount, the order is
 * replaced. A stop beyond the price is one that was reached: its refusal is kept, and the position is closed.
 */
async function takeRefusal(tx: Tx, order: Order, { code, message }: PlacementRefused, at: number): Promise<void> {
  const { wantedPrice, triggerPrice, price, positionId, leg } = order;
  const kept = await keep(tx, order, { ...NO_WISH, refusal: code, reason: message });
  const standing = triggerPrice ?? price;
  const isLevel = wantedPrice !== null && standing !== null && !equal(wantedPrice, standing);
  if (isLevel && positionId !== null && leg !== null && code !== "WouldTrigger") {
    const level = leg === "stop" ? { stopLoss: triggerPrice } : { takeProfit: price };
    await Position.query(tx).findById(positionId).patch(level);
    return;
  }
  await cancelOrder(tx, kept, deskCause(at));
}
