/** The row of a file of one's own: made when the file is first taken in, paused, so that nothing trades before a person says so. */
import type { Desk } from "../../db/desk.ts";
import { transact, type Tx } from "../../db/transact.ts";
import type { Description } from "../../domain/strategy/idea.ts";
import { FIRST_ACCOUNT, FIRST_PAIRS } from "../../domain/strategy/first-markets.ts";
import { appendAudit } from "../../models/audit.ts";
import { Strategy } from "../../models/strategy.ts";

/** And keeps its name. */
export async function keepRow(desk: Desk, { id, name, type }: Description): Promise<void> {
  const known = await Strategy.query(desk.db.reader).findById(id);
  if (known?.name === name && known.type === type) return;
  await transact(desk, async (tx) => {
    const renamed = await Strategy.query(tx).findById(id).patch({ name, type });
    if (renamed === 0) await addRow(tx, { id, name, type }, desk.clock.now());
  });
}

async function addRow(tx: Tx, row: Pick<Description, "id" | "name" | "type">, at: number): Promise<void> {
  await Strategy.query(tx).insert({
    ...{ ...row, status: "PAUSED", parameters: {}, riskParameters: {} },
    targetExchanges: [FIRST_ACCOUNT],
    targetPairs: FIRST_PAIRS,
    ...{ createdAt: at, updatedAt: at },
  });
  const entity = `strategy ${row.id}`;
  await appendAudit(tx, { at, personId: null, actor: "desk", action: "strategy.added", entity, details: {} });
}
