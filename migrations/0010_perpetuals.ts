/** Perpetuals: what they realise and pay is booked to accounts of its own, and a position says where the exchange would end it. */
import type { Knex } from "knex";

import { addColumns, changeValues, dropColumns } from "../src/db/columns.ts";

const OF_POSITIONS = { liquidation_price: "money", leverage: "money" } as const;

const KINDS = ["fill", "dust", "opening", "deposit", "withdrawal", "rounding"];
const ACCOUNTS = ["wallet", "market", "fees", "external", "position", "inventory"];
const MORE_KINDS = [...KINDS, "funding"];
const MORE_ACCOUNTS = [...ACCOUNTS, "pnl", "funding"];

export async function up(knex: Knex): Promise<void> {
  await addColumns(knex, "positions", OF_POSITIONS);
  await changeValues(knex, "ledger_lines", "kind", { from: KINDS, to: MORE_KINDS });
  await changeValues(knex, "ledger_lines", "account", { from: ACCOUNTS, to: MORE_ACCOUNTS });
}

export async function down(knex: Knex): Promise<void> {
  await changeValues(knex, "ledger_lines", "account", { from: MORE_ACCOUNTS, to: ACCOUNTS });
  await changeValues(knex, "ledger_lines", "kind", { from: MORE_KINDS, to: KINDS });
  await dropColumns(knex, "positions", Object.keys(OF_POSITIONS));
}
