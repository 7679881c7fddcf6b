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
import { protectedCard } from "../../cards/protection.ts";
import type { OrderId } from "../../domain/ids.ts";
import { isOver } from "../../domain/order.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import { protect, protectSight, type ProtectSight } from "../../trading/protection/protect.ts";
import { protectedFacts } from "../../trading/protection/standing.ts";
import { askToUncover } from "./protect.ts";

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
  async run(app: App, call, { what, upTo }) {
    const sight = what === "all" ? null : await sightOfLeg(app, what);
    return act(app, call, async (tx) => {
      const at = app.clock.now();
      if (what === "all") return cancelAll(tx, call, upTo, { at, until: confirmedUntil(app) });
      const order = await findOrder(tx, what);
      if (order.leg !== null) return cancelLeg(tx, app, call, order, sight);
      // Nothing of a proposal is anywhere yet: to cancel it is to say no.
      if (order.state === "proposed") await reject(tx, order.id, null, call, at);
      else await cancelOrder(tx, order, causeOf(call, at));
      return order.alertId === null ? { nothing: true } : { card: order.alertId };
    });
  },
});

/** What a leg protects is looked at before the transaction; null for what is no leg of an open position. */
async function sightOfLeg(app: App, id: OrderId): Promise<ProtectSight | null> {
  const order = await Order.query(app.db.reader).findById(id);
  if (order === undefined || order.leg === null || order.positionId === null) return null;
  return protectSight(app, await Position.query(app.db.reader).findById(order.positionId).throwIfNotFound());
}

/** To cancel a leg is to take the wish for it away: the stop after a question, the target at once. */
async function cancelLeg(tx: Tx, app: App, call: Call, order: Order, sight: ProtectSight | null): Promise<Answer> {
  const position = order.positionId === null ? undefined : await Position.query(tx).findById(order.positionId);
  if (position === undefined || sight === null)
    throw new Refusal("group", `#${order.id} goes with #${order.groupId}: cancel or reject that one.`, [
      `/order ${order.groupId}`,
    ]);
  if (isOver(order.state) || order.leg === "close")
    throw new Refusal(
      "over",
      `#${order.id} cannot be canceled: ${order.leg === "close" ? "a rule closes the position" : "it is over"}.`,
    );
  if (order.leg === "stop") return { reply: askToUncover(app, position, `/protect ${position.tradingPair} sl=off`) };
  const changed = await protect(tx, position, { tp: "off" }, sight, call, app.clock.now());
  return { reply: protectedCard(await protectedFacts(tx, changed)) };
}

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
  "No order works at an exchange but what protects positions: there is nothing to cancel. /protect PAIR sl=off takes a stop away, /reject turns down what waits for a yes.";
