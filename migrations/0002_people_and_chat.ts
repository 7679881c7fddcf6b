import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

const PLATFORMS = ["local", "telegram", "discord"];

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "persons", (c, table) => {
    c.generated();
    c.word("name");
    c.oneOf("role", ["viewer", "trader", "approver", "admin"]);
    c.flag("is_active");
    c.time("created_at");
    table.unique(["name"]);
  });

  await createTable(knex, "identities", (c, table) => {
    c.generated();
    c.reference("person_id", "persons");
    c.oneOf("platform", PLATFORMS);
    c.word("user_ref");
    table.unique(["platform", "user_ref"]);
  });

  await createTable(knex, "tokens", (c, table) => {
    c.generated();
    c.reference("person_id", "persons");
    c.word("name");
    c.word("hash");
    c.time("created_at");
    table.unique(["name"]);
    table.unique(["hash"]);
  });

  await createTable(knex, "chats", (c, table) => {
    c.generated();
    c.oneOf("platform", PLATFORMS);
    c.word("chat_ref");
    c.word("zone");
    c.flag("is_active");
    c.time("created_at");
    table.unique(["platform", "chat_ref"]);
  });

  await createTable(knex, "alerts", (c, table) => {
    c.generated();
    c.oneOf("type", ["INFO", "WARNING", "ERROR"]);
    c.oneOf("source", ["orders", "fills", "risk", "price", "digest", "health"]);
    c.word("message");
    c.time("timestamp");
    c.flag("is_read");
    c.reference("read_by", "persons").nullable();
    c.time("read_at").nullable();
    c.oneOf("related_entity_type", ["order", "position", "strategy", "exchange", "halt"]).nullable();
    c.word("related_entity_id").nullable();
    c.count("severity");
    c.json("reply");
    c.count("revision");
    table.check("severity between 1 and 5", undefined, "alerts_severity_check");
  });

  await createTable(knex, "deliveries", (c, table) => {
    c.generated();
    c.reference("alert_id", "alerts");
    c.reference("chat_id", "chats");
    c.word("message_ref").nullable();
    c.count("revision_shown");
    c.count("attempts");
    c.time("due_at");
    c.oneOf("state", ["due", "shown", "gone"]);
    c.word("in_reply_to").nullable();
    table.unique(["alert_id", "chat_id"]);
    table.index(["state", "due_at"]);
  });

  await createTable(knex, "inbox", (c, table) => {
    c.generated();
    c.oneOf("platform", PLATFORMS);
    c.word("update_id");
    c.reference("chat_id", "chats");
    c.reference("person_id", "persons").nullable();
    c.json("content");
    c.time("sent_at").nullable();
    c.time("received_at");
    c.time("claimed_at").nullable();
    c.json("answer").nullable();
    c.time("answered_at").nullable();
    table.unique(["platform", "update_id"]);
  });
  await knex.raw("create index inbox_unclaimed on inbox (received_at) where claimed_at is null");
  await knex.raw("create index inbox_unanswered on inbox (id) where answered_at is null");
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["inbox", "deliveries", "alerts", "chats", "tokens", "identities", "persons"]);
}
