/** A stop of entries that a person, or the desk, has set; it stands until somebody resumes. */
import type { Knex } from "knex";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import { SCOPES } from "../domain/halt.ts";
import type { AlertId, ExchangeName, Pair, PersonId, StrategyId } from "../domain/ids.ts";
import { appendAudit, type AuditDetails } from "./audit.ts";
import { table } from "./base.ts";
import { newestEquity } from "./equity.ts";
import { flag, generated, id, name, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  scope: oneOf(SCOPES),
  exchange: nullable(name<ExchangeName>()),
  tradingPair: nullable(name<Pair>()),
  strategyId: nullable(name<StrategyId>()),
  reason: nullable(word()),
  personId: nullable(id<PersonId>()),
  /** What halted where it was no person: `the file HALT`. Null: the desk itself. */
  actor: nullable(word()),
  /** Resting entries stay at the exchange. */
  keepsOrders: flag().default(false),
  createdAt: time(),
  /** When a message that was old had been written; null where it came at once. */
  askedAt: nullable(time()),
  /** Nobody may resume before that; market time of its account, ms UTC. */
  until: nullable(time()),
  /** What its account ran on then: another market's time says nothing of it. */
  source: nullable(word()),
  /** Null while it stands. */
  releasedAt: nullable(time()),
  releasedBy: nullable(id<PersonId>()),
  /** Its card. */
  alertId: nullable(id<AlertId>()),
});

export class Halt extends table("halts", schema) {}

const STANDING = prepared("select * from halts where released_at is null order by id");

/** Not released: they hold now, oldest first. */
export async function standingHalts(db: Knex | Tx): Promise<Halt[]> {
  return (await STANDING.rows<object>(db, [])).map((row) => Halt.fromDatabaseJson(row));
}

type Row = z.output<typeof schema>;
export type NewHalt = Pick<Row, "scope" | "reason" | "createdAt"> & Partial<Omit<Row, "id">>;

/** With its row in the audit. `by`: a person's name, or what else halted. */
export async function insertHalt(tx: Tx, row: NewHalt, by: string): Promise<Halt> {
  const halt = await Halt.query(tx).insertAndFetch(row);
  const { scope, exchange, tradingPair, strategyId, reason, keepsOrders, until } = halt;
  const details = { scope, exchange, tradingPair, strategyId, reason, keepsOrders, until };
  await auditHalt(tx, "halt", halt, { at: halt.createdAt, actor: by, personId: halt.personId }, details);
  return halt;
}

interface Cause {
  readonly at: number;
  readonly actor: string;
  readonly personId: PersonId | null;
}

export async function auditHalt(
  tx: Tx,
  action: string,
  { id: halt }: Pick<Halt, "id">,
  { at, actor, personId }: Cause,
  details: AuditDetails = {},
): Promise<void> {
  await appendAudit(tx, { at, actor, personId, action, entity: `halt ${halt}`, details });
}

/** What the desk halts by itself, once for each reason. Null where it is halted for that already: then a later `until` counts. */
export async function haltOnce(tx: Tx, made: NewHalt): Promise<Halt | null> {
  const row = { ...made, source: await sourceOfTime(tx, made) };
  const { scope, reason, exchange = null, tradingPair = null, strategyId = null, until = null } = row;
  const same = { scope, reason, exchange, trading_pair: tradingPair, strategy_id: strategyId, released_at: null };
  const known = await Halt.query(tx).findOne(same);
  if (known === undefined) return insertHalt(tx, { keepsOrders: true, ...row }, "desk");
  const isLater = row.source !== known.source || (until ?? 0) > (known.until ?? 0);
  if (until !== null && isLater) await Halt.query(tx).findById(known.id).patch({ until, source: row.source });
  return null;
}

/** Of what an account was last seen on, where its halt ends by market time. */
async function sourceOfTime(tx: Tx, { exchange, until }: NewHalt): Promise<string | null> {
  if (exchange === null || exchange === undefined || until === null || until === undefined) return null;
  return (await newestEquity(tx, exchange))?.source ?? null;
}
