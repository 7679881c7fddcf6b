/** The limits that hold for an account and whoever answers for an order on it. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { ExchangeName, PersonId, StrategyId } from "../../domain/ids.ts";
import type { Decimal } from "../../domain/money.ts";
import { type Limits, limitsOver, numberOf, type Owner } from "../../domain/risk/limits.ts";
import { setLimits } from "../../models/limit.ts";
import { MANUAL } from "../funds.ts";

const NOBODY: Owner = { person: null };

export async function limitsOf(db: Knex | Tx, exchange: ExchangeName, owner: Owner = NOBODY): Promise<Limits> {
  return limitsOver(await setLimits(db), exchange, owner);
}

/** What is traded by hand counts for the person, all else for its strategy. */
export function ownerOf(order: { readonly strategy: StrategyId; readonly person: PersonId | null }): Owner {
  return order.strategy === MANUAL ? { person: order.person } : { strategy: order.strategy };
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
