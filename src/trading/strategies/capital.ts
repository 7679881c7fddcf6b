/** What a strategy trades with: its capital and what it has made of that (METRICS). */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { add, type Decimal, from, sign, sum, ZERO } from "../../domain/money.ts";
import { Position } from "../../models/position.ts";
import { newestStrategyEquity } from "../../models/strategy-equity.ts";
import type { Strategy } from "../../models/strategy.ts";

/** By its own setting, in the desk's currency; null where it says nothing: then it is what the account was worth at its first start. */
export function capitalOf({ riskParameters }: Pick<Strategy, "riskParameters">): Decimal | null {
  const { capital } = riskParameters;
  if (typeof capital !== "string" && typeof capital !== "number") return null;
  const amount = from(String(capital));
  return sign(amount) > 0 ? amount : null;
}

/** In the desk's currency; null before the first look at the account, and while that has no price. */
export async function strategyEquity(db: Knex | Tx, row: Strategy, exchange: ExchangeName): Promise<Decimal | null> {
  const capital = capitalOf(row) ?? (await newestStrategyEquity(db, exchange, row.id))?.capital ?? null;
  if (capital === null) return null;
  return add(capital, profitOf(await Position.query(db).where({ strategy_id: row.id, exchange })));
}

/** Realised and open, as last marked; in quote currency. */
export function profitOf(positions: readonly Position[]): Decimal {
  return sum(positions.map(({ realizedPnl, unrealizedPnl }) => add(realizedPnl, unrealizedPnl ?? ZERO)));
}
