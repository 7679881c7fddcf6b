/** Charts have lines and marks: those in replies that were stored before get none. */
import type { Knex } from "knex";

const REPLIES = [
  { table: "alerts", key: "id", column: "reply" },
  { table: "local_messages", key: "seq", column: "content" },
  { table: "inbox", key: "id", column: "answer" },
] as const;

/** As it stands in what JSON.stringify wrote. */
const A_CHART = '%"kind":"candles"%';

export async function up(knex: Knex): Promise<void> {
  for (const { table, key, column } of REPLIES) {
    const rows = await knex(table)
      .where(column, "like", A_CHART)
      .select<{ key: number; json: string }[]>({ key, json: column });
    for (const row of rows)
      await knex(table)
        .where(key, row.key)
        .update(column, JSON.stringify(JSON.parse(row.json, withLines)));
  }
}

function withLines(_name: string, value: unknown): unknown {
  const isChart = typeof value === "object" && value !== null && "kind" in value && value.kind === "candles";
  return isChart ? { lines: [], marks: [], ...value } : value;
}

/** An older desk leaves alone what it does not know. */
export async function down(): Promise<void> {}
