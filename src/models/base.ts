/**
 * What all models share. A model is `class Order extends table("orders", schema)`: the row type is inferred from the zod
 * object, an insert is held to all of it, a patch to the part it names. Properties are camelCase; in `where`, `orderBy`
 * and the like columns go by their snake_case names, for objection hands those to the database as they are.
 */
import type { Knex } from "knex";
import {
  type Constructor,
  Model,
  type QueryBuilderType,
  snakeCaseMappers,
  ValidationError,
  Validator,
  type ValidatorArgs,
} from "objection";
import { z } from "zod";

import { from, text } from "../domain/money.ts";
import type { Decimal } from "../domain/money.ts";
import { columnOf, insertOf, type Kind, patchOf } from "./schema.ts";

type Statics = Omit<typeof Model, "prototype" | "query">;

export interface RowClass<Row> extends Statics {
  new (): Model & Row;
  /** A query always says on which database: the reader's, or the transaction it belongs to. */
  query<M extends Model>(this: Constructor<M>, db: Knex): QueryBuilderType<M>;
  readonly schema: z.ZodObject;
}

export function table<S extends z.ZodRawShape>(
  tableName: string,
  schema: z.ZodObject<S>,
  idColumn: string | string[] = "id",
) {
  const kinds = kindsOf(schema);
  const [fromColumns, toColumns] = [conversionsOf(kinds, FROM_COLUMN), conversionsOf(kinds, TO_COLUMN)];
  const validator = new RowValidator(schema);

  class Row extends Model {
    static override tableName = tableName;
    static override idColumn = idColumn;
    static override columnNameMappers = snakeCaseMappers();
    static readonly schema = schema;
    static cloneObjectAttributes = false;
    /** Else `first` and `findOne` read every row that fits, and drop all but one. */
    static override useLimitInFirst = true;

    static override createValidator(): Validator {
      return validator;
    }

    override $parseDatabaseJson(json: object): object {
      return convert(super.$parseDatabaseJson(json), fromColumns);
    }

    override $formatDatabaseJson(json: object): object {
      return super.$formatDatabaseJson(convert({ ...json }, toColumns));
    }
  }
  return Row as unknown as RowClass<z.output<z.ZodObject<S>>>;
}

type Conversion = (value: unknown) => unknown;
type Conversions = Readonly<Partial<Record<Kind, Conversion>>>;

const FROM_COLUMN: Conversions = {
  money: (value) => from(value as string),
  flag: Boolean, // SQLite keeps 0 and 1
  json: (value) => JSON.parse(value as string) as unknown,
};

const TO_COLUMN: Conversions = {
  money: (value) => text(value as Decimal),
  json: (value) => JSON.stringify(value),
};

export function kindsOf(schema: z.ZodObject): ReadonlyMap<string, Kind> {
  return new Map(Object.entries(schema.shape).map(([key, field]) => [key, columnOf(field).kind]));
}

/** Of the columns that have one, by their property: most have none. */
type ByProperty = readonly (readonly [property: string, conversion: Conversion])[];

function conversionsOf(kinds: ReadonlyMap<string, Kind>, conversions: Conversions): ByProperty {
  return Array.from(kinds, ([property, kind]) => [property, conversions[kind]] as const).filter(
    (each): each is [string, Conversion] => each[1] !== undefined,
  );
}

/** In its place: a report reads thousands of rows, and a copy of each is felt. */
function convert(row: Record<string, unknown>, conversions: ByProperty): object {
  for (const [property, conversion] of conversions) {
    const value = row[property];
    if (value !== undefined && value !== null) row[property] = conversion(value);
  }
  return row;
}

class RowValidator extends Validator {
  readonly #insert: z.ZodObject;
  readonly #patch: z.ZodObject;

  constructor(schema: z.ZodObject) {
    super();
    this.#insert = insertOf(schema);
    this.#patch = patchOf(schema);
  }

  override validate({ model, json, options }: ValidatorArgs): object {
    const schema = options.patch === true ? this.#patch : this.#insert;
    const result = schema.safeParse(json);
    if (result.success) return result.data;
    throw new ValidationError({
      type: "ModelValidation",
      message: `${model.constructor.name}: ${z.prettifyError(result.error)}`,
      data: {},
    });
  }
}
