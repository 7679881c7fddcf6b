/** Series of equity from the rows of an account, or of a strategy on the accounts of one kind. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import type { ExchangeName, StrategyId } from "../domain/ids.ts";
import { add, type Decimal, ZERO } from "../domain/money.ts";
import type { EquitySeries, Snapshot } from "../domain/performance/daily.ts";
import { EquityRow } from "../models/equity.ts";
import { StrategyEquity } from "../models/strategy-equity.ts";
import { fillsOnTheQuarter } from "../models/ledger-line.ts";

export interface KnownSeries extends EquitySeries {
  /** When it began, people's time, ms UTC. */
  readonly takenAt: number;
  /** A coin without a price now: what it ends with is not known. */
  readonly unpriced: string | null;
}

/** What the account is worth at this moment; equity is null while a coin has no price. */
export interface Now {
  readonly at: number;
  readonly equity: Decimal | null;
  readonly unpriced: string | null;
  /** Moved in since the newest row. */
  readonly flows: Decimal;
}

/**
 * Which day a look at 00:00 belongs to, where it holds a fill of that very moment. looks: the day before, as every look at 00:00
 * closes it; so ratios are defined. fills: the day of the fill, as people count.
 */
export type Midnight = "looks" | "fills";

/** Null before its first figure. On what it runs now alone: another market's figures are not compared with this one's. */
export async function accountSeries(
  db: Knex | Tx,
  exchange: ExchangeName,
  now: Now,
  midnight: Midnight,
): Promise<KnownSeries | null> {
  const rows = lastRun(await EquityRow.query(db).where({ exchange }).orderBy("id"));
  const fills = midnight === "fills" ? await fillsOnTheQuarter(db, exchange) : NONE;
  let before = ZERO;
  const flowed = rows.map((row, index) => {
    const last = rows[index - 1];
    if (last !== undefined && last.day !== row.day) before = add(before, last.flows);
    return add(before, row.flows);
  });
  const snapshots = rows.flatMap(({ at, equity, ledgerId }, index): Snapshot[] => {
    if (equity === null) return [];
    const holdsFill = ledgerId >= (fills.get(at) ?? Infinity);
    return [{ at: holdsFill ? at + 1 : at, equity, flows: flowed[index] ?? ZERO }];
  });
  const until = Math.max(now.at, snapshots.at(-1)?.at ?? 0);
  const newest = add(flowed.at(-1) ?? ZERO, now.flows);
  const last: Snapshot[] = now.equity === null ? [] : [{ at: until, equity: now.equity, flows: newest }];
  return seriesOf([...snapshots, ...last], { takenAt: rows[0]?.takenAt ?? 0, unpriced: now.unpriced, until });
}

/** `capital`: what it began with; null: what the account was worth then. Null before its first start. */
export async function strategySeries(
  db: Knex | Tx,
  strategyId: StrategyId,
  { exchanges, until, capital }: { exchanges: readonly ExchangeName[]; until: number; capital: Decimal | null },
): Promise<KnownSeries | null> {
  const all = StrategyEquity.query(db)
    .where({ strategy_id: strategyId })
    .whereIn("exchange", [...exchanges]);
  const byAccount = Map.groupBy(await all.orderBy("id"), ({ exchange }) => exchange);
  const rows = [...byAccount.values()].flatMap(lastRun).toSorted((a, b) => a.at - b.at || a.id - b.id);
  const begun = capital ?? rows[0]?.capital ?? null;
  if (rows[0] === undefined || begun === null) return null;
  const profits = new Map<ExchangeName, Decimal>();
  const unpriced = new Map<ExchangeName, string | null>();
  const snapshots = rows.flatMap(({ at, exchange, profit, unpriced: coin }): Snapshot[] => {
    unpriced.set(exchange, coin);
    if (profit === null) return [];
    profits.set(exchange, profit);
    return [{ at, equity: [...profits.values()].reduce(add, begun), flows: ZERO }];
  });
  const coin = [...unpriced.values()].find((each) => each !== null) ?? null;
  const start = { at: rows[0].at, equity: begun, flows: ZERO };
  return seriesOf([start, ...snapshots], { takenAt: rows[0].takenAt, unpriced: coin, until });
}

const NONE: ReadonlyMap<number, number> = new Map();

function seriesOf(
  [start, ...later]: readonly Snapshot[],
  { until, ...rest }: Pick<KnownSeries, "takenAt" | "unpriced" | "until">,
): KnownSeries | null {
  if (start === undefined) return null;
  return { start, later, until: Math.max(until, later.at(-1)?.at ?? start.at), ...rest };
}

/** The newest rows that one market made: its time only goes on. */
function lastRun<Row extends Pick<EquityRow, "source" | "currency" | "at">>(rows: readonly Row[]): readonly Row[] {
  const last = rows.findLastIndex((row, index) => {
    const next = rows[index + 1];
    if (next === undefined) return false;
    return row.source !== next.source || row.currency !== next.currency || row.at > next.at;
  });
  return rows.slice(last + 1);
}
