/** The schema of every model against the table that the migrations made. */
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Db } from "../../src/db/desk.ts";
import { columnOf, type Kind } from "../../src/models/schema.ts";
import { eachDatabase, type TestDesk } from "../support/database.ts";
import { allModels, columnName } from "../support/models.ts";

const TYPES: Readonly<Record<Kind, { sqlite: string; postgres: string }>> = {
  money: { sqlite: "text", postgres: "text" },
  word: { sqlite: "text", postgres: "text" },
  json: { sqlite: "text", postgres: "text" },
  time: { sqlite: "bigint", postgres: "bigint" },
  count: { sqlite: "bigint", postgres: "bigint" },
  generated: { sqlite: "integer", postgres: "bigint" },
  flag: { sqlite: "boolean", postgres: "boolean" },
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
}

const models = await allModels();

test("there are the ten models and the desk's own", () => {
  const names = models.map((model) => model.name);
  expect(names).toEqual(expect.arrayContaining(["Asset", "Exchange", "MarketData", "Order", "Position"]));
  expect(names).toEqual(expect.arrayContaining(["Strategy", "Trade", "Wallet", "PerformanceMetrics", "Alert"]));
  expect(names.length).toBeGreaterThanOrEqual(23);
});

eachDatabase("a model's schema is its table", (open, client) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await open();
  });
  afterAll(() => desk.close());

  test.each(models.map((model) => [model.tableName, model] as const))(
    "%s: columns, types, nulls",
    async (tableName, model) => {
      const declared = Object.entries(model.schema.shape).map(([property, field]) => {
        const { kind, isNullable } = columnOf(field);
        return { name: columnName(model, property), type: TYPES[kind][client], isNullable };
      });

      expect(sorted(declared)).toEqual(sorted(await columnsOf(desk.db, tableName)));
    },
  );

  test.each(models.map((model) => [model.tableName, model] as const))(
    "%s: enumerated values",
    async (tableName, model) => {
      const checks = await checksOf(desk.db, tableName);
      for (const [property, field] of Object.entries(model.schema.shape)) {
        const { values } = columnOf(field);
        if (values === null) continue;
        const check = checks.get(`${tableName}_${columnName(model, property)}_check`) ?? "";
        expect(quotedIn(check), `${tableName}.${property}`).toEqual(values.toSorted());
      }
    },
  );

  test("every table that refers to something holds a foreign key", async () => {
    const keys = await foreignKeysOf(desk.db, "orders");
    expect(keys).toEqual([
      "alert_id>alerts",
      "base_asset>assets",
      "decided_by>persons",
      "exchange>exchanges",
      "group_id>orders",
      "halt_id>halts",
      "person_id>persons",
      "position_id>positions",
      "quote_asset>assets",
      "strategy_id>strategies",
    ]);
  });
});

function sorted(columns: readonly Column[]): Column[] {
  return columns.toSorted((a, b) => a.name.localeCompare(b.name));
}

function quotedIn(check: string): string[] {
  return [...check.matchAll(/'([^']*)'/g)].map(([, value]) => value ?? "").toSorted();
}

async function columnsOf(db: Db, tableName: string): Promise<Column[]> {
  if (db.client === "sqlite") {
    const rows: { name: string; type: string; notnull: number }[] = await db.reader.raw(
      `pragma table_info(${tableName})`,
    );
    return rows.map(({ name, type, notnull }) => ({ name, type: type.toLowerCase(), isNullable: notnull === 0 }));
  }
  const rows: { name: string; type: string; nullable: string }[] = await db
    .reader("information_schema.columns")
    .where({ table_schema: "public", table_name: tableName })
    .select({ name: "column_name", type: "data_type", nullable: "is_nullable" });
  return rows.map(({ name, type, nullable }) => ({ name, type, isNullable: nullable === "YES" }));
}

/** The checks of a table by their names, as the database tells them. */
async function checksOf(db: Db, tableName: string): Promise<Map<string, string>> {
  if (db.client === "sqlite") {
    const [{ sql } = { sql: "" }] = await db
      .reader<{ name: string; sql: string }>("sqlite_master")
      .where({ name: tableName });
    const checks = [...sql.matchAll(/constraint (\w+) check \(("\w+" in \([^)]*\))/g)];
    return new Map(checks.map(([, name = "", check = ""]) => [name, check]));
  }
  const { rows } = await db.reader.raw<{ rows: { name: string; definition: string }[] }>(
    "select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c' and conrelid = ?::regclass",
    [tableName],
  );
  return new Map(rows.map(({ name, definition }) => [name, definition]));
}

async function foreignKeysOf(db: Db, tableName: string): Promise<string[]> {
  if (db.client === "sqlite") {
    const rows: { from: string; table: string }[] = await db.reader.raw(`pragma foreign_key_list(${tableName})`);
    return rows.map(({ from, table }) => `${from}>${table}`).toSorted();
  }
  const { rows } = await db.reader.raw<{ rows: { from: string; table: string }[] }>(
    `select a.attname as from, c.confrelid::regclass::text as table from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.conrelid = ?::regclass`,
    [tableName],
  );
  return rows.map(({ from, table }) => `${from}>${table}`).toSorted();
}
