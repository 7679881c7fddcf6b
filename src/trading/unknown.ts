/** An order of which nobody knows whether it was placed: unknown stays unknown until it is found or proven absent. */
import type { App } from "../app.ts";
import { unknownOrderCard } from "../cards/unknown-order.ts";
import { post } from "../chat/outbox.ts";
import { transact, type Tx } from "../db/transact.ts";
import { Alert } from "../models/alert.ts";
import { Exchange } from "../models/exchange.ts";
import { Order } from "../models/order.ts";
import { type Cause, deskCause, settle } from "./settle.ts";

/** Clocks may differ by so much on top of the receive window. */
const SKEW_MS = 1_000;

/** After a crash: what was on its way without an answer may or may not be there. */
export async function recoverSending(app: App): Promise<void> {
  await transact(app, async (tx) => {
    for (const order of await Order.query(tx).where({ state: "sending", exchange_order_id: null })) {
      await settle(
        tx,
        order,
        "unknown",
        { reason: "The desk stopped before the exchange had answered." },
        deskCause(app.clock.now()),
      );
    }
  });
}

/** People hear of an order that stays unknown for so long, and again every so often. */
const TELL_AFTER_MS = 30_000;
const TELL_EVERY_MS = 15 * 60_000;

/** Called before each look at the exchanges: one that does not answer must not keep this back. */
export async function tellUnknown(app: App): Promise<void> {
  const now = app.clock.now();
  const long = await Order.query(app.db.reader)
    .where({ state: "unknown" })
    .where("updated_at", "<=", now - TELL_AFTER_MS);
  for (const order of long) {
    const told = await Alert.query(app.db.reader)
      .where({ source: "health", related_entity_type: "order", related_entity_id: String(order.id) })
      .where("timestamp", ">", now - TELL_EVERY_MS)
      .first();
    if (told === undefined) await transact(app, (tx) => tell(tx, order, now));
  }
}

async function tell(tx: Tx, order: Order, at: number): Promise<void> {
  const { id, exchange, purpose, side, quantity, tradingPair: pair } = order;
  const { mode } = await Exchange.query(tx).findById(exchange).throwIfNotFound();
  const reply = unknownOrderCard({
    id,
    exchange,
    mode,
    purpose,
    side,
    quantity,
    pair,
    since: order.sentAt ?? order.updatedAt,
  });
  await post(tx, { type: "WARNING", source: "health", severity: 4, reply, about: { kind: "order", id: order.id }, at });
}

/** The request can no longer be admitted: an exchange that does not know the order now never will. */
export function isProvenAbsent(order: Order, receiveWindowMs: number, now: number): boolean {
  return order.state === "unknown" && now >= order.updatedAt + receiveWindowMs + SKEW_MS;
}

/** The exchange answered and does not know the order. Gives whether its fate is settled. */
export async function resolveAbsent(tx: Tx, order: Order, isProven: boolean, cause: Cause): Promise<boolean> {
  if (order.state !== "unknown") {
    // An acknowledged order that is not found: its trades or a later look will tell; absence here proves nothing.
    return order.state !== "sending";
  }
  if (!isProven) return false;
  await settle(tx, order, "not_placed", { reason: "The exchange has no such order: it was never placed." }, cause);
  return true;
}
