/** What is left of a position and could not be sold goes to the inventory at cost, and the position closes (EXECUTION §5). */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import type { PositionId } from "../domain/ids.ts";
import { linesOfDust } from "../domain/ledger.ts";
import { isClosable, type Market } from "../domain/market.ts";
import { type Decimal, isZero, ZERO } from "../domain/money.ts";
import { WORKING_STATES } from "../domain/order.ts";
import { dropDust } from "../domain/position.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { writeLines } from "./ledger.ts";

/** `price`: what the remainder could be sold at. Leaves alone what an order at work may still add to, or sell. */
export async function closeDust(tx: Tx, id: PositionId, market: Market, price: Decimal, at: number): Promise<void> {
  const position = await Position.query(tx).findById(id).throwIfNotFound();
  const { exchange, quantity } = position;
  if (isZero(quantity) || isClosable(market, quantity, price) || (await hasWorking(tx, position))) return;
  const event = { entry: `dust:${id}`, kind: "dust" as const, exchange, tradeId: null, positionId: id, at };
  await writeLines(tx, linesOfDust(market.base, quantity), event);
  await position.$query(tx).patch({ ...dropDust(position), unrealizedPnl: ZERO, closedTime: at, lastUpdateTime: at });
}

/** An order may still add to it, or sell the rest of it. */
export async function hasWorking(tx: Knex | Tx, { exchange, tradingPair, strategyId }: Position): Promise<boolean> {
  const working = Order.query(tx)
    .where({ exchange, trading_pair: tradingPair, strategy_id: strategyId })
    .whereIn("state", [...WORKING_STATES]);
  return (await working.first()) !== undefined;
}
