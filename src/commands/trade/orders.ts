import type { App } from "../../app.ts";
import { orderDetailCard } from "../../cards/order/detail.ts";
import { ordersCard } from "../../cards/orders.ts";
import { choice, orderArg } from "../../chat/grammar/arguments.ts";
import { command, optional, required } from "../../chat/command.ts";
import { Refusal } from "../../domain/errors.ts";
import { PENDING_STATES } from "../../domain/order.ts";
import { Order } from "../../models/order.ts";
import { detailFacts } from "../../trading/order-detail.ts";
import { precisions } from "../precision.ts";

/** The newest come first; more than these are reached by their number. */
const MOST = 50;

export const orders = command({
  name: "orders",
  family: "trade",
  kind: "reads",
  role: "viewer",
  help: "the orders at work, or all of them",
  examples: ["/orders", "/orders all"],
  args: { all: optional(choice("all"), "with those that are over") },
  stale: "run",
  async run(app: App, _call, { all }) {
    const newest = Order.query(app.db.reader).orderBy("id", "desc").limit(MOST);
    const rows = await (all === undefined ? newest.whereIn("state", [...PENDING_STATES]) : newest);
    const places = await precisions(app);
    const facts = rows.map((order) => ({
      id: order.id,
      side: order.side,
      pair: order.tradingPair,
      quantity: order.quantity,
      filled: order.filledQuantity,
      limit: order.price,
      pricePlaces: places(order),
      state: order.state,
    }));
    return { reply: ordersCard(facts, all !== undefined) };
  },
});

export const order = command({
  name: "order",
  family: "trade",
  kind: "reads",
  role: "viewer",
  help: "everything about one order",
  examples: ["/order 42"],
  args: { id: required(orderArg, "its number") },
  stale: "run",
  async run(app: App, _call, { id }) {
    const row = await Order.query(app.db.reader).findById(id);
    if (row === undefined)
      throw new Refusal("order", `There is no order #${id}. /orders all lists them.`, ["/orders all"]);
    return { reply: orderDetailCard(await detailFacts(app.db.reader, row)) };
  },
});
