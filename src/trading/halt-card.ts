/** The card of a halt: what it canceled, as far as the exchange has confirmed it. */
import { haltedCard } from "../cards/halt.ts";
import { post, revise } from "../chat/outbox.ts";
import type { Call } from "../chat/command.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId } from "../domain/ids.ts";
import { isOver } from "../domain/order.ts";
import type { Reply } from "../domain/reply.ts";
import { Halt } from "../models/halt.ts";
import { Order } from "../models/order.ts";
import { Person } from "../models/person.ts";
import { Position } from "../models/position.ts";

/** The answer to the call that halted. `entriesKept`: resting entries that were left where they are. */
export async function postHalt(tx: Tx, halt: Halt, entriesKept: number, call: Call, at: number): Promise<AlertId> {
  const reply = await replyOf(tx, halt, entriesKept);
  const about = { kind: "halt", id: halt.id } as const;
  const card = await post(tx, { type: "WARNING", source: "risk", severity: 4, reply, about, at }, call);
  await Halt.query(tx).findById(halt.id).patch({ alertId: card });
  return card;
}

/** An order that this halt cancels has moved: the card counts anew. */
export async function showHalt(tx: Tx, id: number, at: number): Promise<void> {
  const halt = await Halt.query(tx).findById(id).throwIfNotFound();
  if (halt.alertId !== null) await revise(tx, halt.alertId, await replyOf(tx, halt, 0), at);
}

async function replyOf(tx: Tx, halt: Halt, entriesKept: number): Promise<Reply> {
  const orders = await Order.query(tx).where({ halt_id: halt.id });
  const canceled = orders.filter((order) => order.state === "canceled" || order.state === "expired");
  return haltedCard({
    by: halt.personId === null ? "the desk" : (await Person.query(tx).findById(halt.personId).throwIfNotFound()).name,
    at: halt.createdAt,
    reason: halt.reason,
    where: null,
    entriesCanceled: canceled.length,
    entriesCanceling: orders.filter((order) => !isOver(order.state)).length,
    entriesKept,
    positions: await Position.query(tx).where({ closed_time: null }).resultSize(),
    stops: 0,
  });
}
