import type { AuditRow } from "../../src/models/audit.ts";
import { Chain } from "../../src/models/audit-chain.ts";

/** The first thing wrong in these rows, null where each follows from the one before. */
export function firstBreak(rows: readonly AuditRow[]): Chain["faults"][number] | null {
  const chain = new Chain();
  for (const row of rows) chain.take(row);
  return chain.faults[0] ?? null;
}
