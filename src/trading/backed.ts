/** Whose coins go where less of a coin is there than the positions that it backs hold: a difference, or a fee paid in it. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import { type Backed, type Share, sharesOf } from "../domain/drift.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { linesOfDust } from "../domain/ledger.ts";
import { isBackedBy } from "../domain/market.ts";
import { type Decimal, div, isZero, mul } from "../domain/money.ts";
import { entryPrice, RATIO_PLACES, takeOut } from "../domain/position.ts";
import { marketOf } from "../market/rules.ts";
import type { LedgerLine } from "../models/ledger-line.ts";
import { openPositionsOf, Position } from "../models/position.ts";
import { closeDust, hasWorking } from "./dust.ts";
import { MANUAL } from "./funds.ts";
import { writeLines } from "./ledger.ts";

export interface BackedShare extends Share {
  readonly position: Position;
}

/** The positions that a coin backs, in the order in which coins go from them. `held`: how much of it is there. */
export async function backedBy(
  db: Knex | Tx,
  exchange: ExchangeName,
  asset: string,
  held: Decimal,
): Promise<BackedShare[]> {
  const open = await openPositionsOf(db, exchange);
  const positions = open.filter(({ tradingPair }) => isBackedBy(tradingPair, asset));
  const backed: Backed[] = [];
  for (const position of positions) {
    const { id, strategyId, openTime, quantity, tradingPair } = position;
    backed.push({
      id,
      isManual: strategyId === MANUAL,
      openTime,
      isAtWork: await hasWorking(db, position),
      quantity,
      market: await marketOf(db, exchange, tradingPair),
      price: position.entryPrice,
    });
  }
  const byId = new Map(positions.map((position) => [position.id, position]));
  return sharesOf(backed, held).flatMap((share) => {
    const position = byId.get(share.id);
    return position === undefined ? [] : [{ ...share, position }];
  });
}

/** By what they are gone. */
export interface Gone extends Pick<LedgerLine, "asset" | "kind" | "entry" | "tradeId"> {}

/** Its coins go to the inventory at cost, from which they are gone: realised profit stays as it is. */
export async function takeShare(tx: Tx, { position, gone }: BackedShare, by: Gone, at: number): Promise<void> {
  const { id, exchange, tradingPair, unrealizedPnl } = position;
  await writeLines(tx, linesOfDust(by.asset, gone), { ...by, exchange, positionId: id, at });
  const after = takeOut(position, gone);
  const { quantity, cost } = after;
  const isOver = isZero(quantity);
  await Position.query(tx)
    .findById(id)
    .patch({
      quantity,
      cost,
      entryPrice: isOver ? position.entryPrice : entryPrice(after),
      unrealizedPnl: unrealizedPnl === null ? null : div(mul(unrealizedPnl, quantity), position.quantity, RATIO_PLACES),
      closedTime: isOver ? at : null,
      lastUpdateTime: at,
    });
  await closeDust(tx, id, await marketOf(tx, exchange, tradingPair), position.entryPrice, at);
}
