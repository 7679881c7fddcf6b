/** Looking orders up. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { Place } from "../domain/halt.ts";
import type { OrderId } from "../domain/ids.ts";
import { CANCELABLE_STATES, WORKING_STATES } from "../domain/order.ts";
import { Order } from "../models/order.ts";

/** As a person names it. Throws a Refusal where there is none. */
export async function findOrder(db: Knex | Tx, id: OrderId): Promise<Order> {
  const order = await Order.query(db).findById(id);
  if (order !== undefined) return order;
  throw new Refusal("order", `There is no order #${id}. /orders all lists them.`, ["/orders all"]);
}

/** At the exchange or on the way there, and not being canceled; oldest first. What protects a position is none of them. */
export async function cancelableOrders(tx: Tx): Promise<Order[]> {
  return Order.query(tx)
    .whereIn("state", [...CANCELABLE_STATES])
    .whereNull("leg")
    .orderBy("id");
}

/** What could raise exposure and is approved and not over; those in quarantine too: what they are, nobody knows. */
export async function liveEntries(db: Knex | Tx): Promise<Order[]> {
  return Order.query(db)
    .where({ purpose: "entry" })
    .whereIn("state", [...WORKING_STATES, "quarantined"])
    .orderBy("id");
}

/** What already closes a position. */
export async function workingExits(db: Knex | Tx, { exchange, tradingPair, strategyId }: Place): Promise<Order[]> {
  return Order.query(db)
    .where({ exchange, trading_pair: tradingPair, strategy_id: strategyId, purpose: "exit" })
    .whereIn("state", [...WORKING_STATES])
    .orderBy("id");
}
