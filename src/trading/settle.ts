/**
 * The only door through which an order changes its state: legal by the table, guarded by its version, and in one
 * transaction with the card, the audit and whatever caused it.
 */
import type { Tx } from "../db/transact.ts";
import { compare, type Decimal, equal, isZero } from "../domain/money.ts";
import { isOver, LIVE_STATES, publicStatus, type State, transition } from "../domain/order.ts";
import type { OrderReport } from "../exchange/gateway.ts";
import { appendAudit } from "../models/audit.ts";
import { Order } from "../models/order.ts";
import { alarm } from "./alarm.ts";
import { type Cause, entityOf } from "./cause.ts";
import { reviseOrderCard } from "./order-card.ts";
import { showHaltsOf } from "./halts/card.ts";

export type OrderChanges = Partial<Omit<Order, "id" | "state" | "version" | "status">>;

/** Gives the order as it is now. An illegal step quarantines it and halts its pair; a repeated one changes nothing. */
export async function settle(tx: Tx, order: Order, to: State, changes: OrderChanges, cause: Cause): Promise<Order> {
  const note = transition(order.state, to);
  if (note === undefined) return quarantine(tx, order, `from ${order.state} to ${to}`, cause);
  const moved = await write(tx, order, to, changes, cause);
  if (note === "alarm") await alarm(tx, moved, `It was ${order.state} and is now ${to}.`, cause);
  return moved;
}

/** What the exchange says of an order's life. Fills come by trades alone: a report never fills an order. */
export async function settleReport(tx: Tx, order: Order, report: OrderReport, cause: Cause): Promise<Order> {
  const to = stateOfReport(order.state, report, order.filledQuantity);
  const terms = termsOfReport(order, report);
  if (to === null || to === order.state) return Object.keys(terms).length > 0 ? keep(tx, order, terms) : order;
  return settle(tx, order, to, terms, cause);
}

/** What the venue has changed of a leg: less to sell once a linked one has sold, a trigger that follows the price. */
function termsOfReport(order: Order, { exchangeOrderId, quantity, trigger }: OrderReport): OrderChanges {
  const isMoved = trigger !== null && order.triggerPrice !== null && !equal(trigger, order.triggerPrice);
  return {
    ...(order.exchangeOrderId === null ? { exchangeOrderId } : {}),
    ...(order.link !== null && !equal(quantity, order.quantity) ? { quantity } : {}),
    ...(order.leg !== null && isMoved ? { triggerPrice: trigger } : {}),
  };
}

/** Notes facts that change no state (the exchange's id, a wish to cancel). */
export async function keep(tx: Tx, order: Order, changes: OrderChanges): Promise<Order> {
  await Order.query(tx).findById(order.id).patch(changes);
  return reread(tx, order);
}

export async function quarantine(tx: Tx, order: Order, what: string, cause: Cause): Promise<Order> {
  if (transition(order.state, "quarantined") === undefined) {
    throw new Error(`order ${order.id} cannot go ${what}: nothing of it is at the exchange`);
  }
  const moved = await write(tx, order, "quarantined", { reason: `It cannot go ${what}.` }, cause);
  await alarm(tx, moved, `It cannot go ${what}.`, cause);
  return moved;
}

async function reread(tx: Tx, order: Order): Promise<Order> {
  return Order.query(tx).findById(order.id).throwIfNotFound();
}

async function write(tx: Tx, order: Order, to: State, changes: OrderChanges, cause: Cause): Promise<Order> {
  const filled = changes.filledQuantity ?? order.filledQuantity;
  const changed = await Order.query(tx)
    .where({ id: order.id, version: order.version })
    .patch({
      ...changes,
      state: to,
      status: publicStatus(to, !isZero(filled)),
      version: order.version + 1,
      updatedAt: cause.at,
    });
  if (changed !== 1) throw new Error(`order ${order.id} is no longer at version ${order.version}`);
  const moved = await reread(tx, order);
  await appendAudit(tx, {
    at: cause.at,
    personId: cause.personId,
    actor: cause.actor,
    action: `order.${to}`,
    entity: entityOf(order.id),
    details: { from: order.state, version: moved.version, reason: moved.reason },
  });
  await reviseOrderCard(tx, moved, cause.at);
  await showHaltsOf(tx, moved, cause.at);
  if (moved.purpose === "entry") await takeLegsAlong(tx, moved, cause);
  return moved;
}

/** One decision covers a group: its exits are approved with their entry, and end with it where it bought nothing. */
async function takeLegsAlong(tx: Tx, entry: Order, cause: Cause): Promise<void> {
  const { state, quantity, decidedBy, decidedAt, decidedOn } = entry;
  const isDead = isOver(state) && isZero(entry.filledQuantity);
  if (state !== "approved" && !isDead) return;
  for (const leg of await Order.query(tx).where({ group_id: entry.id }).whereIn("state", ["proposed", "armed"])) {
    if (state === "approved") {
      const approved = await settle(tx, leg, "approved", { quantity, decidedBy, decidedAt, decidedOn }, cause);
      await settle(tx, approved, "armed", {}, cause);
    } else await settle(tx, leg, leg.state === "proposed" ? state : "canceled", {}, cause);
  }
}

function stateOfReport(state: State, report: OrderReport, booked: Decimal): State | null {
  if (!movesByReport(state)) return null;
  // More is filled than our trades show: the trades move it, at the next round.
  if (compare(report.filled, booked) > 0) return null;
  // Our trades have filled it already, unless the venue had less of it to fill than the book knew.
  if (report.status === "filled") return equal(report.quantity, booked) ? "filled" : null;
  if (report.status !== "open") return report.status;
  if (state === "canceling") return null; // the cancel is still on its way
  return isZero(booked) ? "open" : "partial";
}

/** What has ended meanwhile met an older report; what is in quarantine waits for a person; the dead that live rise. */
function movesByReport(state: State): boolean {
  return (LIVE_STATES as readonly State[]).includes(state) || state === "refused" || state === "not_placed";
}
