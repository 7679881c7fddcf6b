/** The stop above everything: no new exposure in its scope until a person resumes. It survives a restart: it is a row. */
import type { Tx } from "../../db/transact.ts";
import { covers, type HaltScope, isSameScope } from "../../domain/halt.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { auditHalt, type Halt, insertHalt, standingHalts } from "../../models/halt.ts";
import type { Order } from "../../models/order.ts";
import { cancelOrder } from "../cancel.ts";
import { type Cause } from "../cause.ts";
import { liveEntries } from "../orders.ts";
import { keep } from "../settle.ts";

export interface HaltWish {
  readonly scope: HaltScope;
  readonly reason: string | null;
  /** Resting entries are left where they are. */
  readonly keepsOrders: boolean;
  /** Set for a message that was old when it came. */
  readonly askedAt: number | null;
}

export interface Halting {
  readonly halt: Halt;
  /** False where the same was halted before: it stands as it was, and its entries are canceled unless they are kept. */
  readonly isNew: boolean;
  /** Entries whose cancel was begun by this. */
  readonly canceling: number;
}

/** By a person, the file HALT or a signal. Proposals stay and cannot be approved. */
export async function halt(tx: Tx, wish: HaltWish, cause: Cause): Promise<Halting> {
  const same = (await standingHalts(tx)).find((each) => !isByDesk(each) && isSameScope(each, wish.scope));
  if (same === undefined) {
    const { scope, reason, keepsOrders, askedAt } = wish;
    const { personId, actor: by, at: createdAt } = cause;
    const actor = personId === null ? by : null;
    const made = await insertHalt(tx, { ...scope, reason, keepsOrders, askedAt, personId, actor, createdAt }, by);
    return { halt: made, isNew: true, canceling: await cancelUnder(tx, made, cause) };
  }
  await auditHalt(tx, "halt.again", same, cause, { keepsOrders: wish.keepsOrders, reason: wish.reason });
  if (wish.keepsOrders) return { halt: same, isNew: false, canceling: 0 };
  const harder = await same.$query(tx).patchAndFetch({ keepsOrders: false });
  return { halt: harder, isNew: false, canceling: await cancelUnder(tx, harder, cause) };
}

/** What the desk has found ends apart from what a person wants. */
const isByDesk = ({ personId, actor }: Halt): boolean => personId === null && actor === null;

/** Cancels what rests and could raise exposure; gives how many cancels this began. Twice is once. */
export async function cancelUnder(tx: Tx, halt: Halt, cause: Cause): Promise<number> {
  if (halt.keepsOrders) return 0;
  let begun = 0;
  for (const order of await liveEntries(tx)) if (covers(halt, order)) begun += await take(tx, order, halt, cause);
  return begun;
}

/** Counted by the halt, and canceled unless it is being canceled already. */
async function take(tx: Tx, order: Order, { id }: Halt, cause: Cause): Promise<0 | 1> {
  if (order.state === "quarantined") return 0;
  if (order.state !== "canceling" && order.cancelRequestedAt === null) {
    await cancelOrder(tx, order, cause, id);
    return 1;
  }
  if (order.haltId === null) await keep(tx, order, { haltId: id });
  return 0;
}

/** An order that turns up at the exchange while it is halted there was not there to be canceled before. */
export async function cancelUnderHalts(tx: Tx, exchange: ExchangeName, cause: Cause): Promise<void> {
  for (const standing of await standingHalts(tx)) {
    if (standing.exchange === null || standing.exchange === exchange) await cancelUnder(tx, standing, cause);
  }
}
