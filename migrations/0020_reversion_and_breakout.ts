/** Mean reversion and breakout come with the desk. One that trades already has them paused; an empty one gets them from its seeds. */
import type { Knex } from "knex";

const ADDED = [
  { id: "reversion", name: "Mean reversion", type: "MEAN_REVERSION" },
  { id: "breakout", name: "Breakout", type: "BREAKOUT" },
];

export async function up(knex: Knex): Promise<void> {
  const manual = await knex<{ id: string; created_at: number | string }>("strategies").where({ id: "manual" }).first();
  if (manual === undefined) return;
  for (const { id, name, type } of ADDED) {
    // A file of one's own had that name, which is passed over from now on: what it was set to must not trade by other code.
    const taken = await knex("strategies").where({ id }).update({ name, type, status: "PAUSED", parameters: "{}" });
    if (taken > 0) continue;
    await knex("strategies").insert({
      ...{ id, name, type, status: "PAUSED" },
      ...{ parameters: "{}", risk_parameters: "{}", target_exchanges: '["paper"]' },
      target_pairs: '["BTC/USDT","ETH/USDT","SOL/USDT","BNB/USDT"]',
      ...{ created_at: manual.created_at, updated_at: manual.created_at },
    });
  }
}

/** They stay, with what they traded: an older desk says that it has no code for them. */
export async function down(): Promise<void> {}
