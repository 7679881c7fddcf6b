/** How far a chat's counter of messages had come when something was last shown there: what a restart would forget. */
import type { Knex } from "knex";

import { addColumns, dropColumns } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "chats", { trail: "word" });
}

export async function down(knex: Knex): Promise<void> {
  await dropColumns(knex, "chats", ["trail"]);
}
