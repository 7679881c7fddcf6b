/** The cards of halts: what they canceled, as far as the exchange has confirmed it, and how they ended. */
import type { Knex } from "knex";

import { type EntriesFacts, type HaltFacts, haltedCard } from "../../cards/halt.ts";
import { post, revise } from "../../chat/outbox.ts";
import type { Call } from "../../chat/command.ts";
import type { Tx } from "../../db/transact.ts";
import { covers, guessOf, scopeOf, whereOf } from "../../domain/halt.ts";
import type { AlertId, Pair, PersonId } from "../../domain/ids.ts";
import type { Reply } from "../../domain/reply.ts";
import { Halt, standingHalts } from "../../models/halt.ts";
import { Order } from "../../models/order.ts";
import { Panic } from "../../models/panic.ts";
import { Person } from "../../models/person.ts";
import { Position } from "../../models/position.ts";
import { knownScopes } from "./scope.ts";
import { liveEntries } from "../orders.ts";
import { panicReply } from "./panic-card.ts";

/** A card for everybody; for a call it is the answer. */
export async function postHalt(tx: Tx, halt: Halt, at: number, answers?: Call): Promise<AlertId> {
  const reply = await replyOf(tx, halt);
  const about = { kind: "halt", id: halt.id } as const;
  const card = await post(tx, { type: "WARNING", source: "risk", severity: 4, reply, about, at }, answers);
  await Halt.query(tx).findById(halt.id).patch({ alertId: card });
  return card;
}

/** What a halt waits for has moved: its card counts anew. */
export async function showHalt(tx: Tx, halt: Halt, at: number): Promise<void> {
  if (halt.alertId !== null) await revise(tx, halt.alertId, await replyOf(tx, halt), at);
}

/** An order that a halt cancels, or by which a panic sells, has moved: all halts that count it do so anew. */
export async function showHaltsOf(tx: Tx, order: Order, at: number): Promise<void> {
  if (order.haltId === null) return;
  await showHalt(tx, await Halt.query(tx).findById(order.haltId).throwIfNotFound(), at);
  if (order.purpose === "exit") return;
  for (const halt of await standingHalts(tx)) {
    if (halt.id !== order.haltId && covers(halt, order)) await showHalt(tx, halt, at);
  }
}

/** A halt as people name it. */
export async function haltFacts(db: Knex | Tx, halt: Halt): Promise<HaltFacts> {
  return {
    where: whereOf(halt),
    by: halt.actor ?? (await nameOf(db, halt.personId)),
    reason: halt.reason,
    at: halt.createdAt,
    until: halt.until,
  };
}

/** One after the other: a transaction has one connection. */
export async function haltFactsOf(db: Knex | Tx, halts: readonly Halt[]): Promise<HaltFacts[]> {
  const facts: HaltFacts[] = [];
  for (const halt of halts) facts.push(await haltFacts(db, halt));
  return facts;
}

/** The halts that stand, as /status and the page name them. */
export async function standingHaltFacts(db: Knex | Tx): Promise<HaltFacts[]> {
  return haltFactsOf(db, await standingHalts(db));
}

export async function nameOf(db: Knex | Tx, id: PersonId | null): Promise<string> {
  if (id === null) return "the desk";
  return (await Person.query(db).findById(id).throwIfNotFound()).name;
}

async function replyOf(tx: Tx, halt: Halt): Promise<Reply> {
  const panic = await Panic.query(tx).findById(halt.id);
  const resumed = halt.releasedAt === null ? null : { by: await nameOf(tx, halt.releasedBy), at: halt.releasedAt };
  const facts = await haltFacts(tx, halt);
  const entries = await entriesOf(tx, halt);
  const lateMs = halt.askedAt === null ? null : halt.createdAt - halt.askedAt;
  if (panic !== undefined) return panicReply(tx, panic, { ...facts, entries, lateMs, resumed });
  const open = (await Position.query(tx).where({ closed_time: null })).filter((each) => covers(halt, each));
  return haltedCard({
    ...facts,
    entries,
    lateMs,
    scope: halt.scope,
    positions: open.length,
    stops: open.filter((position) => position.stopLoss !== null).length,
    guess: await narrowerOf(tx, halt),
    resumed,
  });
}

async function entriesOf(tx: Tx, halt: Halt): Promise<EntriesFacts> {
  const live = (await liveEntries(tx)).filter((order) => covers(halt, order) && isOfIts(halt, order));
  const working = live.filter((order) => order.state !== "quarantined");
  const canceling = working.filter((order) => order.state === "canceling" || order.cancelRequestedAt !== null);
  const own = await Order.query(tx).where({ halt_id: halt.id, purpose: "entry" });
  return {
    canceled: own.filter((order) => order.state === "canceled" || order.state === "expired").length,
    canceling: canceling.length,
    filled: own.filter((order) => order.state === "filled").length,
    kept: halt.keepsOrders ? working.length - canceling.length : 0,
    inDoubt: live.length - working.length,
  };
}

/** What came after its end is no business of its card. */
function isOfIts({ releasedAt }: Halt, { createdAt }: Order): boolean {
  return releasedAt === null || createdAt < releasedAt;
}

/** Where everything was halted with a first word that is nearly a name: less may have been meant. */
async function narrowerOf(tx: Tx, { scope, personId, reason }: Halt): Promise<string | null> {
  const word = reason?.split(" ")[0] ?? "";
  if (scope !== "all" || personId === null || word === "") return null;
  const known = await knownScopes(tx);
  const isExact = scopeOf({ word, pair: word.toUpperCase() as Pair }, known) !== null;
  return isExact ? null : guessOf(word, known);
}
