/** The optimisation that is at work: a row until it has ended. */
import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "optimisations", (c) => {
    c.generated();
    c.reference("alert_id", "alerts");
    c.json("plan");
  });
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["optimisations"]);
}
