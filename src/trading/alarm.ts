/** What should not happen, happened to an order: the pair is halted and people are told, loudly. */
import { quarantineCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Tx } from "../db/transact.ts";
import { Exchange } from "../models/exchange.ts";
import { haltOnce } from "../models/halt.ts";
import type { Order } from "../models/order.ts";
import type { Cause } from "./cause.ts";

export async function alarm(tx: Tx, order: Order, what: string, { at }: Cause): Promise<void> {
  const { id, exchange, tradingPair } = order;
  await haltOnce(tx, { scope: "pair", exchange, tradingPair, reason: `#${id}: ${what}`, createdAt: at });
  const { mode } = await Exchange.query(tx).findById(exchange).throwIfNotFound();
  const reply = quarantineCard({ id, pair: tradingPair, exchange, mode, reason: what });
  await post(tx, { type: "ERROR", source: "orders", severity: 5, reply, about: { kind: "order", id }, at });
}
