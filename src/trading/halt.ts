/** The stop above everything: no new exposure anywhere until a person resumes. It survives a restart: it is a row. */
import type { Knex } from "knex";

import { haltedCard } from "../cards/halt.ts";
import { post } from "../chat/outbox.ts";
import type { Call } from "../chat/command.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId } from "../domain/ids.ts";
import { Halt } from "../models/halt.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { type Cancellation, cancelOrder } from "./cancel.ts";
import { type Cause, causeOf } from "./settle.ts";

/** Halts everything; resting entries are canceled unless they are to be kept. Proposals stay and cannot be approved. */
export async function haltAll(
  tx: Tx,
  reason: string | null,
  keepsOrders: boolean,
  call: Call,
  at: number,
): Promise<AlertId> {
  const halt = await Halt.query(tx).insert({
    scope: "all",
    reason,
    keepsOrders,
    personId: call.person.id,
    createdAt: at,
  });
  const entries = await restingEntries(tx);
  const canceled = keepsOrders ? [] : await cancelAll(tx, entries, halt.id, causeOf(call, at));
  const reply = haltedCard({
    by: call.person.name,
    at,
    reason,
    where: null,
    entriesCanceled: canceled.filter((how) => how === "never left").length,
    entriesCanceling: canceled.filter((how) => how === "wished").length,
    entriesKept: keepsOrders ? entries.length : 0,
    positions: await Position.query(tx).where({ closed_time: null }).resultSize(),
    stops: 0,
  });
  const card = await post(
    tx,
    { type: "WARNING", source: "risk", severity: 4, reply, about: { kind: "halt", id: halt.id }, at },
    call,
  );
  await Halt.query(tx).findById(halt.id).patch({ alertId: card });
  return card;
}

async function cancelAll(tx: Tx, orders: readonly Order[], haltId: number, cause: Cause): Promise<Cancellation[]> {
  const done: Cancellation[] = [];
  for (const order of orders) done.push(await cancelOrder(tx, order, cause, haltId));
  return done;
}

export async function standingHalts(db: Knex | Tx): Promise<Halt[]> {
  return Halt.query(db).where({ released_at: null }).orderBy("id");
}

/** Releases every standing halt. Places nothing: strategies decide anew at the next closed candle. */
export async function resumeAll(tx: Tx, call: Call, at: number): Promise<void> {
  await Halt.query(tx).where({ released_at: null }).patch({ releasedAt: at, releasedBy: call.person.id });
}

/** What a halt covers, in words; null: everything. */
export function whereOf(halt: Halt): string | null {
  if (halt.scope === "all") return null;
  if (halt.scope === "strategy") return `the strategy ${halt.strategyId}`;
  return halt.scope === "exchange" ? `${halt.exchange}` : `${halt.tradingPair} on ${halt.exchange}`;
}

async function restingEntries(tx: Tx): Promise<Order[]> {
  return Order.query(tx)
    .where({ purpose: "entry" })
    .whereIn("state", ["approved", "sending", "unknown", "open", "partial"])
    .orderBy("id");
}
