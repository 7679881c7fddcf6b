/** What an account's open positions are worth: from their rows, so that it is right within the transaction. */
import { prepared } from "../../db/prepared.ts";
import type { Tx } from "../../db/transact.ts";
import type { ExchangeName, Pair } from "../../domain/ids.ts";
import { assetsOf, type PositionSide } from "../../domain/market.ts";
import { type Decimal, from, sum } from "../../domain/money.ts";
import { worthAt } from "../../domain/position.ts";

interface Row {
  readonly pair: Pair;
  readonly side: PositionSide;
  readonly cost: string;
  readonly unrealized: string | null;
}

const OPEN = prepared(
  `select trading_pair as pair, side, cost, unrealized_pnl as unrealized from positions
   where exchange = ? and closed_time is null`,
);

/** Gross, at their last marks, in this quote currency; null where one has no mark or another currency. */
export async function exposureOf(tx: Tx, exchange: ExchangeName, quote: string): Promise<Decimal | null> {
  const values = (await OPEN.rows<Row>(tx, [exchange])).map((row) => valueOf(row, quote));
  return values.includes(null) ? null : sum(values.filter((value) => value !== null));
}

function valueOf({ cost, unrealized, pair, side }: Row, quote: string): Decimal | null {
  if (unrealized === null || assetsOf(pair).quote !== quote) return null;
  return worthAt({ side, cost: from(cost) }, from(unrealized));
}
