/** What a buy or a sale is on a market, with what is held there. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import type { StrategyId } from "../domain/ids.ts";
import { closingSide, isPerpetual, type Market, type Side } from "../domain/market.ts";
import type { Purpose } from "../domain/order.ts";
import { Position } from "../models/position.ts";
import { MANUAL, openPosition } from "./funds.ts";

export interface OrderPurpose {
  readonly purpose: Purpose;
  readonly strategy: StrategyId;
  readonly position: Position | undefined;
}

/** On spot a sale is an exit. Of a perpetual it is one where a long is held, whoever's, and a buy where a short is. */
export async function purposeOf(db: Knex | Tx, market: Market, side: Side): Promise<OrderPurpose> {
  if (!isPerpetual(market)) {
    const position = await heldOn(db, market);
    return { purpose: side === "BUY" ? "entry" : "exit", strategy: MANUAL, position };
  }
  const position = await heldOn(db, market);
  if (position === undefined || closingSide(position.side) !== side)
    return { purpose: "entry", strategy: MANUAL, position };
  return { purpose: "exit", strategy: position.strategyId, position };
}

/** Of spot the manual one; of a perpetual there is but one, whoever's. */
export async function heldOn(db: Knex | Tx, market: Market): Promise<Position | undefined> {
  const { exchange, pair } = market;
  if (!isPerpetual(market)) return openPosition(db, exchange, pair, MANUAL);
  return Position.query(db).findOne({ exchange, trading_pair: pair, closed_time: null });
}
