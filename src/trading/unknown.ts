/** An order of which nobody knows whether it was placed: unknown stays unknown until it is found or proven absent. */
import type { App } from "../app.ts";
import { transact, type Tx } from "../db/transact.ts";
import { Order } from "../models/order.ts";
import { type Cause, deskCause, settle } from "./settle.ts";

/** Clocks may differ by so much on top of the receive window. */
const SKEW_MS = 1_000;

/** After a crash: what was on its way without an answer may or may not be there. */
export async function recoverSending(app: App): Promise<void> {
  await transact(app, async (tx) => {
    for (const order of await Order.query(tx).where({ state: "sending", exchange_order_id: null })) {
      await settle(tx, order, "unknown", { reason: "The desk stopped before the exchange had answered." }, deskCause(app.clock.now()));
    }
  });
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
