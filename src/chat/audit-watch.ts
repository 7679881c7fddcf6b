/** Reads the audit once after the start, beside everything else; what is wrong with it is told to the admins. */
import { auditCheckCard } from "../cards/audit.ts";
import type { Desk } from "../db/desk.ts";
import { transact } from "../db/transact.ts";
import { checkAudit } from "../models/audit-chain.ts";
import { adminChats } from "./membership.ts";
import { post } from "./outbox.ts";

/** Returns its own end, for a desk that stops before it is through. */
export function watchAudit(desk: Desk): () => Promise<void> {
  const stopping = new AbortController();
  const looked = look(desk, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) desk.log.error({ error }, "the audit could not be read");
  });
  return () => {
    stopping.abort();
    return looked;
  };
}

async function look(desk: Desk, signal: AbortSignal): Promise<void> {
  const { rows, faults } = await checkAudit(desk.db.reader, desk.sealKey, signal);
  if (faults.length === 0) return;
  desk.log.error({ rows, faults }, "the audit was tampered with");
  const at = desk.clock.now();
  const reply = auditCheckCard({ rows, faults });
  await transact(desk, async (tx) => {
    const to = await adminChats(tx);
    await post(tx, { type: "ERROR", source: "health", severity: 5, reply, about: null, at, to });
  });
}
