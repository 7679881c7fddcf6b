/** What nobody answered in time: nothing of it is sent. */
import type { App } from "../app.ts";
import { transact } from "../db/transact.ts";
import { Order } from "../models/order.ts";
import { deskCause, settle } from "./settle.ts";

/** Proposals past their expiry, and approved entries that could not be sent before it. */
export async function lapseDue(app: App): Promise<void> {
  const now = app.clock.now();
  const due = await Order.query(app.db.reader)
    .whereIn("state", ["proposed", "approved"])
    .where("expires_at", "<=", now);
  for (const { id } of due) {
    await transact(app, async (tx) => {
      const order = await Order.query(tx).findById(id).throwIfNotFound();
      if (order.state !== "proposed" && order.state !== "approved") return;
      await settle(tx, order, "lapsed", {}, deskCause(now));
    });
  }
}
