/** A limit that a person has set; where there is none, domain/risk/rules.ts says what holds. */
import type { Knex } from "knex";
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import type { ExchangeName, PersonId, StrategyId } from "../domain/ids.ts";
import { SCOPES } from "../domain/risk/rules.ts";
import { table } from "./base.ts";
import { generated, id, name, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  rule: word(),
  scope: oneOf(SCOPES),
  /** Of the three, the one that the scope names. */
  exchange: nullable(name<ExchangeName>()),
  personId: nullable(id<PersonId>()),
  strategyId: nullable(name<StrategyId>()),
  /** As domain/risk/rules.ts reads it; null: switched off. */
  value: nullable(word()),
  setBy: nullable(id<PersonId>()),
  setAt: time(),
});

export class LimitRow extends table("limits", schema) {}

/** All that were ever set and not set back: a few rows. */
export async function setLimits(db: Knex | Tx): Promise<LimitRow[]> {
  return LimitRow.query(db).orderBy("id");
}
