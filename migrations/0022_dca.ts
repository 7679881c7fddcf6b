/** DCA comes with the desk. One that trades already has it paused; an empty one gets it from its seeds. */
import type { Knex } from "knex";

const DCA = { id: "dca", name: "DCA", type: "DCA" };

export async function up(knex: Knex): Promise<void> {
  const manual = await knex<{ id: string; created_at: number | string }>("strategies").where({ id: "manual" }).first();
  if (manual === undefined) return;
  const { id, name, type } = DCA;
  const initial = { status: "PAUSED", parameters: "{}", risk_parameters: "{}" };
  // A file of one's own had that name, which is passed over from now on: what it was set to must not trade by other code.
  const taken = await knex("strategies")
    .where({ id })
    .update({ name, type, ...initial });
  if (taken > 0) return;
  await knex("strategies").insert({
    ...{ id, name, type, ...initial },
    ...{ target_exchanges: '["paper"]', target_pairs: '["BTC/USDT","ETH/USDT","SOL/USDT","BNB/USDT"]' },
    ...{ created_at: manual.created_at, updated_at: manual.created_at },
  });
}

/** It stays, with what it traded: an older desk says that it has no code for it. */
export async function down(): Promise<void> {}
