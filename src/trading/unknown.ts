/** Orders of which nobody knows what became of them: unknown stays unknown until it is found or proven absent. */
import type { App } from "../app.ts";
import { type Doubt, unknownOrderCard } from "../cards/unknown-order.ts";
import { post } from "../chat/outbox.ts";
import { transact, type Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { Alert } from "../models/alert.ts";
import { Exchange } from "../models/exchange.ts";
import { Order } from "../models/order.ts";
import { CALL_MS } from "./ask-cancel.ts";
import { type Cause, deskCause } from "./cause.ts";
import { settle } from "./settle.ts";

/** Clocks may differ by so much on top of the receive window. */
const SKEW_MS = 1_000;
/** An order that is on its way without an answer for so long will get none: the call has its own, shorter deadline. */
const NO_ANSWER_MS = CALL_MS + 5_000;

/** After a crash: what was on its way without an answer may or may not be there. */
export async function recoverSending(app: App): Promise<void> {
  await transact(app, async (tx) => {
    const reason = "The desk stopped before the exchange had answered.";
    for (const order of await Order.query(tx).where({ state: "sending", exchange_order_id: null })) {
      await settle(tx, order, "unknown", { reason }, deskCause(app.clock.now()));
    }
  });
}

/** The request can no longer be admitted: an exchange that does not know the order now never will. */
export function isProvenAbsent(order: Order, receiveWindowMs: number, askedAt: number): boolean {
  return order.state === "unknown" && askedAt >= order.updatedAt + receiveWindowMs + SKEW_MS;
}

/** The exchange answered and does not know the order. Gives whether its fate is settled. */
export async function resolveAbsent(tx: Tx, order: Order, isProven: boolean, cause: Cause): Promise<boolean> {
  if (isProven) {
    await settle(tx, order, "not_placed", { reason: "The exchange has no such order: it was never placed." }, cause);
    return true;
  }
  const isUnanswered = order.state === "sending" && order.exchangeOrderId === null;
  if (isUnanswered && order.sentAt !== null && cause.at >= order.sentAt + NO_ANSWER_MS) {
    await settle(tx, order, "unknown", { reason: "The exchange did not answer." }, cause);
  }
  // Once acknowledged, absence proves nothing: its trades or a later look will tell, and people hear of it.
  if (!isUnanswered && order.state !== "unknown") await tellDoubt(tx, order, "vanished", cause.at);
  return false;
}

/** Called before each look at the exchange: one that does not answer must not keep this back. */
export async function tellUnknown(app: App, exchange: ExchangeName): Promise<void> {
  const now = app.clock.now();
  for (const order of await Order.query(app.db.reader).where({ exchange, state: "unknown" })) {
    if (isDue(order, now)) await transact(app, (tx) => tellDoubt(tx, order, "unanswered", now));
  }
}

/** People hear of a doubt that stays for so long, and again every so often. */
const TELL_AFTER_MS = 30_000;
const TELL_EVERY_MS = 15 * 60_000;

function isDue({ updatedAt }: Order, now: number): boolean {
  return now - updatedAt >= TELL_AFTER_MS;
}

/** Tells of an order that has not moved for long although something about it is open. Too early, or told lately: does nothing. */
export async function tellDoubt(tx: Tx, order: Order, doubt: Doubt, at: number): Promise<void> {
  if (!isDue(order, at)) return;
  const lately = await Alert.query(tx)
    .where({ source: "health", related_entity_type: "order", related_entity_id: String(order.id) })
    .where("timestamp", ">", at - TELL_EVERY_MS)
    .first();
  if (lately !== undefined) return;
  const { id, exchange, purpose, side, quantity, tradingPair: pair } = order;
  const { mode } = await Exchange.query(tx).findById(exchange).throwIfNotFound();
  const since = order.sentAt ?? order.updatedAt;
  const reply = unknownOrderCard({ id, exchange, mode, purpose, side, quantity, pair, since, doubt });
  await post(tx, { type: "WARNING", source: "health", severity: 4, reply, about: { kind: "order", id }, at });
}
