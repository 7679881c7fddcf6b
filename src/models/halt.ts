/** A stop of entries that a person, or the desk, has set; it stands until somebody resumes. */
import type { Knex } from "knex";
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import type { AlertId, ExchangeName, Pair, PersonId, StrategyId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { flag, generated, id, name, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  scope: oneOf(["all", "exchange", "pair", "strategy"]),
  exchange: nullable(name<ExchangeName>()),
  tradingPair: nullable(name<Pair>()),
  strategyId: nullable(name<StrategyId>()),
  reason: nullable(word()),
  personId: nullable(id<PersonId>()),
  /** Resting entries stay at the exchange. */
  keepsOrders: flag().default(false),
  createdAt: time(),
  /** Null while it stands. */
  releasedAt: nullable(time()),
  releasedBy: nullable(id<PersonId>()),
  /** Its card. */
  alertId: nullable(id<AlertId>()),
});

export class Halt extends table("halts", schema) {}

/** Not released: they hold now, oldest first. */
export async function standingHalts(db: Knex | Tx): Promise<Halt[]> {
  return Halt.query(db).where({ released_at: null }).orderBy("id");
}

export type NewHalt = Pick<Halt, "scope" | "reason" | "createdAt"> & Partial<Pick<Halt, "exchange" | "tradingPair">>;

/** What the desk halts by itself, once for each reason. False where it is halted for that already. */
export async function haltOnce(
  tx: Tx,
  { scope, reason, exchange = null, tradingPair = null, createdAt }: NewHalt,
): Promise<boolean> {
  const same = { scope, reason, exchange, trading_pair: tradingPair, released_at: null };
  if ((await Halt.query(tx).findOne(same)) !== undefined) return false;
  await Halt.query(tx).insert({ scope, reason, exchange, tradingPair, createdAt, keepsOrders: true });
  return true;
}
