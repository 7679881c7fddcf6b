/**
 * Takes approved orders to the exchange, each at most once (EXECUTION §3): the claim is durable before the call, and
 * whatever the call does not clearly answer is `unknown`, never tried again.
 */
import type { App } from "../app.ts";
import { ring, transact, type Tx } from "../db/transact.ts";
import { worstPrice } from "../domain/band.ts";
import { Refusal } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import { isPerpetual, type Market } from "../domain/market.ts";
import { from, less } from "../domain/money.ts";
import { type Execution, type Sendable, sendable } from "../domain/order.ts";
import { numberOf } from "../domain/risk/limits.ts";
import type { Sight } from "../domain/risk/price.ts";
import { type Ack, type Capabilities, type Gateway, PlacementRefused } from "../exchange/gateway.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { within } from "../runtime/deadline.ts";
import { throwFailures } from "../runtime/failures.ts";
import { askToCancel, CALL_MS } from "./ask-cancel.ts";
import { canceledLately, sentLately } from "./guards/at-work.ts";
import { checkApproved } from "./guards/four-eyes.ts";
import { abilitiesOn } from "./protection/abilities.ts";
import { checkLiquidation } from "./perpetuals/liquidation-distance.ts";
import { refusedMargin } from "./perpetuals/margin.ts";
import { freedFor, onceFreed } from "./protection/freed.ts";
import { exitsOfGroup } from "./protection/legs.ts";
import { moveOne } from "./protection/move.ts";
import { guardEntry, guardExit, intentOf } from "./guards/guard.ts";
import { isLapsed, lapseDue } from "./lapse.ts";
import { refuseOrphan } from "./orphans.ts";
import { deskCause } from "./cause.ts";
import { limitsOf } from "./guards/limits.ts";
import { haltRefused } from "./guards/refusals.ts";
import { sightOf } from "./sight.ts";
import { keep, settle, settleReport } from "./settle.ts";

const SANE_ID = /^[\w:.-]{1,64}$/;

/**
 * One round of an account's loop `send`. Each account has a loop of its own. Cancels and exits go before entries, and an
 * order that fails keeps no other one back: it is logged, and the loop tries again. True where an exit or a cancel waits for its
 * minute.
 */
export async function sendDue(app: App, gateway: Gateway): Promise<boolean> {
  const failures: unknown[] = [];
  let waits = false;
  const orFail = async (work: Promise<Gone | void>): Promise<void> => {
    try {
      if ((await work) === "waits") waits = true;
    } catch (error) {
      failures.push(error);
    }
  };
  await orFail(lapseDue(app, gateway.exchange));
  for (const order of app.compared.has(gateway.exchange) ? await dueOrders(app, gateway) : []) {
    await orFail(carryOut(app, gateway, order));
  }
  throwFailures(failures, `${gateway.exchange}: not everything that is due could be sent`);
  return waits;
}

/** waits: as many as may go in a minute went before it. */
type Gone = "gone" | "waits";

/** Cancels, then changes, then exits, then entries; the oldest first. */
async function dueOrders(app: App, { exchange }: Gateway): Promise<Order[]> {
  const ofAccount = () => Order.query(app.db.reader).where({ exchange }).orderBy("id");
  const resting = () => ofAccount().whereIn("state", ["open", "partial"]);
  const cancels = await resting().whereNotNull("cancel_requested_at");
  const changes = await resting().whereNull("cancel_requested_at").whereNotNull("wanted_quantity");
  const armed = await ofAccount().where({ state: "armed" }).where("due_at", "<=", app.clock.now());
  const approved = await ofAccount().where({ state: "approved" });
  const { exit = [], entry = [] } = Object.groupBy(approved, (order) => order.purpose);
  return [...cancels, ...changes, ...armed, ...exit, ...entry];
}

async function carryOut(app: App, gateway: Gateway, order: Order): Promise<Gone> {
  if (order.state === "approved" || order.state === "armed") return sendOne(app, gateway, order);
  if (order.cancelRequestedAt !== null) return cancelOne(app, gateway, order.id);
  await moveOne(app, gateway, order.id);
  return "gone";
}

async function sendOne(app: App, gateway: Gateway, due: Order): Promise<Gone> {
  const { id } = due;
  // An exit waits for no price.
  const sight = due.purpose === "entry" ? await sightOf(app, gateway, due.tradingPair) : null;
  const no = await refusedMargin(app, gateway, due);
  const order = await claim(app, gateway, id, { sight, no });
  if (order === null) return "gone";
  if (order === "waits") return order;
  app.log.debug({ step: "send.claimed", order: id }, "order claimed for sending");
  const answer = await place(gateway, order);
  app.log.debug({ step: "send.answered", order: id, answer: answer.kind }, "exchange answered");
  await settleAnswer(app, id, answer);
  app.log.debug({ step: "send.settled", order: id }, "answer booked");
  return "gone";
}

/** What was asked of the exchange before the claim. */
interface Asked {
  readonly sight: Sight | null;
  /** Why it must not go. */
  readonly no: string | null;
}

