/** The positions in perpetuals as the exchange has them, against the book: what differs halts its pair and is told. */
import { positionDriftCard } from "../../cards/alarms.ts";
import { post } from "../../chat/outbox.ts";
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { ExchangeName, Pair } from "../../domain/ids.ts";
import { assetsOf, isPerpetual } from "../../domain/market.ts";
import { type Decimal, equal, isZero, neg, sub, ZERO } from "../../domain/money.ts";
import type { Gateway, VenuePosition } from "../../exchange/gateway.ts";
import { haltOnce } from "../../models/halt.ts";
import { openPositionsOf, type Position } from "../../models/position.ts";
import { wasJustTouched } from "../balances.ts";

export interface PositionDrift {
  readonly pair: Pair;
  /** Base currency, below zero: short. */
  readonly ours: Decimal;
  readonly theirs: Decimal;
}

/** Takes over what the exchange says of those that agree. `mayTell`: false while orders of open fate could be the cause. */
export async function comparePositions(
  tx: Tx,
  gateway: Gateway,
  theirs: readonly VenuePosition[],
  { at, mayTell }: { readonly at: number; readonly mayTell: boolean },
): Promise<void> {
  const open = await openPerpetuals(tx, gateway.exchange);
  const drifts = driftsOf(open, theirs);
  await takeTerms(tx, open, theirs, at);
  if (!mayTell || drifts.length === 0 || (await wasJustTouched(tx, gateway.exchange, at))) return;
  for (const drift of drifts) await haltFor(tx, gateway, drift, at);
}

export async function positionDrifts(
  db: Knex | Tx,
  exchange: ExchangeName,
  theirs: readonly VenuePosition[],
): Promise<PositionDrift[]> {
  return driftsOf(await openPerpetuals(db, exchange), theirs);
}

async function openPerpetuals(db: Knex | Tx, exchange: ExchangeName): Promise<Position[]> {
  const open = await openPositionsOf(db, exchange);
  return open.filter(({ tradingPair }) => isPerpetual(assetsOf(tradingPair)));
}

function driftsOf(open: readonly Position[], theirs: readonly VenuePosition[]): PositionDrift[] {
  const pairs = new Set([...open.map(({ tradingPair }) => tradingPair), ...theirs.map(({ pair }) => pair)]);
  return [...pairs].flatMap((pair) => {
    const ours = open.find(({ tradingPair }) => tradingPair === pair);
    const drift = { pair, ours: signed(ours), theirs: signed(theirs.find((each) => each.pair === pair)) };
    return isZero(sub(drift.theirs, drift.ours)) ? [] : [drift];
  });
}

function signed(position: Pick<VenuePosition, "side" | "quantity"> | undefined): Decimal {
  if (position === undefined) return ZERO;
  return position.side === "LONG" ? position.quantity : neg(position.quantity);
}

async function takeTerms(
  tx: Tx,
  open: readonly Position[],
  theirs: readonly VenuePosition[],
  at: number,
): Promise<void> {
  for (const { pair, liquidationPrice, leverage } of theirs) {
    const ours = open.find(({ tradingPair }) => tradingPair === pair);
    if (ours === undefined || (isSame(ours.liquidationPrice, liquidationPrice) && isSame(ours.leverage, leverage)))
      continue;
    await ours.$query(tx).patch({ liquidationPrice, leverage, lastUpdateTime: at });
  }
}

function isSame(one: Decimal | null, other: Decimal | null): boolean {
  return one === null || other === null ? one === other : equal(one, other);
}

/** Once, as long as the halt stands. */
async function haltFor(tx: Tx, { exchange, mode }: Gateway, drift: PositionDrift, at: number): Promise<void> {
  const { pair: tradingPair } = drift;
  const reason = `the position on ${tradingPair} at ${exchange} is another one than the book says`;
  const halt = await haltOnce(tx, { scope: "pair", exchange, tradingPair, reason, createdAt: at });
  if (halt === null) return;
  const reply = positionDriftCard({ exchange, mode, base: assetsOf(tradingPair).base, ...drift });
  await post(tx, { type: "ERROR", source: "risk", severity: 5, reply, about: { kind: "exchange", id: exchange }, at });
}
