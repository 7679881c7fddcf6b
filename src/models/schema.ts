/** What the columns of a row are made of. Each piece knows its kind: how a value is stored, on both databases alike. */
import { z } from "zod";

import type { Decimal } from "../domain/money.ts";

/**
 * money: a Decimal as plain text · time: ms UTC · flag: a boolean · json: anything as JSON text · generated: the number
 * that the database gives a new row · count: a whole number, also a reference to a generated one · word: text
 */
export type Kind = "money" | "time" | "flag" | "json" | "generated" | "count" | "word";
const kinds = z.registry<{ kind: Kind }>();

export const money = () => z.custom<Decimal>(isDecimal, "must be a Decimal").register(kinds, { kind: "money" });
export const time = () => z.int().nonnegative().register(kinds, { kind: "time" });
export const flag = () => z.boolean().register(kinds, { kind: "flag" });
export const count = () => z.int().nonnegative().register(kinds, { kind: "count" });
export const word = () => z.string().register(kinds, { kind: "word" });
export const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values).register(kinds, { kind: "word" });
export const json = <T>() => z.custom<T>(isJson, "must be JSON").register(kinds, { kind: "json" });

/** The row's own number, branded: `generated<OrderId>()`. */
export const generated = <Id extends number = number>() =>
  z.custom<Id>(isId, "must be an id").register(kinds, { kind: "generated" });
/** A reference to such a number. */
export const id = <Id extends number = number>() =>
  z.custom<Id>(isId, "must be an id").register(kinds, { kind: "count" });
/** A text key, branded: `name<Pair>()`. */
export const name = <Name extends string>() =>
  z.custom<Name>(isName, "must be a name").register(kinds, { kind: "word" });

/** May be null, and is unless it is given. */
export const nullable = <T extends z.ZodType>(inner: T) =>
  z.nullable(inner).default(null as z.output<z.ZodNullable<T>> as never);

export interface Column {
  readonly kind: Kind;
  readonly isNullable: boolean;
  /** What an enumerated column may hold. */
  readonly values: readonly string[] | null;
}

/** Reads a field's kind through `nullable` and defaults. */
export function columnOf(field: z.core.$ZodType): Column {
  if (field instanceof z.ZodDefault) return columnOf(field.unwrap());
  if (field instanceof z.ZodNullable) return { ...columnOf(field.unwrap()), isNullable: true };
  const kind = kinds.get(field)?.kind;
  if (kind === undefined) throw new Error("a column must be declared by the pieces of models/schema.ts");
  return { kind, isNullable: false, values: field instanceof z.ZodEnum ? field.options.map(String) : null };
}

/** A patch sets what it names and nothing else: no defaults. */
export function patchOf(schema: z.ZodObject): z.ZodObject {
  return mapFields(schema, (field) => z.optional(field instanceof z.ZodDefault ? field.unwrap() : field));
}

/** An insert may leave out what the database gives. */
export function insertOf(schema: z.ZodObject): z.ZodObject {
  return mapFields(schema, (field) => (columnOf(field).kind === "generated" ? z.optional(field) : field));
}

function mapFields(schema: z.ZodObject, change: (field: z.core.$ZodType) => z.core.$ZodType): z.ZodObject {
  const fields = Object.entries(schema.shape).map(([key, field]) => [key, change(field)] as const);
  return z.strictObject(Object.fromEntries(fields));
}

function isDecimal(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("mantissa" in value) || !("places" in value)) return false;
  return (
    (typeof value.mantissa === "bigint" || Number.isSafeInteger(value.mantissa)) && Number.isSafeInteger(value.places)
  );
}

function isJson(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