/** The last look before the socket: halts, limits, money, expiry, approval, and that it was never sent. Null: it goes no more. */
async function claim(
  app: App,
  gateway: Gateway,
  id: OrderId,
  { sight, no }: Asked,
): Promise<Sendable | "waits" | null> {
  return transact(app, async (tx) => {
    const order = await Order.query(tx).findById(id).throwIfNotFound();
    const isDue = order.state === "approved" || (order.state === "armed" && order.dueAt !== null);
    if (!isDue || order.sendCount !== 0) return null;
    const cause = deskCause(app.clock.now());
    if (isLapsed(order, cause.at)) {
      await settle(tx, order, "lapsed", {}, cause);
      return null;
    }
    const market = await marketOf(tx, order.exchange, order.tradingPair);
    const can = abilitiesOn(market, gateway.can);
    let { quantity } = order;
    try {
      await refuseOrphan(tx, order);
      if (no !== null) throw new Refusal("margin", no);
      const fitted = await onceFreed(tx, order, market, can);
      if (fitted === null) return null;
      if (!(await mayGo(tx, fitted, { market, sight, can, at: cause.at }))) return "waits";
      quantity = fitted.quantity;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await settle(tx, order, order.state === "armed" ? "canceled" : "denied", { reason: error.message }, cause);
      return null;
    }
    const link = linkOf(order, can);
    const sent = {
      quantity,
      link,
      sendCount: 1,
      sentAt: cause.at,
      ...(order.leg === null ? {} : { quoteAt: gateway.now() }),
    };
    const claimed = await settle(tx, order, "sending", sent, cause);
    return sendable(claimed.state, {
      clientOrderId: order.clientOrderId,
      pair: order.tradingPair,
      side: order.side,
      quantity,
      ...executionOf(order, market),
      reduceOnly: order.purpose === "exit",
      link: gateway.can.links ? link : null,
    });
  });
}

/** Exits of one position count as one, where they can rest together. */
function linkOf({ purpose, positionId }: Order, can: Capabilities): string | null {
  return can.links && purpose === "exit" && positionId !== null ? `p${positionId}` : null;
}

interface Moment {
  readonly market: Market;
  readonly sight: Sight | null;
  readonly can: Capabilities;
  /** People's time, ms UTC. */
  readonly at: number;
}

/** Throws a Refusal for what must not be sent. False: an exit that waits for its minute; it is never refused for that. */
async function mayGo(tx: Tx, order: Order, { market, sight, can, at }: Moment): Promise<boolean> {
  const intent = intentOf(order, market);
  if (order.purpose === "exit") {
    // A leg sells no more than is held: that the coins are there already, the exchange knows before the book does.
    if (order.leg === null) await guardExit(tx, intent, order.id, await freedFor(tx, order, can));
    return hasRoom(tx, order, "orders", await sentLately(tx, order.exchange, at));
  }
  if (sight === null) throw new Error(`order ${order.id} was not looked at`);
  if (isPerpetual(market)) await checkLiquidation(tx, intent, await exitsOfGroup(tx, order));
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
  const { orderType, triggerPrice: trigger, trail, timeInForce, postOnly } = order;
  const limit = order.purpose === "exit" ? order.price : worstPrice(market, order);
  const type = orderType === "MARKET" && limit !== null ? "LIMIT" : orderType;
  return { type, limit, trigger, trail, timeInForce, postOnly };
}

type Answered =
  | { readonly kind: "ack"; readonly ack: Ack }
  | { readonly kind: "refused"; readonly reason: string; readonly refusal: string }
  | { readonly kind: "unknown"; readonly reason: string };

async function place(gateway: Gateway, order: Sendable): Promise<Answered> {
  try {
    const ack = await within(CALL_MS, `${gateway.exchange} placing an order`, gateway.place(order));
    return isSane(ack, order)
      ? { kind: "ack", ack }
      : { kind: "unknown", reason: "The exchange's answer made no sense." };
  } catch (error) {
    if (error instanceof PlacementRefused && error.code !== "DuplicateClientOrderId") {
      return { kind: "refused", reason: error.message, refusal: error.code };
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
      const { kind, reason, ...no } = answer;
      const settled = await settle(tx, order, kind, { reason, ...no }, cause);
      if (kind === "refused") await haltRefused(tx, settled, cause.at);
      return;
    }
    const known = await keep(tx, order, { exchangeOrderId: answer.ack.exchangeOrderId });
    if (answer.ack.report !== null) await settleReport(tx, known, answer.ack.report, cause);
  });
}

async function cancelOne(app: App, gateway: Gateway, id: OrderId): Promise<Gone> {
  const order = await transact(app, async (tx) => {
    const found = await Order.query(tx).findById(id).throwIfNotFound();
    if (found.state !== "open" && found.state !== "partial") return null;
    const now = app.clock.now();
    if (!(await hasRoom(tx, found, "cancels", await canceledLately(tx, found.exchange, now)))) return "waits";
    return settle(tx, found, "canceling", {}, deskCause(now));
  });
  if (order === null) return "gone";
  if (order === "waits") return order;
  app.log.debug({ step: "cancel.claimed", order: id }, "cancel claimed");
  await askToCancel(app, gateway, order);
  app.log.debug({ step: "cancel.asked", order: id }, "exchange asked to cancel");
  return "gone";
}
