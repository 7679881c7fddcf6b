/** What a chat does not want to be told of; null: everything comes. */
import type { Knex } from "knex";

import { addColumns, dropColumns } from "../src/db/columns.ts";

const OF_CHATS = { muted_topics: "word" } as const;

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "chats", OF_CHATS);
}

export async function down(knex: Knex): Promise<void> {
  await dropColumns(knex, "chats", Object.keys(OF_CHATS));
}
