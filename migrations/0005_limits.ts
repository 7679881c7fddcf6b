/** Limits that people set, what each account was worth when, and what an order must keep for both to be judged. */
import type { Knex } from "knex";

import { addColumns, createTable, dropColumns, dropTables } from "../src/db/columns.ts";

const OF_ORDERS = { asked: "word", proposed_on: "word", approved_day: "word" } as const;

/** What every guard and every look at an account asks for. */
const INDICES = {
  orders_sent: "orders (exchange, sent_at)",
  orders_of_day: "orders (exchange, approved_day)",
  orders_asked: "orders (person_id, created_at)",
  orders_at_work: "orders (exchange, state)",
  orders_touched: "orders (exchange, updated_at)",
  ledger_lines_newest: "ledger_lines (exchange, id)",
} as const;

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "limits", (c) => {
    c.generated();
    c.word("rule");
    c.oneOf("scope", ["desk", "exchange", "person", "strategy"]);
    c.key("exchange", "exchanges", "name").nullable();
    c.reference("person_id", "persons").nullable();
    c.key("strategy_id", "strategies", "id").nullable();
    c.word("value").nullable();
    c.reference("set_by", "persons").nullable();
    c.time("set_at");
  });
  await knex.raw(
    "create unique index limits_one on limits (rule, coalesce(exchange, ''), coalesce(person_id, 0), coalesce(strategy_id, ''))",
  );

  await createTable(knex, "equity", (c, table) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.time("at");
    c.time("taken_at");
    c.word("source");
    c.word("currency");
    c.money("equity").nullable();
    c.word("unpriced").nullable();
    c.money("exposure").nullable();
    c.money("peak").nullable();
    c.word("day");
    c.money("day_start").nullable();
    c.money("flows");
    c.money("known").nullable();
    c.count("ledger_id");
    table.index(["exchange", "id"]);
    table.index(["exchange", "day"]);
  });

  await addColumns(knex, "orders", OF_ORDERS);
  for (const [name, on] of Object.entries(INDICES)) await knex.raw(`create index ${name} on ${on}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const index of Object.keys(INDICES)) await knex.raw(`drop index ${index}`);
  await dropColumns(knex, "orders", Object.keys(OF_ORDERS));
  await dropTables(knex, ["equity", "limits"]);
}
