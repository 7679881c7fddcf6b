/** What a strategy trades with: its capital and what it has made of that (METRICS). */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { add, type Decimal, from, sum, text, ZERO } from "../../domain/money.ts";
import { newestEquity } from "../../models/equity.ts";
import { Position } from "../../models/position.ts";
import type { Strategy } from "../../models/strategy.ts";
import type { Running } from "./running.ts";

/** In the desk's currency; null while the account, whose equity it starts with, has no price. */
export async function strategyEquity(
  db: Knex | Tx,
  { row, risk }: Running,
  exchange: ExchangeName,
): Promise<Decimal | null> {
  const capital = risk.capital === null ? (await newestEquity(db, exchange))?.equity : from(risk.capital);
  if (capital === undefined || capital === null) return null;
  const positions = await Position.query(db).where({ strategy_id: row.id });
  return sum([capital, ...positions.map(({ realizedPnl, unrealizedPnl }) => add(realizedPnl, unrealizedPnl ?? ZERO))]);
}

/** At its first start the capital is what the account is worth, and stays that. */
export async function keepCapital(tx: Tx, row: Strategy, exchange: ExchangeName): Promise<void> {
  if (row.riskParameters["capital"] !== undefined && row.riskParameters["capital"] !== null) return;
  const equity = (await newestEquity(tx, exchange))?.equity ?? null;
  if (equity === null) return;
  await row.$query(tx).patch({ riskParameters: { ...row.riskParameters, capital: text(equity) } });
}
