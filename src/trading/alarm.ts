/** What should not happen, happened to an order: the pair is halted and people are told, loudly. */
import { quarantineCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Tx } from "../db/transact.ts";
import { Exchange } from "../models/exchange.ts";
import { Halt } from "../models/halt.ts";
import type { Order } from "../models/order.ts";
import type { Cause } from "./settle.ts";

export async function alarm(tx: Tx, order: Order, what: string, cause: Cause): Promise<void> {
  await haltPair(tx, order, `#${order.id}: ${what}`, cause.at);
  const { mode } = await Exchange.query(tx).findById(order.exchange).throwIfNotFound();
  await post(tx, {
    type: "ERROR",
    source: "orders",
    severity: 5,
    reply: quarantineCard({ id: order.id, pair: order.tradingPair, exchange: order.exchange, mode, reason: what }),
    about: { kind: "order", id: order.id },
    at: cause.at,
  });
}

/** New entries on this pair of this account wait until a person resumes. Gives false where they already wait. */
export async function haltPair(
  tx: Tx,
  where: Pick<Order, "exchange" | "tradingPair">,
  reason: string,
  at: number,
): Promise<boolean> {
  const scope = { scope: "pair" as const, exchange: where.exchange, tradingPair: where.tradingPair };
  const standing = await Halt.query(tx).findOne({
    scope: "pair",
    exchange: where.exchange,
    trading_pair: where.tradingPair,
    released_at: null,
  });
  if (standing !== undefined) return false;
  await Halt.query(tx).insert({ ...scope, reason, keepsOrders: true, createdAt: at });
  return true;
}
