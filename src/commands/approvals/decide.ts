import type { App } from "../../app.ts";
import { type Amount, choice, orderArg, quantityArg, textArg } from "../../chat/grammar/arguments.ts";
import { waitingOrders } from "../../chat/grammar/known.ts";
import { type Answer, command, named, optional, required, rest } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Tx } from "../../db/transact.ts";
import { proposalChart } from "../../market/candles.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { Order } from "../../models/order.ts";
import {
  approve as approveOrder,
  driftBeyond,
  type Moment,
  type Part,
  reject as rejectOrder,
} from "../../trading/decide.ts";
import { findOrder } from "../../trading/orders.ts";
import { sightOfEntry } from "../../trading/sight.ts";

const waitingArg = { ...orderArg, complete: waitingOrders };

export const approve = command({
  name: "approve",
  family: "approvals",
  kind: "acts",
  role: "trader",
  help: "say yes to a proposal, to half of it or to a part",
  examples: ["/approve 42", "/approve 42 half", "/approve 42 qty=0.005"],
  args: {
    id: required(waitingArg, "its number"),
    half: optional(choice("half"), "half of it"),
    qty: named(quantityArg, "so much of the coin, at most what is proposed"),
  },
  stale: "refuse",
  async run(app: App, call, { id, half, qty }) {
    const part = partOf(half, qty);
    const moment = await momentOf(app, id);
    return act(app, call, async (tx) => {
      await approveOrder(tx, id, part, moment, call, app.clock.now());
      return cardAsAnswer(tx, id);
    });
  },
});

export const reject = command({
  name: "reject",
  family: "approvals",
  kind: "acts",
  role: "trader",
  help: "say no to a proposal",
  examples: ["/reject 42", "/reject 42 too early"],
  args: { id: required(waitingArg, "its number"), reason: rest(textArg, "why") },
  stale: "run",
  run: (app: App, call, { id, reason }) =>
    act(app, call, async (tx) => {
      await rejectOrder(tx, id, reason ?? null, call, app.clock.now());
      return cardAsAnswer(tx, id);
    }),
});

function partOf(half: "half" | undefined, qty: Amount | undefined): Part {
  if (qty === undefined) return half ?? "all";
  if (half !== undefined)
    throw new Refusal("grammar", "Half or a quantity, not both: /approve 42 half, or /approve 42 qty=0.005.");
  if (qty.kind !== "base") throw new Refusal("grammar", "A part is given in the coin: /approve 42 qty=0.005.");
  return { quantity: qty.quantity };
}

/** The market that the decision is taken on. */
async function momentOf(app: App, id: OrderId): Promise<Moment> {
  const order = await Order.query(app.db.reader).findById(id);
  if (order === undefined)
    throw new Refusal("order", `There is no order #${id}. /proposals lists what waits.`, ["/proposals"]);
  const sight = await sightOfEntry(app, gatewayOf(app, order.exchange), order.tradingPair);
  const isRequoted = driftBeyond(order, sight) !== null;
  const chart = isRequoted ? await proposalChart(app, { exchange: order.exchange, pair: order.tradingPair }) : null;
  return { ...sight, chart };
}

/** The order's card in this chat, as it now is, is the answer. */
async function cardAsAnswer(tx: Tx, id: OrderId): Promise<Answer> {
  const { alertId } = await findOrder(tx, id);
  return alertId === null ? { nothing: true } : { card: alertId };
}
