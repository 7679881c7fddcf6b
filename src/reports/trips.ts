/** Round trips from the rows of positions: a position is one, from flat to flat. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import type { ExchangeName, Pair, StrategyId } from "../domain/ids.ts";
import { assetsOf } from "../domain/market.ts";
import { add, type Decimal, mul, ONE, sum } from "../domain/money.ts";
import type { Held, RoundTrip } from "../domain/performance/round-trips.ts";
import { unrealizedPnl } from "../domain/position.ts";
import { Position } from "../models/position.ts";
import { fillTimes } from "../models/trade.ts";

export interface Trips {
  /** In the order in which they were closed; those without a rate are left out, and named in `unpriced`. */
  readonly closed: readonly RoundTrip[];
  readonly open: {
    readonly count: number;
    /** What they have brought so far, net of fees, realised and not; null without a price. */
    readonly profit: Decimal | null;
  };
  /** All of them, for how long something was held. */
  readonly held: readonly Trip[];
  /** A coin that their profit is in and that has no price. */
  readonly unpriced: string | null;
}

export interface WantedTrips {
  readonly exchange: ExchangeName;
  /** Null: of all. */
  readonly strategy: StrategyId | null;
  /** Closed since then, or open; people's time, ms UTC. */
  readonly since: number;
}

/** What profits are counted in the desk's currency by. Null without a price. */
export interface Rates {
  ofAsset(asset: string): Decimal | null;
  ofPair(pair: Position["tradingPair"]): Decimal | null;
}

export async function tripsOf(db: Knex | Tx, { exchange, strategy, since }: WantedTrips, rates: Rates): Promise<Trips> {
  const all = Position.query(db).where({ exchange }).whereRaw("(closed_time is null or closed_time >= ?)", [since]);
  const positions = await (strategy === null ? all : all.where({ strategy_id: strategy })).orderBy("id");
  const times = await fillTimes(db, exchange);
  const trips = positions.flatMap((position): Trip[] => {
    const filled = times.get(position.id);
    return filled === undefined ? [] : [tripOf(position, filled, rates)];
  });
  return gathered(trips);
}

export interface Trip extends Held {
  readonly pair: Pair;
  /** In the desk's currency, net of fees; null without a price. */
  readonly profit: Decimal | null;
  /** What its profit is in. */
  readonly asset: string;
}

function tripOf(
  position: Position,
  { first, last }: { readonly first: number; readonly last: number },
  rates: Rates,
): Trip {
  const { quote, settle } = assetsOf(position.tradingPair);
  const asset = settle ?? quote;
  const [rate, own] = [rates.ofAsset(asset), ownProfit(position, rates)];
  return {
    pair: position.tradingPair,
    openedAt: first,
    closedAt: position.closedTime === null ? null : last,
    profit: rate === null || own === null ? null : mul(own, rate),
    asset,
  };
}

/** In its own quote currency. */
function ownProfit(position: Position, rates: Rates): Decimal | null {
  if (position.closedTime !== null) return position.realizedPnl;
  const mark = rates.ofPair(position.tradingPair);
  return mark === null ? null : add(position.realizedPnl, unrealizedPnl(position, mark));
}

function gathered(trips: readonly Trip[]): Trips {
  const open = trips.filter(({ closedAt }) => closedAt === null);
  const profits = open.map(({ profit }) => profit);
  const closed = trips.flatMap(({ openedAt, closedAt, profit }): RoundTrip[] =>
    closedAt === null || profit === null ? [] : [{ openedAt, closedAt, profit }],
  );
  return {
    closed: closed.toSorted((a, b) => a.closedAt - b.closedAt),
    open: { count: open.length, profit: profits.includes(null) ? null : sum(profits.filter((each) => each !== null)) },
    held: trips,
    unpriced: trips.find(({ closedAt, profit }) => closedAt !== null && profit === null)?.asset ?? null,
  };
}

/** Of several accounts together. */
export function together(all: readonly Trips[]): Trips {
  const profits = all.map(({ open }) => open.profit);
  return {
    closed: all.flatMap(({ closed }) => closed).toSorted((a, b) => a.closedAt - b.closedAt),
    open: {
      count: all.reduce((count, { open }) => count + open.count, 0),
      profit: profits.includes(null) ? null : sum(profits.filter((each) => each !== null)),
    },
    held: all.flatMap(({ held }) => held),
    unpriced: all.find(({ unpriced }) => unpriced !== null)?.unpriced ?? null,
  };
}

/** Where only their number and their sign count. */
export const UNCOUNTED: Rates = { ofAsset: () => ONE, ofPair: () => null };
