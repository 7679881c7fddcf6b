/** What a strategy has gained on an account: a row each time a look found it changed. It has no flows. */
import type { Knex } from "knex";
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import type { ExchangeName, StrategyId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { lastOfEachQuarter } from "./equity.ts";
import { count, generated, money, name, nullable, time, word } from "./schema.ts";

/** All money is in `currency`. */
const schema = z.strictObject({
  id: generated(),
  strategyId: name<StrategyId>(),
  exchange: name<ExchangeName>(),
  /** Market time, ms UTC. */
  at: time(),
  /** People's time, ms UTC. */
  takenAt: time(),
  /** What the account ran on. */
  source: word(),
  currency: word(),
  /** Realised and unrealised since its first start; null while a coin has no price. */
  profit: nullable(money()),
  /** That coin. */
  unpriced: nullable(word()),
  /** What the account was worth at its first start; null while that is not known. */
  capital: nullable(money()),
  /** Of the positions up to `settledId`, which are closed for good. */
  settled: money(),
  settledId: count(),
});

export class StrategyEquity extends table("strategy_equity", schema) {}

export async function newestStrategyEquity(
  db: Knex | Tx,
  exchange: ExchangeName,
  strategyId: StrategyId,
): Promise<StrategyEquity | null> {
  const newest = StrategyEquity.query(db).where({ exchange, strategy_id: strategyId }).orderBy("id", "desc");
  return (await newest.first()) ?? null;
}

/** Those that ever started there. */
export async function strategiesLookedAt(db: Knex | Tx, exchange: ExchangeName): Promise<Set<StrategyId>> {
  const rows = await StrategyEquity.query(db).where({ exchange }).distinct("strategy_id");
  return new Set(rows.map(({ strategyId }) => strategyId));
}

/** As of the account's own rows; its first one tells when it was started. */
export async function pruneStrategyEquity(tx: Tx, exchange: ExchangeName, before: number): Promise<void> {
  const own = () => StrategyEquity.query(tx).where({ exchange });
  const firsts = own().groupBy("strategy_id", "source").min("id");
  const lasts = lastOfEachQuarter(own(), "strategy_id", "source");
  await own().where("taken_at", "<", before).whereNotIn("id", firsts).whereNotIn("id", lasts).delete();
}
