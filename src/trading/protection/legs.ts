/** The exits that belong to a position, as rows: read. What makes them is arm.ts. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import { type Exits, NO_EXITS } from "../../domain/exits.ts";
import { sub } from "../../domain/money.ts";
import { LIVE_STATES, PENDING_STATES, type State } from "../../domain/order.ts";
import type { StandingLeg } from "../../domain/protection.ts";
import { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";

/** What was approved with an entry, or is to be. */
export async function exitsOfGroup(db: Knex | Tx, { id, purpose }: Pick<Order, "id" | "purpose">): Promise<Exits> {
  if (purpose === "exit") return NO_EXITS;
  const legs = await Order.query(db).where({ group_id: id }).orderBy("id");
  const stop = legs.find(({ leg }) => leg === "stop");
  const target = legs.find(({ leg }) => leg === "target");
  return { stop: stop?.triggerPrice ?? null, trail: stop?.trail ?? null, target: target?.price ?? null };
}

/** The legs of a position that are not over, oldest first. */
export async function legsOf(tx: Tx, { id }: Pick<Position, "id">): Promise<Order[]> {
  return Order.query(tx)
    .where({ position_id: id })
    .whereNotNull("leg")
    .whereIn("state", [...PENDING_STATES])
    .orderBy("id");
}

/** As the plan sees it. `now`: market time. */
export function standingLeg(order: Order, now: number): StandingLeg {
  const { id, leg, state, quantity, filledQuantity, price, triggerPrice, trail, dueAt, cancelRequestedAt } = order;
  if (leg === null) throw new Error(`order ${id} is no leg`);
  const stand = state === "armed" ? "armed" : state === "open" || state === "partial" ? "standing" : "going";
  return {
    ...{ id, leg, stand, trail, isDue: dueAt !== null, left: sub(quantity, filledQuantity) },
    level: triggerPrice ?? price,
    isBusy: cancelRequestedAt !== null || order.wantedQuantity !== null,
    standsMs: stand === "armed" ? 0 : now - order.quoteAt,
  };
}

/** At the exchange, or perhaps there: it may lock coins. */
export function isOut({ state }: Pick<Order, "state">): boolean {
  return (LIVE_STATES as readonly State[]).includes(state);
}
