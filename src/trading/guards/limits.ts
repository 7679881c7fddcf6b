/** The limits that hold for an account and whoever answers for an order on it. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import type { Decimal } from "../../domain/money.ts";
import { type Limits, limitsOver, numberOf, type Owner } from "../../domain/risk/limits.ts";
import { setLimits } from "../../models/limit.ts";

const NOBODY: Owner = { person: null };

export async function limitsOf(db: Knex | Tx, exchange: ExchangeName, owner: Owner = NOBODY): Promise<Limits> {
  return limitsOver(await setLimits(db), exchange, owner);
}

/** Of perpetuals: what the exchange is asked for before the first order. */
export function leverageOf(limits: Limits): Decimal {
  const leverage = numberOf(limits, "leverage");
  if (leverage === null) throw new Error("every perpetual has a leverage");
  return leverage;
}

/** How far the market may move from what a proposal's card shows, in percent. */
export function bandOf(limits: Limits): Decimal {
  const percent = numberOf(limits, "band");
  if (percent === null) throw new Error("every proposal has a band");
  return percent;
}
