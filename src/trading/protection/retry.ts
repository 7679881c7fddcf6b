/** A definitely refused exit is tried again as a new order, ever more slowly, the amount read anew (EXECUTION §1, rule 11). */
import type { Tx } from "../../db/transact.ts";
import type { Leg } from "../../domain/order.ts";
import { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";

const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
const LAST_WAIT_MS = 60_000;
/** More than these are not worth counting. */
const NEWEST = WAITS_MS.length + 1;

export interface Refusals {
  /** In a row, up to now. */
  readonly count: number;
  /** The exchange's own word for its last no. */
  readonly code: string | null;
}

export async function refusalsOf(tx: Tx, { id }: Position, leg: Leg): Promise<Refusals> {
  const newest = await Order.query(tx).where({ position_id: id, leg }).orderBy("id", "desc").limit(NEWEST);
  const firstOther = newest.findIndex(({ state }) => state !== "refused" && state !== "not_placed");
  const count = firstOther === -1 ? newest.length : firstOther;
  return { count, code: newest[0]?.refusal ?? null };
}

/** When the next one is to be sent; people's time. */
export async function dueAfterRefusals(tx: Tx, position: Position, leg: Leg, now: number): Promise<number> {
  const { count } = await refusalsOf(tx, position, leg);
  return count === 0 ? now : now + (WAITS_MS[count - 1] ?? LAST_WAIT_MS);
}
