/**
 * Takes approved orders to the exchange, each at most once (EXECUTION §3): the claim is durable before the call, and
 * whatever the call does not clearly answer is `unknown`, never tried again.
 */
import type { App } from "../app.ts";
import { ring, transact } from "../db/transact.ts";
import { worstPrice } from "../domain/band.ts";
import { Refusal } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import type { Market } from "../domain/market.ts";
import type { Decimal } from "../domain/money.ts";
import { type Sendable, sendable } from "../domain/order.ts";
import { type Ack, type Gateway, PlacementRefused } from "../exchange/gateway.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { within } from "../runtime/deadline.ts";
import { throwFailures } from "../runtime/failures.ts";
import { askToCancel, CALL_MS } from "./ask-cancel.ts";
import { guard, intentOf } from "./guard.ts";
import { isLapsed, lapseDue } from "./lapse.ts";
import { refuseOrphan } from "./orphans.ts";
import { deskCause } from "./cause.ts";
import { keep, settle, settleReport } from "./settle.ts";

const SANE_ID = /^[\w:.-]{1,64}$/;

/**
 * One round of an account's loop `send`. Each account has a loop of its own. Cancels and exits go before entries, and an
 * order that fails keeps no other one back: it is logged, and the loop tries again.
 */
export async function sendDue(app: App, gateway: Gateway): Promise<void> {
  const failures: unknown[] = [];
  const orFail = (work: Promise<void>): Promise<unknown> => work.catch((error: unknown) => failures.push(error));
  await orFail(lapseDue(app, gateway.exchange));
  for (const order of app.compared.has(gateway.exchange) ? await dueOrders(app, gateway) : []) {
    await orFail(order.state === "approved" ? sendOne(app, gateway, order.id) : cancelOne(app, gateway, order.id));
  }
  throwFailures(failures, `${gateway.exchange}: not everything that is due could be sent`);
}

/** Cancels, then exits, then entries; the oldest first. */
async function dueOrders(app: App, { exchange }: Gateway): Promise<Order[]> {
  const ofAccount = () => Order.query(app.db.reader).where({ exchange }).orderBy("id");
  const cancels = await ofAccount().whereIn("state", ["open", "partial"]).whereNotNull("cancel_requested_at");
  const approved = await ofAccount().where({ state: "approved" });
  const { exit = [], entry = [] } = Object.groupBy(approved, (order) => order.purpose);
  return [...cancels, ...exit, ...entry];
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
    if (isLapsed(order, cause.at)) {
      await settle(tx, order, "lapsed", {}, cause);
      return null;
    }
    const market = await marketOf(tx, order.exchange, order.tradingPair);
    try {
      await refuseOrphan(tx, order);
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
  return order.purpose === "exit" ? order.price : worstPrice(market, order);
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
  await askToCancel(app, gateway, order);
  app.log.debug({ step: "cancel.asked", order: id }, "exchange asked to cancel");
}
