/** What is left of the entries of a position whose exit has fired is canceled (EXECUTION §6, Bracket). */
import type { Tx } from "../../db/transact.ts";
import type { PositionId } from "../../domain/ids.ts";
import { CANCELABLE_STATES } from "../../domain/order.ts";
import { Order } from "../../models/order.ts";
import { cancelOrder } from "../cancel.ts";
import type { Cause } from "../cause.ts";

export async function endEntries(tx: Tx, position: PositionId, cause: Cause): Promise<void> {
  const entries = Order.query(tx).where({ position_id: position, purpose: "entry", cancel_requested_at: null });
  for (const entry of await entries.whereIn("state", [...CANCELABLE_STATES])) await cancelOrder(tx, entry, cause);
}
