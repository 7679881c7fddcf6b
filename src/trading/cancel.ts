/** A wish to cancel is a row; the send loop carries it out when the order can be canceled (EXECUTION §2). */
import { ring, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import { isOver } from "../domain/order.ts";
import { Order } from "../models/order.ts";
import { type Cause, keep, settle } from "./settle.ts";
import { showCard } from "./card.ts";

/** approved: it never left · wished: the exchange is asked · rejected: a proposal is turned down */
export type Cancellation = "never left" | "wished" | "rejected";

/** Throws a Refusal for an order that is over. Twice is once. */
export async function cancelOrder(
  tx: Tx,
  order: Order,
  cause: Cause,
  haltId: number | null = null,
): Promise<Cancellation> {
  if (isOver(order.state)) {
    throw new Refusal("over", `#${order.id} is already ${order.state.replace("_", " ")}: there is nothing to cancel.`, [
      `/order ${order.id}`,
    ]);
  }
  if (order.state === "proposed") {
    await settle(tx, order, "rejected", { decidedBy: cause.personId, decidedAt: cause.at, reason: null }, cause);
    return "rejected";
  }
  if (order.state === "approved" || order.state === "armed") {
    await settle(tx, order, "canceled", { haltId }, cause);
    return "never left";
  }
  const wished = await keep(tx, order, {
    cancelRequestedAt: order.cancelRequestedAt ?? cause.at,
    haltId: haltId ?? order.haltId,
  });
  await showCard(tx, wished, cause.at);
  ring(tx, "send");
  return "wished";
}

/** Orders that are at the exchange or on the way there, oldest first. */
export async function workingOrders(tx: Tx): Promise<Order[]> {
  return Order.query(tx).whereIn("state", ["approved", "sending", "unknown", "open", "partial"]).orderBy("id");
}
