/** Words that the desk knows at the moment of typing, for completion and menus. */
import type { Desk } from "../../db/desk.ts";
import { PENDING_STATES } from "../../domain/order.ts";
import { MarketRow } from "../../models/market.ts";
import { Order } from "../../models/order.ts";

const MOST_ORDERS = 20;

export async function knownPairs({ db }: Desk): Promise<string[]> {
  const rows = await MarketRow.query(db.reader).where({ is_active: true }).orderBy("id");
  return [...new Set(rows.map((row) => row.pair))];
}

/** The newest first. */
export async function pendingOrders({ db }: Desk): Promise<string[]> {
  const rows = await Order.query(db.reader)
    .whereIn("state", [...PENDING_STATES])
    .orderBy("id", "desc")
    .limit(MOST_ORDERS);
  return rows.map((order) => String(order.id));
}
