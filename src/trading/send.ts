/**
 * Takes approved orders to the exchange, each at most once (EXECUTION §3): the claim is durable before the call, and
 * whatever the call does not clearly answer is `unknown`, never tried again.
 */
import type { App } from "../app.ts";
import { ring, transact } from "../db/transact.ts";
import { edgeOf } from "../domain/band.ts";
import { Refusal } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import type { Market } from "../domain/market.ts";
import type { Decimal } from "../domain/money.ts";
import { type Sendable, sendable } from "../domain/order.ts";
import { type Ack, type Gateway, PlacementRefused } from "../exchange/gateway.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { within } from "../runtime/deadline.ts";
import { guard, intentOf } from "./guard.ts";
import { lapseDue } from "./lapse.ts";
import { deskCause, keep, settle, settleReport } from "./settle.ts";

/** Our own deadline around a call: a stalled body outlives a library's. */
const CALL_MS = 10_000;
const SANE_ID = /^[\w:.-]{1,64}$/;

/** One round of the loop `send`. */
export async function sendDue(app: App): Promise<void> {
  await lapseDue(app);
  for (const [exchange, gateway] of app.gateways) {
    if (!app.compared.has(exchange)) continue;
    for (const id of await due(app, gateway, ["approved"])) await sendOne(app, gateway, id);
    for (const id of await due(app, gateway, ["open", "partial"], true)) await cancelOne(app, gateway, id);
  }
}

async function due(app: App, gateway: Gateway, states: string[], toCancel = false): Promise<OrderId[]> {
  const query = Order.query(app.db.reader).where({ exchange: gateway.exchange }).whereIn("state", states).orderBy("id");
  const orders = await (toCancel ? query.whereNotNull("cancel_requested_at") : query);
  return orders.map((order) => order.id);
}

async function sendOne(app: App, gateway: Gateway, id: OrderId): Promise<void> {
  const order = await claim(app, id);
  if (order === null) return;
  app.log.debug({ step: "send.claimed", order: id }, "order claimed for sending");
  const answer = await place(gateway, order);
  app.log.debug({ step: "send.answered", order: id, answer: answer.kind }, "exchange answered");
  await settleAnswer(app, id, answer);
  app.log.debug({ step: "send.settled", order: id }, "answer booked");
}

/** The last look before the socket: halts, money, expiry, approval, and that it was never sent. */
async function claim(app: App, id: OrderId): Promise<Sendable | null> {
  return transact(app, async (tx) => {
    const order = await Order.query(tx).findById(id).throwIfNotFound();
    if (order.state !== "approved" || order.sendCount !== 0) return null;
    const cause = deskCause(app.clock.now());
    if (order.expiresAt !== null && cause.at >= order.expiresAt) {
      await settle(tx, order, "lapsed", {}, cause);
      return null;
    }
    const market = await marketOf(tx, order.exchange, order.tradingPair);
    try {
      await guard(tx, intentOf(order, market), order.id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await settle(tx, order, "denied", { reason: error.message }, cause);
      return null;
    }
    const claimed = await settle(tx, order, "sending", { sendCount: 1, sentAt: cause.at }, cause);
    return sendable(claimed.state, {
      clientOrderId: order.clientOrderId,
      pair: order.tradingPair,
      side: order.side,
      quantity: order.quantity,
      limit: limitOf(order, market),
      timeInForce: order.timeInForce,
    });
  });
}

/**
 * An entry at market goes as an IOC limit at the edge of the approved band, rounded inward: what the band does not give
 * is not bought. An exit at market takes what the market gives.
 */
function limitOf(order: Order, market: Market): Decimal | null {
  if (order.price !== null) return order.price;
  if (order.purpose === "exit") return null;
  return edgeOf(market, order.side, order.quotePrice, order.validPercent);
}

type Answered =
  | { readonly kind: "ack"; readonly ack: Ack }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

async function place(gateway: Gateway, order: Sendable): Promise<Answered> {
  try {
    const ack = await within(CALL_MS, `${gateway.exchange} placing an order`, gateway.place(order));
    return isSane(ack, order)
      ? { kind: "ack", ack }
      : { kind: "unknown", reason: "The exchange's answer made no sense." };
  } catch (error) {
    if (error instanceof PlacementRefused && error.code !== "DuplicateClientOrderId") {
      return { kind: "refused", reason: error.message };
    }
    return { kind: "unknown", reason: error instanceof Error ? error.message : "The exchange did not answer." };
  }
}

function isSane(ack: Ack, order: Sendable): boolean {
  const echoed = ack.clientOrderId === null || ack.clientOrderId === order.clientOrderId;
  return SANE_ID.test(ack.exchangeOrderId) && ack.pair === order.pair && ack.side === order.side && echoed;
}

async function settleAnswer(app: App, id: OrderId, answer: Answered): Promise<void> {
  await transact(app, async (tx) => {
    const order = await Order.query(tx).findById(id).throwIfNotFound();
    const cause = deskCause(app.clock.now());
    ring(tx, "reconcile");
    if (order.state !== "sending") return; // reconcile has already found it
    if (answer.kind !== "ack") {
      await settle(tx, order, answer.kind, { reason: answer.reason }, cause);
      return;
    }
    const known = await keep(tx, order, { exchangeOrderId: answer.ack.exchangeOrderId });
    if (answer.ack.report !== null) await settleReport(tx, known, answer.ack.report, cause);
  });
}

async function cancelOne(app: App, gateway: Gateway, id: OrderId): Promise<void> {
  const order = await transact(app, async (tx) => {
    const found = await Order.query(tx).findById(id).throwIfNotFound();
    if (found.state !== "open" && found.state !== "partial") return null;
    return settle(tx, found, "canceling", {}, deskCause(app.clock.now()));
  });
  if (order === null) return;
  app.log.debug({ step: "cancel.claimed", order: id }, "cancel claimed");
  try {
    await within(
      CALL_MS,
      `${gateway.exchange} canceling an order`,
      gateway.cancel(order.tradingPair, order.clientOrderId),
    );
  } catch (error) {
    // A refused cancel proves nothing: the look-up of reconcile tells what became of the order.
    app.log.warn({ order: id, error }, "cancel not taken");
  }
  app.log.debug({ step: "cancel.asked", order: id }, "exchange asked to cancel");
  app.bell.ring("reconcile");
}
