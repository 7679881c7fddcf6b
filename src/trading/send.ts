/**
 * Takes approved orders to the exchange, each at most once (EXECUTION §3): the claim is durable before the call, and
 * whatever the call does not clearly answer is `unknown`, never tried again.
 */
import type { App } from "../app.ts";
import { ring, transact, type Tx } from "../db/transact.ts";
import { worstPrice } from "../domain/band.ts";
import { Refusal } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import type { Market } from "../domain/market.ts";
import { from, less } from "../domain/money.ts";
import { type Execution, type Sendable, sendable } from "../domain/order.ts";
import { numberOf } from "../domain/risk/limits.ts";
import type { Sight } from "../domain/risk/price.ts";
import { type Ack, type Gateway, PlacementRefused } from "../exchange/gateway.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { within } from "../runtime/deadline.ts";
import { throwFailures } from "../runtime/failures.ts";
import { askToCancel, CALL_MS } from "./ask-cancel.ts";
import { canceledLately, sentLately } from "./guards/at-work.ts";
import { checkApproved } from "./guards/four-eyes.ts";
import { onceFreed } from "./halts/freed.ts";
import { guardEntry, guardExit, intentOf } from "./guards/guard.ts";
import { isLapsed, lapseDue } from "./lapse.ts";
import { refuseOrphan } from "./orphans.ts";
import { deskCause } from "./cause.ts";
import { limitsOf } from "./guards/limits.ts";
import { sightOf } from "./sight.ts";
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
    await orFail(order.state === "approved" ? sendOne(app, gateway, order) : cancelOne(app, gateway, order.id));
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

async function sendOne(app: App, gateway: Gateway, due: Order): Promise<void> {
  const { id } = due;
  // An exit waits for no price.
  const sight = due.purpose === "entry" ? await sightOf(app, gateway, due.tradingPair) : null;
  const order = await claim(app, id, sight);
  if (order === null) return;
  app.log.debug({ step: "send.claimed", order: id }, "order claimed for sending");
  const answer = await place(gateway, order);
  app.log.debug({ step: "send.answered", order: id, answer: answer.kind }, "exchange answered");
  await settleAnswer(app, id, answer);
  app.log.debug({ step: "send.settled", order: id }, "answer booked");
}

/** The last look before the socket: halts, limits, money, expiry, approval, and that it was never sent. */
async function claim(app: App, id: OrderId, sight: Sight | null): Promise<Sendable | null> {
  return transact(app, async (tx) => {
    const order = await Order.query(tx).findById(id).throwIfNotFound();
    if (order.state !== "approved" || order.sendCount !== 0) return null;
    const cause = deskCause(app.clock.now());
    if (isLapsed(order, cause.at)) {
      await settle(tx, order, "lapsed", {}, cause);
      return null;
    }
    const market = await marketOf(tx, order.exchange, order.tradingPair);
    let { quantity } = order;
    try {
      await refuseOrphan(tx, order);
      const fitted = await onceFreed(tx, order, market);
      if (fitted === null || !(await mayGo(tx, fitted, market, sight, cause.at))) return null;
      quantity = fitted.quantity;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await settle(tx, order, "denied", { reason: error.message }, cause);
      return null;
    }
    const claimed = await settle(tx, order, "sending", { quantity, sendCount: 1, sentAt: cause.at }, cause);
    return sendable(claimed.state, {
      clientOrderId: order.clientOrderId,
      pair: order.tradingPair,
      side: order.side,
      quantity,
      ...executionOf(order, market),
      reduceOnly: order.purpose === "exit",
      link: null,
    });
  });
}

/** Throws a Refusal for what must not be sent. False: an exit that waits for its minute; it is never refused for that. */
async function mayGo(tx: Tx, order: Order, market: Market, sight: Sight | null, at: number): Promise<boolean> {
  const intent = intentOf(order, market);
  if (order.purpose === "exit") {
    await guardExit(tx, intent, order.id);
    return hasRoom(tx, order, "orders", await sentLately(tx, order.exchange, at));
  }
  if (sight === null) throw new Error(`order ${order.id} was not looked at`);
  const judged = await guardEntry(tx, intent, sight, at, order.id);
  await checkApproved(tx, order, intent, judged);
  return true;
}

async function hasRoom(tx: Tx, { exchange }: Order, rule: "orders" | "cancels", lately: number): Promise<boolean> {
  const most = numberOf(await limitsOf(tx, exchange), rule);
  return most === null || less(from(lately), most);
}

/**
 * An entry at market goes as an IOC limit at the edge of the approved band, rounded inward: what the band does not give
 * is not bought. An exit at market takes what the market gives.
 */
function executionOf(order: Order, market: Market): Execution {
  const limit = order.purpose === "exit" ? order.price : worstPrice(market, order);
  return {
    type: limit === null ? "MARKET" : "LIMIT",
    limit,
    trigger: null,
    trail: null,
    timeInForce: order.timeInForce,
    postOnly: false,
  };
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
    const now = app.clock.now();
    if (!(await hasRoom(tx, found, "cancels", await canceledLately(tx, found.exchange, now)))) return null;
    return settle(tx, found, "canceling", {}, deskCause(now));
  });
  if (order === null) return;
  app.log.debug({ step: "cancel.claimed", order: id }, "cancel claimed");
  await askToCancel(app, gateway, order);
  app.log.debug({ step: "cancel.asked", order: id }, "exchange asked to cancel");
}
