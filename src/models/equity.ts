/**
 * What an account was worth, and how it stood: a row a minute, kept for two days, and the last of each quarter of an hour for
 * ever, for the days of every zone begin on one.
 */
import type { Knex } from "knex";
import type { Model, QueryBuilder } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { from } from "../domain/money.ts";
import { table } from "./base.ts";
import { count, generated, money, name, nullable, time, word } from "./schema.ts";

/** All money is in `currency`. */
const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  /** Market time, ms UTC. */
  at: time(),
  /** People's time, ms UTC. */
  takenAt: time(),
  /** What the account ran on: another market's figures are not compared with this one's. */
  source: word(),
  currency: word(),
  /** Open profit in; null while a coin has no price. */
  equity: nullable(money()),
  /** That coin. */
  unpriced: nullable(word()),
  /** Gross value of the open positions; null while one has no price. */
  exposure: nullable(money()),
  /** Moved with what flowed in or out. Null before the first figure. */
  peak: nullable(money()),
  /** Of the desk's zone, in market time: 2022-01-04. */
  day: word(),
  /** Equity when the day began; null before the first figure. */
  dayStart: nullable(money()),
  /** Moved in since then. */
  flows: money(),
  /** The last equity that was known; null before the first figure. */
  known: nullable(money()),
  /** The last ledger line whose flow is counted. */
  ledgerId: count(),
});

export class EquityRow extends table("equity", schema) {}

export async function newestEquity(db: Knex | Tx, exchange: ExchangeName): Promise<EquityRow | null> {
  return (await EquityRow.query(db).where({ exchange }).orderBy("id", "desc").first()) ?? null;
}

/**
 * Of what was taken before a moment of people's time, only the last row of each quarter of an hour stays, and the first of each
 * day: what an account began with, before its first fill, is one of these.
 */
export async function pruneEquity(tx: Tx, exchange: ExchangeName, before: number): Promise<void> {
  const own = () => EquityRow.query(tx).where({ exchange });
  const firsts = own().groupBy("source", "day").min("id");
  const lasts = lastOfEachQuarter(own(), "source", "day");
  await own().where("taken_at", "<", before).whereNotIn("id", firsts).whereNotIn("id", lasts).delete();
}

const QUARTER_MS = 15 * 60_000;

/** Their ids, for each value of these columns. What is stamped 00:00 closes the quarter before it, as it closes a day. */
export function lastOfEachQuarter<M extends Model>(rows: QueryBuilder<M, M[]>, ...by: string[]): QueryBuilder<M, M[]> {
  return rows
    .groupBy(...by)
    .groupByRaw(`(at + ${QUARTER_MS - 1}) / ${QUARTER_MS}`)
    .max("id");
}

/** What the guards need of the newest row. */
export type Worth = Readonly<Pick<EquityRow, "currency" | "equity" | "unpriced" | "day" | "takenAt">>;

const WORTH = prepared(
  `select currency, equity, unpriced, day, taken_at as "takenAt" from equity
   where exchange = ? order by id desc limit 1`,
);

/** Of the newest row, as every entry asks for it twice on its way; null before the first. */
export async function worthOf(tx: Tx, exchange: ExchangeName): Promise<Worth | null> {
  const [row] = await WORTH.rows<Omit<Worth, "equity"> & { readonly equity: string | null }>(tx, [exchange]);
  return row === undefined ? null : { ...row, equity: row.equity === null ? null : from(row.equity) };
}
