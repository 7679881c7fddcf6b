import { randomUUID } from "node:crypto";

import type { Tx } from "../db/transact.ts";
import { clientOrderId } from "../domain/client-order-id.ts";
import { readTag } from "../models/meta.ts";
import type { Order } from "../models/order.ts";

/** What tells an order from all others, here and at its exchange: no two rows ever share it (EXECUTION §1). */
export async function newOrderIds(tx: Tx): Promise<Pick<Order, "uuid" | "clientOrderId">> {
  const uuid = randomUUID();
  return { uuid, clientOrderId: clientOrderId(await readTag(tx), uuid) };
}
