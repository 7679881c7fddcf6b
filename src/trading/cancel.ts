/** A wish to cancel is a row; the send loop carries it out when the order can be canceled (EXECUTION §2). */
import { ring, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import { isOver } from "../domain/order.ts";
import { appendAudit } from "../models/audit.ts";
import type { Order } from "../models/order.ts";
import { CANCEL_ASKED } from "./halts/canceled-by.ts";
import { type Cause, entityOf } from "./cause.ts";
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
  if (order.cancelRequestedAt === null) await auditWish(tx, order, cause, haltId);
  const wished = await keep(tx, order, {
    cancelRequestedAt: order.cancelRequestedAt ?? cause.at,
    haltId: haltId ?? order.haltId,
  });
  await reviseOrderCard(tx, wished, cause.at);
  ring(tx, "send");
}

/** The exchange's answer, which ends the order, says no more who wanted it. */
async function auditWish(tx: Tx, { id }: Order, { at, personId, actor }: Cause, halt: number | null): Promise<void> {
  await appendAudit(tx, { at, personId, actor, action: CANCEL_ASKED, entity: entityOf(id), details: { halt } });
}
