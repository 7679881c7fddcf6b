/** The columns of a migration, each kind declared once for both databases. All are `not null` until told `.nullable()`. */
import type { Database } from "better-sqlite3";
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
  return knex.schema.createTable(name, (table) => declare(columnsOf(knex, table, name), table));
}

export function isSqlite(knex: Knex): boolean {
  return (knex.client as Knex.Client).config.client === "better-sqlite3";
}

export async function dropTables(knex: Knex, names: readonly string[]): Promise<void> {
  for (const name of names) await knex.schema.dropTable(name);
}

/**
 * What a column that is added later can be. All are nullable, so that a table with rows takes them; a flag begins false,
 * a count at zero.
 */
export type AddedColumn =
  | "money"
  | "time"
  | "word"
  | "flag"
  | "count"
  | { readonly oneOf: readonly string[] }
  | { readonly references: string };

const ADDED_TYPES = {
  ...{ money: "text", time: "bigint", word: "text" },
  flag: "boolean not null default false",
  count: "bigint not null default 0",
} as const;

/** In place: knex would build the table anew on SQLite, and others refer to it. */
export async function addColumns(
  knex: Knex,
  table: string,
  columns: Readonly<Record<string, AddedColumn>>,
): Promise<void> {
  for (const [name, column] of Object.entries(columns))
    await knex.raw(`alter table ${table} add column ${name} ${definitionOf(knex, table, name, column)}`);
}

export async function dropColumns(knex: Knex, table: string, names: readonly string[]): Promise<void> {
  for (const name of names) await knex.raw(`alter table ${table} drop column ${name}`);
}

function definitionOf(knex: Knex, table: string, name: string, column: AddedColumn): string {
  if (typeof column === "object" && "references" in column) return `bigint references ${column.references} (id)`;
  const check = (predicate: string): string => ` constraint ${table}_${name}_check check (${predicate})`;
  if (typeof column === "object") return `text${check(isOneOf(name, column.oneOf))}`;
  return ADDED_TYPES[column] + (column === "money" ? check(isMoney(knex, name)) : "");
}

/**
 * Lets a column of `oneOf` hold other values; throws where a row holds none of them. SQLite changes no check of a table that
 * stands: its text is changed in the schema, which its documentation allows for checks (sqlite.org/lang_altertable.html,
 * "Making Other Kinds Of Table Schema Changes").
 */
export async function changeValues(
  knex: Knex,
  table: string,
  name: string,
  values: { readonly from: readonly string[]; readonly to: readonly string[] },
): Promise<void> {
  const constraint = `${table}_${name}_check`;
  const other: unknown = await knex(table).whereNotIn(name, values.to).first();
  if (other !== undefined) throw new Error(`${table}.${name} holds a value that it could not hold then`);
  if (!isSqlite(knex)) {
    await knex.raw(`alter table ${table} drop constraint ${constraint}`);
    await knex.raw(`alter table ${table} add constraint ${constraint} check (${isOneOf(name, values.to)})`);
    return;
  }
  const connection = (await (knex.client as Knex.Client).acquireConnection()) as Database;
  connection.unsafeMode(true);
  try {
    const version = Number(connection.pragma("schema_version", { simple: true }));
    connection.pragma("writable_schema = on");
    const change = connection.prepare(
      "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = ? and instr(sql, ?)",
    );
    const [before, after] = [isOneOf(name, values.from), isOneOf(name, values.to)];
    const { changes } = change.run(before, after, table, before);
    if (changes !== 1) throw new Error(`${constraint} is not as it was expected`);
    connection.pragma(`schema_version = ${version + 1}`);
  } finally {
    connection.pragma("writable_schema = off");
    connection.unsafeMode(false);
  }
}

function isOneOf(name: string, values: readonly string[]): string {
  return `"${name}" in (${values.map((value) => `'${value}'`).join(", ")})`;
}

function isMoney(knex: Knex, name: string): string {
  return isSqlite(knex) ? globCheck(name) : `"${name}" ~ '${CANONICAL}'`;
}

function columnsOf(knex: Knex, table: Knex.CreateTableBuilder, tableName: string): Columns {
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
      check(name, isMoney(knex, name));
      return word(name);
    },
    oneOf(name, values) {
      check(name, isOneOf(name, values));
      return word(name);
    },
  };
}

function globCheck(name: string): string {
  return [`"${name}" glob '${GLOB_IS}'`, ...GLOB_IS_NOT.map((pattern) => `"${name}" not glob '${pattern}'`)].join(
    " and ",
  );
}
