/**
 * A stop that follows the price. Where the venue moves it, the book takes its level over; elsewhere the desk does: it only
 * tightens, and is placed again at most once a minute of market time (EXECUTION §6, Moving it).
 */
import type { Tx } from "../../db/transact.ts";
import { CANDLES_AT_ONCE } from "../../domain/candle.ts";
import { closingSide, type Market, type PositionSide } from "../../domain/market.ts";
import { followed } from "../../domain/matching/stop.ts";
import { triggerPriceOf } from "../../domain/quote.ts";
import { type Decimal, equal, max, min } from "../../domain/money.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import type { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";
import type { Watch } from "./keep.ts";

const EVERY_MS = 60_000;

export async function followTrail(
  tx: Tx,
  position: Position,
  market: Market,
  legs: readonly Order[],
  { gateway, quotes, peaks }: Watch,
): Promise<Position> {
  const { side, trail, stopLoss, trailedAt } = position;
  if (trail === null || stopLoss === null) return position;
  if (gateway.can.trailing) return takeOver(tx, position, stopLoss, legs);
  const now = gateway.now();
  const quote = quotes.get(position.tradingPair);
  if (quote === undefined || (trailedAt !== null && now - trailedAt < EVERY_MS)) return position;
  const last = triggerPriceOf(quote);
  const best = bestOf(side, [last, peaks.get(position.tradingPair) ?? last]);
  const { trigger } = followed(closingSide(side), { trigger: stopLoss, trail }, best, market.tick);
  return position.$query(tx).patchAndFetch({ trailedAt: now, stopLoss: trigger });
}

function bestOf(side: PositionSide, prices: readonly Decimal[]): Decimal {
  return prices.reduce(side === "LONG" ? max : min);
}

async function takeOver(tx: Tx, position: Position, stopLoss: Decimal, legs: readonly Order[]): Promise<Position> {
  const trailing = legs.find(({ leg, trail, state }) => leg === "stop" && trail !== null && state !== "armed");
  const level = trailing?.triggerPrice ?? stopLoss;
  return equal(level, stopLoss) ? position : position.$query(tx).patchAndFetch({ stopLoss: level });
}

/** The best price for a position since a moment of market time, by the candles that have closed meanwhile; null where none has. */
export async function peakSince(
  gateway: Gateway,
  { tradingPair: pair, side }: Pick<Position, "tradingPair" | "side">,
  since: number,
): Promise<Decimal | null> {
  const missed = Math.ceil((gateway.now() - since) / EVERY_MS);
  if (missed < 1) return null;
  const candles = await gateway.candles(pair, "1m", Math.min(missed, CANDLES_AT_ONCE));
  const extremes = candles.filter(({ at }) => at >= since).map(({ high, low }) => (side === "LONG" ? high : low));
  return extremes.length === 0 ? null : bestOf(side, extremes);
}
