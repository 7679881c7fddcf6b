/**
 * Orders at the exchange with an Outcry's tag that nobody here has sent: a restored or torn database, or a second desk on
 * this account. Nothing is sent until a person has looked.
 */
import type { Knex } from "knex";

import { orphanCard, type OrphanFacts, otherDeskCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Tx } from "../db/transact.ts";
import { ownerOf } from "../domain/client-order-id.ts";
import { Refusal } from "../domain/errors.ts";
import type { Reply } from "../domain/reply.ts";
import type { Gateway, OrderReport, VenueFill } from "../exchange/gateway.ts";
import { type Halt, insertHalt } from "../models/halt.ts";
import { readTag } from "../models/meta.ts";
import { Orphan } from "../models/orphan.ts";
import { Order } from "../models/order.ts";

/** Why an account is halted where there are some. */
export const ORPHANS = "orders without a record here";

/** Halts the account and tells of each once. Gives whether there are any that no person has looked at. */
export async function findOrphans(
  tx: Tx,
  gateway: Gateway,
  open: readonly OrderReport[],
  fills: readonly VenueFill[],
  at: number,
): Promise<boolean> {
  const { exchange, mode } = gateway;
  const tag = await readTag(tx);
  const fresh = await remember(tx, gateway, await withoutRecord(tx, [...open, ...fills], gateway, tag), at);
  const orphans = fresh.filter((seen) => ownerOf(seen.clientOrderId, tag) === "ours");
  const others = fresh.length - orphans.length;
  if (orphans.length > 0) {
    const reply = orphanCard({ exchange, mode, orders: orphans.map(orphanFacts) });
    await haltAccount(tx, gateway, ORPHANS, reply, at);
  }
  if (others > 0)
    await haltAccount(tx, gateway, "another Outcry trades here", otherDeskCard({ exchange, mode, count: others }), at);
  return (await Orphan.query(tx).findOne({ exchange, accepted_at: null })) !== undefined;
}

/**
 * A person who ends the halt of an account has looked at those that were told with it: they are as foreign orders are from
 * now on, and what they moved is booked as external.
 */
export async function acceptOrphans(tx: Tx, halts: readonly Halt[], at: number): Promise<void> {
  for (const { exchange, createdAt } of halts.filter((halt) => halt.scope === "exchange")) {
    const told = Orphan.query(tx).where({ exchange, accepted_at: null }).where("found_at", "<=", createdAt);
    await told.patch({ acceptedAt: at });
  }
}

/** An order that the exchange has had already is never sent: the row is older than what happened to it. Throws a Refusal. */
export async function refuseOrphan(tx: Tx, { id, exchange, clientOrderId }: Order): Promise<void> {
  const orphan = await Orphan.query(tx).findOne({ exchange, client_order_id: clientOrderId });
  if (orphan === undefined) return;
  throw new Refusal(
    "orphan",
    `#${id} was sent before this database was restored: it is at ${exchange}, and is not sent again.`,
  );
}

/** Gives those that were not known. */
async function remember(tx: Tx, { exchange }: Gateway, seen: readonly Seen[], at: number): Promise<Seen[]> {
  const known = new Set((await Orphan.query(tx).where({ exchange })).map((row) => row.clientOrderId));
  const fresh = seen.filter(({ clientOrderId }) => clientOrderId !== null && !known.has(clientOrderId));
  for (const { clientOrderId, pair: tradingPair, at: seenAt } of fresh) {
    if (clientOrderId !== null)
      await Orphan.query(tx).insert({ exchange, clientOrderId, foundAt: at, tradingPair, seenAt });
  }
  return fresh;
}

export type Seen = OrderReport | VenueFill;

/** One a client id, the earliest, of those with an Outcry's tag that no row here has sent. */
export async function withoutRecord(
  tx: Knex | Tx,
  seen: readonly Seen[],
  gateway: Gateway,
  tag: string,
): Promise<Seen[]> {
  const tagged = new Map<string, Seen>();
  for (const one of seen.toSorted((a, b) => b.at - a.at)) {
    if (one.clientOrderId !== null && ownerOf(one.clientOrderId, tag) !== "foreign") tagged.set(one.clientOrderId, one);
  }
  if (tagged.size === 0) return [];
  const rows = await Order.query(tx)
    .where({ exchange: gateway.exchange })
    .whereIn("client_order_id", [...tagged.keys()]);
  // A row that says it was never sent is no record of it: the database is older than the order.
  for (const row of rows) if (row.sendCount > 0) tagged.delete(row.clientOrderId);
  return [...tagged.values()];
}

function orphanFacts(seen: Seen): OrphanFacts["orders"][number] {
  const { exchangeOrderId, side, pair, quantity, price } = seen;
  return { exchangeOrderId, side, pair, quantity, price, pricePlaces: price?.places ?? 0 };
}

/** A halt for each finding: /resume names the newest that was shown, and one that came later still stands. */
async function haltAccount(tx: Tx, { exchange }: Gateway, reason: string, reply: Reply, at: number): Promise<void> {
  await insertHalt(tx, { scope: "exchange", exchange, reason, keepsOrders: true, createdAt: at }, "desk");
  const about = { kind: "exchange", id: exchange } as const;
  await post(tx, { type: "ERROR", source: "health", severity: 5, reply, about, at });
}
