/** One-time codes: whoever sends one from an unknown account becomes the person it was made for. */
import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "pairing_codes", (c, table) => {
    c.generated();
    c.reference("person_id", "persons");
    c.word("seal");
    c.time("created_at");
    c.time("expires_at");
    c.count("wrong_tries");
    table.unique(["person_id"]);
    table.unique(["seal"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["pairing_codes"]);
}
