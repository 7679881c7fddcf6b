/** Halts by a file or a signal, until a moment, with a request to end them; panics and what each did about a position. */
import type { Knex } from "knex";

import { addColumns, createTable, dropColumns, dropTables } from "../src/db/columns.ts";

const OF_HALTS = { until: "time", source: "word", actor: "word", asked_at: "time" } as const;

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "halts", OF_HALTS);

  await createTable(knex, "resume_requests", (c, table) => {
    c.generated();
    c.reference("halt_id", "halts");
    c.reference("person_id", "persons");
    c.time("asked_at");
    c.reference("alert_id", "alerts").nullable();
    table.index(["halt_id"]);
  });

  await createTable(knex, "panics", (c, table) => {
    c.reference("halt_id", "halts");
    c.oneOf("step", ["asks", "kept", "flattened"]);
    c.time("previewed_at");
    c.reference("decided_by", "persons").nullable();
    c.time("decided_at").nullable();
    table.primary(["halt_id"]);
  });

  await createTable(knex, "flattenings", (c, table) => {
    c.generated();
    c.reference("halt_id", "halts");
    c.reference("position_id", "positions");
    c.reference("order_id", "orders").nullable();
    c.word("reason").nullable();
    table.unique(["halt_id", "position_id"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["flattenings", "panics", "resume_requests"]);
  await dropColumns(knex, "halts", Object.keys(OF_HALTS));
}
