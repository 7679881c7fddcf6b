/**
 * A stop that follows the price. Where the venue moves it, the book takes its level over; elsewhere the desk does: it only
 * tightens, and is placed again at most once a minute of market time (EXECUTION §6, Moving it).
 */
import type { Tx } from "../../db/transact.ts";
import type { Pair } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { type Decimal, equal, less, max, roundTo, sub } from "../../domain/money.ts";
import { CANDLES_AT_ONCE, type Gateway } from "../../exchange/gateway.ts";
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
  const { trail, stopLoss, trailedAt } = position;
  if (trail === null || stopLoss === null) return position;
  if (gateway.can.trailing) return takeOver(tx, position, stopLoss, legs);
  const now = gateway.now();
  const last = quotes.get(position.tradingPair)?.last;
  if (last === undefined || (trailedAt !== null && now - trailedAt < EVERY_MS)) return position;
  const peak = max(last, peaks?.get(position.tradingPair) ?? last);
  // Down, so that it never lies closer than it was asked for.
  const level = roundTo(sub(peak, trail), market.tick, "floor");
  return position.$query(tx).patchAndFetch({ trailedAt: now, ...(less(stopLoss, level) ? { stopLoss: level } : {}) });
}

async function takeOver(tx: Tx, position: Position, stopLoss: Decimal, legs: readonly Order[]): Promise<Position> {
  const trailing = legs.find(({ leg, trail, state }) => leg === "stop" && trail !== null && state !== "armed");
  const level = trailing?.triggerPrice ?? stopLoss;
  return equal(level, stopLoss) ? position : position.$query(tx).patchAndFetch({ stopLoss: level });
}

/** The highest price since a moment of market time, by the candles that have closed meanwhile; null where none has. */
export async function peakSince(gateway: Gateway, pair: Pair, since: number): Promise<Decimal | null> {
  const missed = Math.ceil((gateway.now() - since) / EVERY_MS);
  if (missed < 1) return null;
  const candles = await gateway.candles(pair, "1m", Math.min(missed, CANDLES_AT_ONCE));
  return candles
    .filter(({ at }) => at >= since)
    .reduce<Decimal | null>((top, { high }) => (top === null ? high : max(top, high)), null);
}
