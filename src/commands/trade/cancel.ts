import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { counted, say } from "../../cards/words.ts";
import { choice, countArg, either, orderArg } from "../../chat/grammar/arguments.ts";
import { type Answer, type Call, command, optional, required } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { cancelOrder } from "../../trading/cancel.ts";
import { cancelableOrders } from "../../trading/orders.ts";
import { findOrder } from "../../trading/orders.ts";
import { reject } from "../../trading/decide.ts";
import { confirmedUntil } from "../confirm.ts";
import { causeOf } from "../../trading/cause.ts";

export const cancel = command({
  name: "cancel",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "cancel an order, or all that work at an exchange",
  examples: ["/cancel 42", "/cancel all"],
  args: {
    what: required(either(choice("all"), orderArg), "an order's number, or all"),
    count: optional(countArg, "for all: how many orders you mean"),
  },
  stale: "refuse",
  run: (app: App, call, { what, count }) =>
    act(app, call, async (tx) => {
      const at = app.clock.now();
      if (what === "all") return cancelAll(tx, call, count, { at, until: confirmedUntil(app) });
      const order = await findOrder(tx, what);
      // Nothing of a proposal is anywhere yet: to cancel it is to say no.
      if (order.state === "proposed") await reject(tx, order.id, null, call, at);
      else await cancelOrder(tx, order, causeOf(call, at));
      return order.alertId === null ? { nothing: true } : { card: order.alertId };
    }),
});

interface When {
  /** People's time, ms UTC. */
  readonly at: number;
  readonly until: number;
}

/** One order is canceled at once; more than one are named and asked about. */
async function cancelAll(tx: Tx, call: Call, count: number | undefined, { at, until }: When): Promise<Answer> {
  const orders = await cancelableOrders(tx);
  if (orders.length === 0)
    throw new Refusal(
      "orders",
      "No order works at an exchange: there is nothing to cancel. What waits for a yes is turned down by /reject.",
      ["/orders"],
    );
  if (orders.length > 1 && count !== orders.length) {
    const numbers = orders.map((order) => `#${order.id}`).join(", ");
    const question = [
      `Cancel ${counted(orders.length, "order", "orders")} (${numbers})? No position loses a stop by it.`,
    ];
    return { reply: confirmCard({ question, label: "Cancel all", run: `cancel all ${orders.length}`, until }) };
  }
  for (const order of orders) await cancelOrder(tx, order, causeOf(call, at));
  return {
    reply: say("open", [
      `${counted(orders.length, "order is", "orders are")} being canceled; each card tells when it is done.`,
    ]),
  };
}
