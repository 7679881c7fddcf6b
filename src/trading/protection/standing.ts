/** Who guards a position, in the words that cards have for it; from its row and its legs, as they stand. */
import type { Knex } from "knex";

import {
  CLOSING,
  COMING,
  NONE,
  PREVIOUS,
  PROTECTED,
  type ProtectedFacts,
  unprotected,
  WATCHED,
} from "../../cards/protection.ts";
import type { Tx } from "../../db/transact.ts";
import { equal } from "../../domain/money.ts";
import type { Line } from "../../domain/reply.ts";
import { marketOf } from "../../market/rules.ts";
import { Exchange } from "../../models/exchange.ts";
import { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";
import { exitFacts } from "../bracket.ts";

/** A position with its levels; distances are from what it was bought at. */
export async function protectedFacts(db: Knex | Tx, position: Position): Promise<ProtectedFacts> {
  const { exchange, tradingPair: pair, quantity, entryPrice, stopLoss, trail, takeProfit } = position;
  const { mode } = await Exchange.query(db).findById(exchange).throwIfNotFound();
  const market = await marketOf(db, exchange, pair);
  const levels = { stop: stopLoss, trail, target: takeProfit };
  return {
    ...{ exchange, mode, pair, quantity, quote: market.quote, pricePlaces: market.tick.places },
    exits: exitFacts(market, position.side, quantity, entryPrice, levels),
    protection: await protectionOf(db, position),
  };
}

export async function protectionOf(db: Knex | Tx, position: Position): Promise<Line> {
  const { id, stopLoss, closingReason, unprotectedSince } = position;
  if (closingReason !== null) return CLOSING;
  if (stopLoss === null) return NONE;
  const states = ["armed", "sending", "unknown", "open", "partial", "canceling"];
  const stops = await Order.query(db).where({ position_id: id, leg: "stop" }).whereIn("state", states);
  const standing = stops.find(({ state }) => state === "open" || state === "partial");
  if (unprotectedSince !== null)
    return stops.some(({ state }) => state === "armed" || state === "sending") ? COMING : unprotected(unprotectedSince);
  if (standing === undefined) return WATCHED;
  const { triggerPrice } = standing;
  return triggerPrice !== null && equal(triggerPrice, stopLoss) ? PROTECTED : PREVIOUS;
}
