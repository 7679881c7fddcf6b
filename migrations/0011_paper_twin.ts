/** A second paper account, whose market is a twin of the first one's. An empty database gets both from its seeds. */
import type { Knex } from "knex";

const TWIN = "paper2";

export async function up(knex: Knex): Promise<void> {
  const paper: unknown = await knex("exchanges").where({ name: "paper", mode: "paper" }).first("name");
  const taken: unknown = await knex("exchanges").where({ name: TWIN }).first("name");
  if (paper === undefined) return;
  if (taken !== undefined) {
    await knex("exchanges").where({ name: TWIN, source: "twin:paper" }).update({ is_active: true });
    return;
  }
  await knex("exchanges").insert({
    ...{ name: TWIN, venue: "paper", mode: "paper", exchange_type: "CEX", source: "twin:paper" },
    ...{ rate_limits: "{}", supported_assets: "[]", trading_pairs: "[]", is_active: true },
    settings: JSON.stringify({ feePercent: "0.1", spreadPercent: "0.02", slippagePercent: "0.01" }),
    fills_cursor: 0,
  });
}

/** What was traded there stays. An older desk does not know what a twin is, and could not start with one. */
export async function down(knex: Knex): Promise<void> {
  await knex("exchanges").where({ name: TWIN, source: "twin:paper" }).update({ is_active: false });
}
