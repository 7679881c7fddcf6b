/** A wish to cancel is a row; the send loop carries it out when the order can be canceled (EXECUTION §2). */
import { ring, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import { isOver } from "../domain/order.ts";
import type { Order } from "../models/order.ts";
import { type Cause } from "./cause.ts";
import { keep, settle } from "./settle.ts";
import { reviseOrderCard } from "./order-card.ts";

/** Of an order that was approved. Throws a Refusal for one that is over or in quarantine. Twice is once. */
export async function cancelOrder(tx: Tx, order: Order, cause: Cause, haltId: number | null = null): Promise<void> {
  if (isOver(order.state)) {
    throw new Refusal("over", `#${order.id} is already ${order.state.replace("_", " ")}: there is nothing to cancel.`, [
      `/order ${order.id}`,
    ]);
  }
  if (order.state === "quarantined") {
    throw new Refusal(
      "quarantine",
      `#${order.id} is quarantined: nobody knows what it is at the exchange. Look there first.`,
      [`/order ${order.id}`],
    );
  }
  if (order.state === "approved" || order.state === "armed") {
    await settle(tx, order, "canceled", { haltId }, cause);
    return;
  }
  const wished = await keep(tx, order, {
    cancelRequestedAt: order.cancelRequestedAt ?? cause.at,
    haltId: haltId ?? order.haltId,
  });
  await reviseOrderCard(tx, wished, cause.at);
  ring(tx, "send");
}
