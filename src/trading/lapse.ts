/** What nobody answered in time: nothing of it is sent. */
import type { App } from "../app.ts";
import { transact } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { toNumber } from "../domain/money.ts";
import { type Limits, numberOf } from "../domain/risk/limits.ts";
import { Order } from "../models/order.ts";
import { deskCause } from "./cause.ts";
import { settle } from "./settle.ts";

/** When a proposal that is made or quoted anew at a moment of people's time lapses. */
export function expiryFrom(limits: Limits, now: number): number {
  const seconds = numberOf(limits, "proposal");
  if (seconds === null) throw new Error("every proposal lapses");
  return now + toNumber(seconds) * 1_000;
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
