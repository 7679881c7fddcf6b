/** The rows of PerformanceMetrics: one for each strategy and kind of account, from its start to the last UTC midnight. */
import type { Tx } from "../db/transact.ts";
import type { Backtest } from "../domain/backtest/backtest.ts";
import type { ExchangeName, StrategyId } from "../domain/ids.ts";
import { type Decimal, fromFloat } from "../domain/money.ts";
import { upTo } from "../domain/performance/daily.ts";
import type { Figure } from "../domain/performance/figure.ts";
import { type Performance, performanceOf } from "../domain/performance/metrics.ts";
import { PerformanceMetrics } from "../models/performance-metrics.ts";
import { Strategy } from "../models/strategy.ts";
import { capitalOf } from "../trading/strategies/capital.ts";
import { strategySeries } from "./equity-series.ts";
import { together, tripsOf, UNCOUNTED } from "./trips.ts";

export interface RewrittenAccount {
  readonly exchange: ExchangeName;
  readonly mode: "paper" | "live";
  /** Market time, ms UTC. */
  readonly now: number;
}

/** To be called once a day of market time; as often as one likes. A strategy without a whole day behind it has no row yet. */
export async function rewriteMetrics(tx: Tx, accounts: readonly RewrittenAccount[]): Promise<void> {
  const strategies = await Strategy.query(tx).orderBy("id");
  for (const [kind, own] of Map.groupBy(accounts, ({ mode }) => mode))
    for (const strategy of strategies) await rewrite(tx, strategy, kind, own);
}

async function rewrite(
  tx: Tx,
  strategy: Strategy,
  kind: RewrittenAccount["mode"],
  accounts: readonly RewrittenAccount[],
): Promise<void> {
  const exchanges = accounts.map(({ exchange }) => exchange);
  const until = midnightBefore(Math.max(...accounts.map(({ now }) => now)));
  const series = await strategySeries(tx, strategy.id, { exchanges, until, capital: capitalOf(strategy) });
  if (series === null || series.start.at >= until) return;
  const trips = together(
    await Promise.all(
      exchanges.map((exchange) => tripsOf(tx, { exchange, strategy: strategy.id, since: series.takenAt }, UNCOUNTED)),
    ),
  );
  const closed = trips.closed.filter(({ closedAt }) => closedAt <= until);
  const row = rowOf(upTo(series, until), performanceOf(upTo(series, until), closed));
  const old = await PerformanceMetrics.query(tx).findOne({ strategy_id: strategy.id, kind });
  if (old === undefined) await PerformanceMetrics.query(tx).insert({ strategyId: strategy.id, kind, ...row });
  else await PerformanceMetrics.query(tx).findById(old.id).patch(row);
}

/** A row of its own: each backtest adds one. */
export async function addBacktest(tx: Tx, strategyId: StrategyId, told: Backtest): Promise<void> {
  const { from, until, performance } = told;
  const row = rowOf({ start: { at: from }, until }, performance);
  await PerformanceMetrics.query(tx).insert({ strategyId, kind: "backtest", ...row });
}

const DAY_MS = 24 * 60 * 60_000;

function midnightBefore(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

interface Span {
  /** ms UTC. */
  readonly start: { readonly at: number };
  readonly until: number;
}

function rowOf({ start, until }: Span, told: Performance) {
  return {
    startTime: start.at,
    endTime: until,
    totalTrades: told.totalTrades,
    winningTrades: told.winningTrades,
    losingTrades: told.losingTrades,
    winRate: exact(told.winRate),
    profitLoss: told.profitLoss,
    profitLossPercent: exact(told.profitLossPercent),
    maxDrawdown: told.maxDrawdown,
    maxDrawdownPercent: exact(told.maxDrawdownPercent),
    sharpeRatio: exact(told.sharpeRatio),
    sortinoRatio: exact(told.sortinoRatio),
    volatility: exact(told.volatility),
  };
}

/** More than a double is good for, of a ratio of any size that means something. */
const PLACES = 12;

function exact(figure: Figure): Decimal | null {
  return figure.value === null ? null : fromFloat(figure.value, PLACES);
}
