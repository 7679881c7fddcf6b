/** Every kind of order, the exits that belong to an entry, and what a position is protected by. */
import type { Knex } from "knex";

import { addColumns, changeValues, dropColumns } from "../src/db/columns.ts";

const OF_ORDERS = {
  trigger_price: "money",
  trail: "money",
  post_only: "flag",
  /** The entry that it was approved with. */
  group_id: { references: "orders" },
  leg: { oneOf: ["stop", "target", "close"] },
  due_at: "time",
  wanted_quantity: "money",
  wanted_price: "money",
  wanted_trail: "money",
  link: "word",
  refusal: "word",
} as const;
const OF_POSITIONS = { trail: "money", trailed_at: "time", unprotected_since: "time", closing_reason: "word" } as const;

const TYPES = { from: ["MARKET", "LIMIT"], to: ["MARKET", "LIMIT", "STOP", "STOP_LIMIT", "TRAILING_STOP"] } as const;
const TIMES_IN_FORCE = { from: ["GTC", "IOC"], to: ["GTC", "IOC", "FOK"] } as const;

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "orders", OF_ORDERS);
  await addColumns(knex, "positions", OF_POSITIONS);
  await changeValues(knex, "orders", "order_type", TYPES);
  await changeValues(knex, "orders", "time_in_force", TIMES_IN_FORCE);
  await knex.raw("create index orders_of_position on orders (position_id)");
  await knex.raw("create index orders_of_group on orders (group_id)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index orders_of_group");
  await knex.raw("drop index orders_of_position");
  await changeValues(knex, "orders", "time_in_force", { from: TIMES_IN_FORCE.to, to: TIMES_IN_FORCE.from });
  await changeValues(knex, "orders", "order_type", { from: TYPES.to, to: TYPES.from });
  await dropColumns(knex, "positions", Object.keys(OF_POSITIONS));
  await dropColumns(knex, "orders", Object.keys(OF_ORDERS));
}
