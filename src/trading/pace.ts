/** How fast a simulated market may run: at ×1 while a person decides, so that people decide on the market they see. */
import type { App } from "../app.ts";
import { WORKING_STATES } from "../domain/order.ts";
import { Order } from "../models/order.ts";

/** A version of a proposal slows the market for so long at most (people's time). */
const SLOW_MS = 60_000;

export async function marketPace(app: Pick<App, "db" | "clock">): Promise<"full" | "real"> {
  const since = app.clock.now() - SLOW_MS;
  // Asked at every event: without a model it is four times as fast, and was two fifths of what a candle cost.
  const proposed = app.db.reader(Order.tableName).select("id").where({ state: "proposed" });
  const waiting: unknown = await proposed.where("updated_at", ">", since).first();
  if (waiting === undefined) return "full";
  const atMarket = await Order.query(app.db.reader)
    .where({ order_type: "MARKET" })
    .whereIn("state", [...WORKING_STATES])
    .first();
  return atMarket === undefined ? "real" : "full";
}
