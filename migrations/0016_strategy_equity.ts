/** What each strategy has gained on an account, as it changed: what its performance is taken from. */
import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

const INDICES = {
  positions_of_strategy: "positions (exchange, strategy_id, id)",
  trades_of_position: "trades (position_id)",
} as const;

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "strategy_equity", (c, table) => {
    c.generated();
    c.key("strategy_id", "strategies", "id");
    c.key("exchange", "exchanges", "name");
    c.time("at");
    c.time("taken_at");
    c.word("source");
    c.word("currency");
    c.money("profit").nullable();
    c.word("unpriced").nullable();
    c.money("capital").nullable();
    c.money("settled");
    c.count("settled_id");
    table.index(["exchange", "strategy_id", "id"]);
  });
  for (const [name, on] of Object.entries(INDICES)) await knex.raw(`create index ${name} on ${on}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const index of Object.keys(INDICES)) await knex.raw(`drop index ${index}`);
  await dropTables(knex, ["strategy_equity"]);
}
