/** What an exit ends beside it (EXECUTION §6): orders that would go on with a position that is no more. */
import type { Tx } from "../../db/transact.ts";
import type { PositionId } from "../../domain/ids.ts";
import { CANCELABLE_STATES } from "../../domain/order.ts";
import { Order } from "../../models/order.ts";
import { cancelOrder } from "../cancel.ts";
import type { Cause } from "../cause.ts";

/** What is left of the entries of a position whose exit has fired. */
export async function endEntries(tx: Tx, position: PositionId, cause: Cause): Promise<void> {
  const entries = Order.query(tx).where({ position_id: position, purpose: "entry", cancel_requested_at: null });
  for (const entry of await entries.whereIn("state", [...CANCELABLE_STATES])) await cancelOrder(tx, entry, cause);
}

/** What people asked for to close a perpetual that is flat: it would close the next one. Its legs end by themselves. */
export async function endExits(tx: Tx, position: PositionId, cause: Cause): Promise<void> {
  const exits = Order.query(tx).where({ position_id: position, purpose: "exit", leg: null, cancel_requested_at: null });
  for (const exit of await exits.whereIn("state", [...CANCELABLE_STATES])) await cancelOrder(tx, exit, cause);
}
