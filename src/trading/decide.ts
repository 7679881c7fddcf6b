/** A person's yes or no to one version of an order. */
import { type Call, mayAct } from "../chat/command.ts";
import { ring, type Tx } from "../db/transact.ts";
import type { CandleChart } from "../domain/chart.ts";
import { Refusal } from "../domain/errors.ts";
import { checkExitSizes, checkLevels, type Exits } from "../domain/exits.ts";
import type { OrderId } from "../domain/ids.ts";
import { halfOf, type Market, roundAmount } from "../domain/market.ts";
import { abs, compare, type Decimal, div, HUNDRED, mul, sub, text } from "../domain/money.ts";
import type { Sight } from "../domain/risk/price.ts";
import { marketOf } from "../market/rules.ts";
import { Approval } from "../models/approval.ts";
import type { Order } from "../models/order.ts";
import { expiryFrom, isLapsed } from "./lapse.ts";
import { positionSideOf } from "../domain/order.ts";
import { offersHalf, reviseOrderCard } from "./order-card.ts";
import { refuseOrphan } from "./orphans.ts";
import { findOrder } from "./orders.ts";
import { checkMayApprove } from "./guards/four-eyes.ts";
import { guardEntry, intentOf, refuseHalted } from "./guards/guard.ts";
import { limitsOf } from "./guards/limits.ts";
import { checkLiquidation } from "./perpetuals/liquidation-distance.ts";
import { exitsOfGroup } from "./protection/legs.ts";
import { afterOf } from "./outlook.ts";
import { takerPrice } from "../domain/quote.ts";
import { causeOf } from "./cause.ts";
import { settle } from "./settle.ts";

/** What a person says yes to: all of it, half, or so much of the base currency. */
export type Part = "all" | "half" | { readonly quantity: Decimal };

export type Decision = "approved" | "requoted";

/** The market as it is at the moment of the decision. */
export interface Moment extends Sight {
  /** For a new quote. */
  readonly chart: CandleChart | null;
}

/** Throws a Refusal where the order no longer waits, or a rule forbids it; then nothing was written. */
export async function approve(
  tx: Tx,
  id: OrderId,
  part: Part,
  moment: Moment,
  call: Call,
  at: number,
): Promise<Decision> {
  const order = await waiting(tx, id, call, at);
  checkMayDecide(order, call);
  await refuseOrphan(tx, order);
  await refuseHalted(tx, order);
  const market = await marketOf(tx, order.exchange, order.tradingPair);
  const drift = driftBeyond(order, moment);
  if (drift !== null) {
    await requote(tx, order, drift, moment, call, at);
    return "requoted";
  }
  const exits = await exitsOfGroup(tx, order);
  const quantity = quantityOf(order, part, market, exits);
  checkLevels(market, positionSideOf(order), exits, order.price ?? moment.quote.last, "the price");
  checkExitSizes(market, quantity, exits);
  const intent = { ...intentOf(order, market), quantity };
  await checkLiquidation(tx, intent, exits);
  const judged = await guardEntry(tx, intent, moment, at, order.id);
  await checkMayApprove(tx, order, intent, judged, call);
  await Approval.query(tx).insert({
    orderId: order.id,
    version: order.version,
    personId: call.person.id,
    createdAt: at,
  });
  await settle(
    tx,
    order,
    "approved",
    { quantity, approvedDay: judged.account?.day ?? null, ...decided(call, at) },
    causeOf(call, at),
  );
  ring(tx, "send");
  return "approved";
}

export async function reject(tx: Tx, id: OrderId, reason: string | null, call: Call, at: number): Promise<void> {
  const order = await waiting(tx, id, call, at);
  checkMayDecide(order, call);
  await settle(tx, order, "rejected", { reason, ...decided(call, at) }, causeOf(call, at));
}

/** The proposal, or a Refusal with its present state: an old card's button decides nothing. */
async function waiting(tx: Tx, id: OrderId, call: Call, at: number): Promise<Order> {
  const named = await findOrder(tx, id);
  const order = named.groupId === null ? named : await findOrder(tx, named.groupId);
  if (order.state !== "proposed")
    throw new Refusal("decided", `#${id} is already ${wordOf(order)}. Nothing was changed.`, [`/order ${id}`]);
  if (isLapsed(order, at)) {
    throw new Refusal("lapsed", `#${id} has lapsed: its time is over, nothing was sent. Ask anew.`, [again(order)]);
  }
  if (call.pressed !== null && call.pressed.version !== order.version) {
    throw new Refusal("version", `This card of #${id} is outdated: it was quoted anew. Answer the newest card.`, [
      `/order ${id}`,
    ]);
  }
  return order;
}

/** The line that asks for the same again. */
function again(order: Order): string {
  const price = order.price === null ? "" : ` price=${text(order.price)}`;
  return `/${order.side.toLowerCase()} ${order.tradingPair} ${text(order.quantity)}${price}`;
}

function wordOf(order: Order): string {
  return order.state === "approved" || order.state === "sending"
    ? "approved and on its way"
    : order.state.replace("_", " ");
}

/** Of those who may approve at all: traders decide what they proposed themselves. */
export function mayDecide(order: Pick<Order, "personId">, { id, role }: Call["person"]): boolean {
  return order.personId === id || mayAct(role, "approver");
}

function checkMayDecide(order: Order, call: Call): void {
  if (mayDecide(order, call.person)) return;
  throw new Refusal(
    "role",
    `#${order.id} was proposed by somebody else: that needs the role approver, yours is ${call.person.role}.`,
  );
}

/** How far the market has left the band of an order, in percent; null within it, and for one with a price of its own. */
export function driftBeyond(order: Order, { quote }: Sight): Decimal | null {
  if (order.price !== null) return null;
  const drift = div(mul(sub(takerPrice(order.side, quote), order.quotePrice), HUNDRED), order.quotePrice, 2);
  return compare(abs(drift), order.validPercent) > 0 ? drift : null;
}

/** The next version: the new price, a new 5 minutes, and every button of the old card is dead. */
async function requote(tx: Tx, order: Order, drift: Decimal, moment: Moment, call: Call, at: number): Promise<void> {
  const price = takerPrice(order.side, moment.quote);
  const expiresAt = expiryFrom(await limitsOf(tx, order.exchange), at);
  const changes = { quotePrice: price, quoteAt: moment.quote.at, expiresAt };
  const next = await settle(tx, order, "proposed", changes, causeOf(call, at));
  const market = await marketOf(tx, order.exchange, order.tradingPair);
  const after = await afterOf(tx, intentOf(next, market));
  await reviseOrderCard(tx, next, at, { after, chart: moment.chart, notes: [], requotedPercent: drift });
}

function quantityOf(order: Order, part: Part, market: Market, exits: Exits): Decimal {
  if (part === "all") return order.quantity;
  if (part === "half") {
    if (!offersHalf(order, market, exits))
      throw new Refusal(
        "minimum",
        `Half of #${order.id} is too small for ${order.exchange}: approve or reject it whole.`,
      );
    return halfOf(market, order.quantity);
  }
  const quantity = roundAmount(market, part.quantity);
  if (compare(quantity, order.quantity) > 0) {
    throw new Refusal(
      "quantity",
      `#${order.id} asks for ${text(order.quantity)} ${order.baseAsset}: more than that cannot be approved.`,
    );
  }
  return quantity;
}

function decided(call: Call, at: number): Pick<Order, "decidedBy" | "decidedAt" | "decidedOn"> {
  return { decidedBy: call.person.id, decidedAt: at, decidedOn: call.chat.platform };
}
