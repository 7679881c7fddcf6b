/**
 * A chat is shown the most severe first and a burst of quiet alerts as one message; alerts are read by somebody, and a
 * person who was away is told what came.
 */
import type { Knex } from "knex";

import { addColumns, changeValues, dropColumns, isSqlite } from "../src/db/columns.ts";

const OF_ALERTS = { is_final: "flag", is_summary: "flag" } as const;
const OF_DELIVERIES = { severity: "count", counted_in: { references: "alerts" }, is_handed: "flag" } as const;
const OF_CHATS = { seen_at: "time" } as const;

const STATES = { from: ["due", "shown", "gone"], to: ["due", "shown", "counted", "gone"] } as const;

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "alerts", OF_ALERTS);
  await addColumns(knex, "deliveries", OF_DELIVERIES);
  await addColumns(knex, "chats", OF_CHATS);
  await changeValues(knex, "deliveries", "state", STATES);
  const outcome = isSqlite(knex) ? "json_extract(reply, '$.outcome')" : "reply::json ->> 'outcome'";
  await knex.raw(`update alerts set is_final = (${outcome} in ('done', 'refused'))`);
  await knex.raw("update deliveries set severity = (select severity from alerts where alerts.id = alert_id)");
  await knex.raw("create index deliveries_of_chat on deliveries (chat_id, state, severity desc, id)");
  await knex.raw("create index deliveries_since on deliveries (chat_id, due_at)");
  await knex.raw("create index deliveries_counted on deliveries (counted_in)");
  await knex.raw("create index orders_of_alert on orders (alert_id)");
  await knex.raw("create index alerts_unread on alerts (id) where not is_read");
}

/** What a message has told of stays told. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index alerts_unread");
  await knex.raw("drop index orders_of_alert");
  await knex.raw("drop index deliveries_counted");
  await knex.raw("drop index deliveries_since");
  await knex.raw("drop index deliveries_of_chat");
  await knex("deliveries").where({ state: "counted" }).update({ state: "gone" });
  await changeValues(knex, "deliveries", "state", { from: STATES.to, to: STATES.from });
  await dropColumns(knex, "chats", Object.keys(OF_CHATS));
  await dropColumns(knex, "deliveries", Object.keys(OF_DELIVERIES));
  await dropColumns(knex, "alerts", Object.keys(OF_ALERTS));
}
