/** Isolated margin, one position a pair and the right leverage: set and read back before the first order of a perpetual. */
import type { App } from "../../app.ts";
import { isPerpetual } from "../../domain/market.ts";
import { type Decimal, equal, text } from "../../domain/money.ts";
import { WORKING_STATES } from "../../domain/order.ts";
import { type Gateway, type MarginTerms, PlacementRefused } from "../../exchange/gateway.ts";
import { marketOf } from "../../market/rules.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import { within } from "../../runtime/deadline.ts";
import { CALL_MS } from "../ask-cancel.ts";
import { leverageOf, limitsOf } from "../guards/limits.ts";

/**
 * Gives why an entry must not go; null where it may. Throws where the exchange does not answer: then the entry waits.
 */
export async function refusedMargin(app: App, gateway: Gateway, order: Order): Promise<string | null> {
  const { exchange, tradingPair: pair, purpose } = order;
  const { reader } = app.db;
  if (purpose === "exit" || !isPerpetual(await marketOf(reader, exchange, pair))) return null;
  if (await isInUse(app, order)) return null;
  const leverage = leverageOf(await limitsOf(reader, exchange));
  try {
    const terms = await within(CALL_MS, `${exchange} setting the margin of ${pair}`, gateway.setMargin(pair, leverage));
    return isAsAsked(terms, leverage)
      ? null
      : `${exchange} did not set ${pair} to isolated, one-way, ${text(leverage)}×.`;
  } catch (error) {
    if (error instanceof PlacementRefused) return `${exchange} did not set the margin of ${pair}: ${error.message}`;
    throw error;
  }
}

/** Then it was set before, and cannot be changed. */
async function isInUse({ db: { reader } }: App, { id, exchange, tradingPair }: Order): Promise<boolean> {
  const place = { exchange, trading_pair: tradingPair };
  if ((await Position.query(reader).findOne({ ...place, closed_time: null })) !== undefined) return true;
  const sent = Order.query(reader)
    .where({ ...place, send_count: 1 })
    .whereNot({ id });
  return (await sent.whereIn("state", [...WORKING_STATES]).first()) !== undefined;
}

function isAsAsked({ isIsolated, isOneWay, leverage }: MarginTerms, asked: Decimal): boolean {
  return isIsolated && isOneWay && equal(leverage, asked);
}
