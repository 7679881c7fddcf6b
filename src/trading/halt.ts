/** The stop above everything: no new exposure anywhere until a person resumes. It survives a restart: it is a row. */
import type { Call } from "../chat/command.ts";
import type { Tx } from "../db/transact.ts";
import type { AlertId } from "../domain/ids.ts";
import { Halt } from "../models/halt.ts";
import { cancelOrder } from "./cancel.ts";
import { causeOf } from "./cause.ts";
import { postHalt } from "./halt-card.ts";
import { acceptOrphans } from "./orphans.ts";
import { restingEntries } from "./orders.ts";

/** Halts everything; resting entries are canceled unless they are to be kept. Proposals stay and cannot be approved. */
export async function haltAll(
  tx: Tx,
  reason: string | null,
  keepsOrders: boolean,
  call: Call,
  at: number,
): Promise<AlertId> {
  const halt = await Halt.query(tx).insertAndFetch({
    scope: "all",
    reason,
    keepsOrders,
    personId: call.person.id,
    createdAt: at,
  });
  const entries = await restingEntries(tx);
  if (!keepsOrders) for (const order of entries) await cancelOrder(tx, order, causeOf(call, at), halt.id);
  return postHalt(tx, halt, keepsOrders ? entries.length : 0, call, at);
}

/** Releases every standing halt. Places nothing: strategies decide anew at the next closed candle. */
export async function resumeAll(tx: Tx, call: Call, at: number): Promise<void> {
  await Halt.query(tx).where({ released_at: null }).patch({ releasedAt: at, releasedBy: call.person.id });
  await acceptOrphans(tx, at);
}

/** What a halt covers, in words; null: everything. */
export function whereOf(halt: Halt): string | null {
  if (halt.scope === "all") return null;
  if (halt.scope === "strategy") return `the strategy ${halt.strategyId}`;
  return halt.scope === "exchange" ? `${halt.exchange}` : `${halt.tradingPair} on ${halt.exchange}`;
}
