/** Every model there is, found by its file: a new one cannot be forgotten by the tests that walk over all. */
import { readdir } from "node:fs/promises";

import { kindsOf, type RowClass } from "../../src/models/base.ts";

const FOLDER = new URL("../../src/models/", import.meta.url);

export type AnyModel = RowClass<object>;

export async function allModels(): Promise<readonly AnyModel[]> {
  const models = new Set<AnyModel>();
  for (const file of (await readdir(FOLDER)).toSorted()) {
    const exported = (await import(new URL(file, FOLDER).href)) as Record<string, unknown>;
    for (const value of Object.values(exported)) if (isModel(value)) models.add(value);
  }
  return [...models];
}

/** Its columns that hold exact decimals, by their names in the database. */
export function moneyColumns(model: AnyModel): string[] {
  return [...kindsOf(model.schema)]
    .filter(([, kind]) => kind === "money")
    .map(([property]) => columnName(model, property));
}

export function columnName(model: AnyModel, property: string): string {
  return model.propertyNameToColumnName(property);
}

function isModel(value: unknown): value is AnyModel {
  return typeof value === "function" && "schema" in value && "tableName" in value;
}
