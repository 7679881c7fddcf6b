/** What the desk keeps for itself: buttons, the audit, the lease, single facts, the local chat's messages. */
import type { Knex } from "knex";

import { createTable, dropTables, isSqlite } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "buttons", (c, table) => {
    c.word("token");
    c.reference("chat_id", "chats");
    c.reference("delivery_id", "deliveries").nullable();
    c.word("run");
    c.reference("order_id", "orders").nullable();
    c.count("order_version").nullable();
    c.time("expires_at").nullable();
    c.time("created_at");
    table.primary(["token"]);
    table.index(["delivery_id"]);
  });

  await createTable(knex, "audit", (c, table) => {
    c.generated("seq");
    c.time("at");
    c.reference("person_id", "persons").nullable();
    c.word("actor");
    c.word("action");
    c.word("entity").nullable();
    c.json("details");
    c.word("prev_hash");
    c.word("hash");
    table.unique(["hash"]);
  });
  await forbidChanges(knex, "audit");

  await createTable(knex, "lease", (c, table) => {
    c.count("id");
    c.count("epoch");
    c.word("owner");
    c.time("taken_at");
    table.primary(["id"]);
    table.check("id = 1", undefined, "lease_id_check");
  });

  await createTable(knex, "meta", (c, table) => {
    c.word("key");
    c.word("value");
    table.primary(["key"]);
  });

  await createTable(knex, "orphans", (c, table) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.word("client_order_id");
    c.time("found_at");
    c.time("accepted_at").nullable();
    table.unique(["exchange", "client_order_id"]);
  });

  await createTable(knex, "local_messages", (c, table) => {
    c.generated("seq");
    c.word("chat_ref");
    c.word("ref");
    c.word("key");
    c.count("revision");
    c.word("in_reply_to").nullable();
    c.json("content");
    c.time("created_at");
    table.unique(["key"]);
    table.index(["chat_ref", "seq"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["local_messages", "orphans", "meta", "lease", "audit", "buttons"]);
  if (!isSqlite(knex)) await knex.raw("drop function refuse_change");
}

/** A table that only grows: its triggers go with it. */
async function forbidChanges(knex: Knex, table: string): Promise<void> {
  const sentence = `${table} is append-only`;
  if (isSqlite(knex)) {
    for (const change of ["update", "delete"]) {
      await knex.raw(
        `create trigger ${table}_no_${change} before ${change} on ${table} begin select raise(abort, '${sentence}'); end`,
      );
    }
    return;
  }
  await knex.raw(
    `create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '${sentence}'; end $$`,
  );
  await knex.raw(
    `create trigger ${table}_no_change before update or delete on ${table} execute function refuse_change()`,
  );
}
