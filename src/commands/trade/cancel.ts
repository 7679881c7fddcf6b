import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { counted, say } from "../../cards/words.ts";
import { choice, countArg, either, orderArg } from "../../chat/grammar/arguments.ts";
import { pendingOrders } from "../../chat/grammar/known.ts";
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
    what: required(either(choice("all"), { ...orderArg, complete: pendingOrders }), "an order's number, or all"),
    upTo: optional(countArg, "for all: the newest order that you mean"),
  },
  stale: "refuse",
  run: (app: App, call, { what, upTo }) =>
    act(app, call, async (tx) => {
      const at = app.clock.now();
      if (what === "all") return cancelAll(tx, call, upTo, { at, until: confirmedUntil(app) });
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

/** One order is canceled at once; more than one are named and asked about. The yes means those up to the newest named. */
async function cancelAll(tx: Tx, call: Call, upTo: number | undefined, { at, until }: When): Promise<Answer> {
  const orders = await cancelableOrders(tx);
  const newest = orders.at(-1)?.id;
  if (newest === undefined) throw new Refusal("orders", NOTHING_WORKS, ["/orders"]);
  if (orders.length > 1 && upTo === undefined) {
    const numbers = orders.map((order) => `#${order.id}`).join(", ");
    const count = counted(orders.length, "order", "orders");
    const question = [`Cancel ${count} (${numbers})? No position loses a stop by it.`];
    return { reply: confirmCard({ question, label: "Cancel all", run: `cancel all ${newest}`, until }) };
  }
  const meant = orders.filter((order) => upTo === undefined || order.id <= upTo);
  for (const order of meant) await cancelOrder(tx, order, causeOf(call, at));
  const are = counted(meant.length, "order is", "orders are");
  return {
    reply: say(meant.length === 0 ? "refused" : "open", [`${are} being canceled; each card tells when it is done.`]),
  };
}

const NOTHING_WORKS =
  "No order works at an exchange: there is nothing to cancel. What waits for a yes is turned down by /reject.";
