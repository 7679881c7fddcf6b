/** Strategies that decide by themselves: what they decided on stands with the order, and each moment is due once. */
import type { Knex } from "knex";

import { addColumns, createTable, dropColumns, dropTables } from "../src/db/columns.ts";

const OF_ORDERS = {
  /** JSON. */
  evidence: "word",
  is_auto: "flag",
} as const;

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "orders", OF_ORDERS);
  await createTable(knex, "slots", (c, table) => {
    c.word("name");
    c.time("at");
    table.primary(["name"]);
  });
  await addTrend(knex);
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["slots"]);
  await dropColumns(knex, "orders", Object.keys(OF_ORDERS));
}

/** On a desk that trades already it waits for somebody who wants it; an empty one gets it from its seeds. */
async function addTrend(knex: Knex): Promise<void> {
  const manual = await knex<{ id: string; created_at: number | string }>("strategies").where({ id: "manual" }).first();
  const trend: unknown = await knex("strategies").where({ id: "trend" }).first("id");
  if (manual === undefined || trend !== undefined) return;
  await knex("strategies").insert({
    ...{ id: "trend", name: "Trend following", type: "TREND_FOLLOWING", status: "PAUSED" },
    ...{ parameters: "{}", risk_parameters: "{}", target_exchanges: '["paper"]' },
    target_pairs: '["BTC/USDT","ETH/USDT","SOL/USDT","BNB/USDT"]',
    ...{ created_at: manual.created_at, updated_at: manual.created_at },
  });
}
