/** What nobody answered in time: nothing of it is sent. */
import type { App } from "../app.ts";
import { transact } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { Order } from "../models/order.ts";
import { deskCause } from "./cause.ts";
import { settle } from "./settle.ts";

/** How long a proposal waits for a yes, in people's time. */
export const PROPOSAL_MINUTES = 5;

export function expiryFrom(now: number): number {
  return now + PROPOSAL_MINUTES * 60_000;
}

/** An exit never lapses: it has no expiry. */
export function isLapsed(order: Pick<Order, "expiresAt">, now: number): boolean {
  return order.expiresAt !== null && now >= order.expiresAt;
}

/** Proposals past their expiry, and approved entries that could not be sent before it. */
export async function lapseDue(app: App, exchange: ExchangeName): Promise<void> {
  const now = app.clock.now();
  const due = await Order.query(app.db.reader)
    .where({ exchange })
    .whereIn("state", ["proposed", "approved"])
    .where("expires_at", "<=", now);
  for (const { id } of due) {
    await transact(app, async (tx) => {
      const order = await Order.query(tx).findById(id).throwIfNotFound();
      // Read anew: a re-quote may just have given it new time.
      if ((order.state === "proposed" || order.state === "approved") && isLapsed(order, now)) {
        await settle(tx, order, "lapsed", {}, deskCause(now));
      }
    });
  }
}
