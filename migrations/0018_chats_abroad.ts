/** What a chat on a platform wants to be told of and how loudly, and whether anything can be shown there. */
import type { Knex } from "knex";

import { addColumns, dropColumns } from "../src/db/columns.ts";

const OF_CHATS = {
  least_severity: "count",
  sound: { oneOf: ["loud", "silent"] },
  quiet: "word",
  closed_why: "word",
} as const;

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "chats", OF_CHATS);
}

export async function down(knex: Knex): Promise<void> {
  await dropColumns(knex, "chats", Object.keys(OF_CHATS));
}
