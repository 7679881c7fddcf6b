/** Differences between the book and an exchange that wait for a person, and where to look for an orphan. */
import type { Knex } from "knex";

import { addColumns, createTable, dropColumns, dropTables } from "../src/db/columns.ts";

/** Where and when the exchange first told of it; market time. */
const OF_ORPHANS = { trading_pair: "word", seen_at: "time" } as const;

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "drifts", (c, table) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.key("asset", "assets", "symbol");
    c.money("difference");
    c.time("found_at");
    c.reference("ignored_by", "persons").nullable();
    c.time("ignored_at").nullable();
    table.unique(["exchange", "asset"]);
  });
  await addColumns(knex, "orphans", OF_ORPHANS);
}

export async function down(knex: Knex): Promise<void> {
  await dropColumns(knex, "orphans", Object.keys(OF_ORPHANS));
  await dropTables(knex, ["drifts"]);
}
