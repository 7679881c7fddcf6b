/** The limits that hold for an account and whoever answers for an order on it. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { type Limits, limitsOver, type Owner } from "../../domain/risk/limits.ts";
import { setLimits } from "../../models/limit.ts";

const NOBODY: Owner = { person: null };

export async function limitsOf(db: Knex | Tx, exchange: ExchangeName, owner: Owner = NOBODY): Promise<Limits> {
  return limitsOver(await setLimits(db), exchange, owner);
}
