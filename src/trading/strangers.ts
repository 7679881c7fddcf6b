/**
 * Orders at the exchange that carry our mark and have no row here: a restored or torn database, or a second desk on
 * this account. Nothing is sent until a person has looked.
 */
import { orphanCard, type OrphanFacts, otherDeskCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Tx } from "../db/transact.ts";
import { ownerOf } from "../domain/client-order-id.ts";
import type { Reply } from "../domain/reply.ts";
import type { Gateway, OrderReport, VenueFill } from "../exchange/gateway.ts";
import { Halt } from "../models/halt.ts";
import { readTag } from "../models/meta.ts";
import { Order } from "../models/order.ts";

/** Halts the account and tells, once. Gives whether there are any. */
export async function findStrangers(
  tx: Tx,
  gateway: Gateway,
  open: readonly OrderReport[],
  fills: readonly VenueFill[],
  at: number,
): Promise<boolean> {
  const { exchange, mode } = gateway;
  const tag = await readTag(tx);
  const strangers = await withoutRecord(tx, [...open, ...fills], gateway, tag);
  const orphans = strangers.filter((seen) => ownerOf(seen.clientOrderId, tag) === "ours");
  const others = strangers.length - orphans.length;
  if (orphans.length > 0) {
    const reply = orphanCard({ exchange, mode, orders: orphans.map(orphanFacts) });
    await haltAccount(tx, gateway, "orders without a record here", reply, at);
  }
  if (others > 0)
    await haltAccount(tx, gateway, "another Outcry trades here", otherDeskCard({ exchange, mode, count: others }), at);
  return strangers.length > 0;
}

type Seen = OrderReport | VenueFill;

/** One a client id, of those that carry an Outcry's mark and have no row. */
async function withoutRecord(tx: Tx, seen: readonly Seen[], gateway: Gateway, tag: string): Promise<Seen[]> {
  const marked = new Map<string, Seen>();
  for (const one of seen) {
    if (one.clientOrderId !== null && ownerOf(one.clientOrderId, tag) !== "foreign") marked.set(one.clientOrderId, one);
  }
  if (marked.size === 0) return [];
  const rows = await Order.query(tx)
    .where({ exchange: gateway.exchange })
    .whereIn("client_order_id", [...marked.keys()]);
  for (const row of rows) marked.delete(row.clientOrderId);
  return [...marked.values()];
}

function orphanFacts(seen: Seen): OrphanFacts["orders"][number] {
  const { exchangeOrderId, side, pair, quantity, price } = seen;
  return { exchangeOrderId, side, pair, quantity, price, pricePlaces: price?.places ?? 0 };
}

async function haltAccount(tx: Tx, { exchange }: Gateway, reason: string, reply: Reply, at: number): Promise<void> {
  const standing = await Halt.query(tx).findOne({ scope: "exchange", exchange, reason, released_at: null });
  if (standing !== undefined) return;
  await Halt.query(tx).insert({ scope: "exchange", exchange, reason, keepsOrders: true, createdAt: at });
  await post(tx, {
    type: "ERROR",
    source: "health",
    severity: 5,
    reply,
    about: { kind: "exchange", id: exchange },
    at,
  });
}
