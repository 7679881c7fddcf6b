/** What an account's open positions are worth: from their rows, so that it is right within the transaction. */
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { add, type Decimal, sum } from "../domain/money.ts";
import { Position } from "../models/position.ts";

/** Gross, at their last marks, in this quote currency; null where one has no mark or another currency. */
export async function exposureOf(tx: Tx, exchange: ExchangeName, quote: string): Promise<Decimal | null> {
  const positions = await Position.query(tx).where({ exchange, closed_time: null });
  const values = positions.map((position) => valueOf(position, quote));
  return values.includes(null) ? null : sum(values.filter((value) => value !== null));
}

function valueOf({ cost, unrealizedPnl, tradingPair }: Position, quote: string): Decimal | null {
  return unrealizedPnl === null || !tradingPair.endsWith(`/${quote}`) ? null : add(cost, unrealizedPnl);
}
