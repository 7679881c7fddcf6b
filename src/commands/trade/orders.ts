import type { App } from "../../app.ts";
import { orderDetailCard } from "../../cards/order/detail.ts";
import { ordersCard } from "../../cards/orders.ts";
import { PAGE_ROWS, pageOf } from "../../cards/pages.ts";
import { choice, orderArg } from "../../chat/grammar/arguments.ts";
import { page } from "../../chat/grammar/page.ts";
import { command, optional, required } from "../../chat/command.ts";
import { Refusal } from "../../domain/errors.ts";
import { PENDING_STATES, STATES } from "../../domain/order.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { Order } from "../../models/order.ts";
import { detailFacts } from "../../trading/order-detail.ts";
import { precisions } from "../precision.ts";

export const orders = command({
  name: "orders",
  family: "trade",
  kind: "reads",
  role: "viewer",
  help: "the orders at work, or all of them",
  examples: ["/orders", "/orders all"],
  args: { all: optional(choice("all"), "with those that are over"), page },
  stale: "run",
  async run(app: App, _call, values) {
    const all = values.all !== undefined;
    const states = all ? STATES : PENDING_STATES;
    const asked = () => Order.query(app.db.reader).whereIn("state", [...states]);
    const shown = pageOf(await asked().resultSize(), values.page);
    const rows = await asked().orderBy("id", "desc").offset(shown.offset).limit(PAGE_ROWS);
    const waiting = await Order.query(app.db.reader).where({ state: "proposed" }).resultSize();
    const places = await precisions(app);
    const facts = rows.map((order) => ({
      id: order.id,
      side: order.side,
      exchange: order.exchange,
      pair: order.tradingPair,
      quantity: order.quantity,
      filled: order.filledQuantity,
      limit: order.price,
      leg: order.leg,
      trigger: order.triggerPrice,
      pricePlaces: places(order),
      state: order.state,
    }));
    return { reply: ordersCard({ rows: facts, first: gatewayOf(app).exchange, page: shown, all, waiting }) };
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
