/** The columns of a migration, each kind declared once for both databases. All are `not null` until told `.nullable()`. */
import type { Knex } from "knex";

/**
 * A plain decimal in its one spelling: no exponent, no plus, no zeros that say nothing, no negative zero.
 * Neither pattern has a question mark: knex would take it for a binding.
 */
const CANONICAL = "^(0|-{0,1}[1-9][0-9]*|-{0,1}(0|[1-9][0-9]*)\\.[0-9]*[1-9])$";

/** The same for GLOB, which knows no repetition: what it must be, then what it must not. */
const GLOB_IS = "*[0-9]";
const GLOB_IS_NOT = ["*[^-.0-9]*", "[-.0-9]*-*", "*.*.*", "*.*0", ".*", "-.*", "0[0-9]*", "-0[0-9]*", "-0"];

export interface Columns {
  /** An exact decimal as text: price, quantity, rate or money. */
  money(name: string): Knex.ColumnBuilder;
  /** ms UTC. */
  time(name: string): Knex.ColumnBuilder;
  oneOf(name: string, values: readonly string[]): Knex.ColumnBuilder;
  word(name: string): Knex.ColumnBuilder;
  json(name: string): Knex.ColumnBuilder;
  count(name: string): Knex.ColumnBuilder;
  flag(name: string): Knex.ColumnBuilder;
  /** A number that the database gives, never given again. */
  generated(name?: string): Knex.ColumnBuilder;
  /** To the generated number of another table. */
  reference(name: string, table: string): Knex.ColumnBuilder;
  /** To a text key of another table: it follows when that is renamed. */
  key(name: string, table: string, column: string): Knex.ColumnBuilder;
}

export function createTable(
  knex: Knex,
  name: string,
  declare: (columns: Columns, table: Knex.CreateTableBuilder) => void,
): Knex.SchemaBuilder {
  return knex.schema.createTable(name, (table) => declare(columnsOf(table, name, isSqlite(knex)), table));
}

export function isSqlite(knex: Knex): boolean {
  return (knex.client as Knex.Client).config.client === "better-sqlite3";
}

export async function dropTables(knex: Knex, names: readonly string[]): Promise<void> {
  for (const name of names) await knex.schema.dropTable(name);
}

function columnsOf(table: Knex.CreateTableBuilder, tableName: string, onSqlite: boolean): Columns {
  const check = (name: string, predicate: string): void => {
    table.check(predicate, undefined, `${tableName}_${name}_check`);
  };
  const count = (name: string): Knex.ColumnBuilder => table.bigInteger(name).notNullable();
  const word = (name: string): Knex.ColumnBuilder => table.text(name).notNullable();
  return {
    count,
    word,
    json: word,
    time: count,
    flag: (name) => table.boolean(name).notNullable(),
    generated: (name = "id") => table.bigIncrements(name),
    reference(name, other) {
      table.foreign(name).references("id").inTable(other);
      return count(name);
    },
    key(name, other, column) {
      table.foreign(name).references(column).inTable(other).onUpdate("CASCADE");
      return word(name);
    },
    money(name) {
      check(name, onSqlite ? globCheck(name) : `"${name}" ~ '${CANONICAL}'`);
      return word(name);
    },
    oneOf(name, values) {
      check(name, `"${name}" in (${values.map((value) => `'${value}'`).join(", ")})`);
      return word(name);
    },
  };
}

function globCheck(name: string): string {
  return [`"${name}" glob '${GLOB_IS}'`, ...GLOB_IS_NOT.map((pattern) => `"${name}" not glob '${pattern}'`)].join(
    " and ",
  );
}
