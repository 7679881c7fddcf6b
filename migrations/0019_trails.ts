/** What finds a message again whose sending a crash cut short: written down before it is sent. */
import type { Knex } from "knex";

import { addColumns, dropColumns } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "deliveries", { trail: "word" });
}

export async function down(knex: Knex): Promise<void> {
  await dropColumns(knex, "deliveries", ["trail"]);
}
