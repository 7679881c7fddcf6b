/** The chats that get a digest, and when. */
import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "digests", (c, table) => {
    c.reference("chat_id", "chats");
    c.word("time");
    c.word("zone");
    table.primary(["chat_id"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["digests"]);
}
