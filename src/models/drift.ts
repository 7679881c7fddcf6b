/** A coin of which an exchange holds another amount than the book has, and which the desk does not book by itself. */
import type { Knex } from "knex";
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import type { ExchangeName, PersonId } from "../domain/ids.ts";
import { type Decimal, equal } from "../domain/money.ts";
import { table } from "./base.ts";
import { generated, id, money, name, nullable, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  asset: word(),
  /** The exchange's total less the book's. */
  difference: money(),
  /** People's time, ms UTC, as below. */
  foundAt: time(),
  /** Who wants to hear no more of this difference, of just this size; null: nobody. */
  ignoredBy: nullable(id<PersonId>()),
  ignoredAt: nullable(time()),
});

export class Drift extends table("drifts", schema) {}

/** By asset. */
export async function driftsOf(db: Knex | Tx, exchange: ExchangeName): Promise<ReadonlyMap<string, Drift>> {
  return new Map((await Drift.query(db).where({ exchange })).map((drift) => [drift.asset, drift]));
}

/** A difference of another size is another one. */
export function isIgnored(drift: Drift | undefined, difference: Decimal): boolean {
  return drift !== undefined && drift.ignoredAt !== null && equal(drift.difference, difference);
}

type Found = Pick<Drift, "exchange" | "asset" | "difference" | "foundAt">;
type Ignored = Pick<Drift, "ignoredBy" | "ignoredAt">;

const BY_NOBODY: Ignored = { ignoredBy: null, ignoredAt: null };

/** What was known of that coin there is no more. */
export async function noteDrift(tx: Tx, found: Found, ignored: Ignored = BY_NOBODY): Promise<void> {
  await forgetDrift(tx, found);
  await Drift.query(tx).insert({ ...found, ...ignored });
}

export async function forgetDrift(tx: Tx, { exchange, asset }: Pick<Drift, "exchange" | "asset">): Promise<void> {
  await Drift.query(tx).where({ exchange, asset }).delete();
}
