/** How an account or a strategy has done: from the rows to the facts of /profit, /daily and /performance. */
import type { App } from "../app.ts";
import type { PeriodRow } from "../cards/performance/periods.ts";
import type { ProfitFacts, ProfitPeriod } from "../cards/performance/profit.ts";
import type { RecordFacts } from "../cards/performance/record.ts";
import { type Period, periodStart } from "../domain/day.ts";
import { sum } from "../domain/money.ts";
import { equityChart } from "../domain/performance/chart.ts";
import { daysOf, type EquitySeries, flowsOf, profitOf, since } from "../domain/performance/daily.ts";
import { performanceOf } from "../domain/performance/metrics.ts";
import { timeInMarket } from "../domain/performance/round-trips.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { newestEquity } from "../models/equity.ts";
import type { Strategy } from "../models/strategy.ts";
import { pricesOf } from "../trading/prices.ts";
import { worthNow } from "../trading/valuation.ts";
import { capitalOf } from "../trading/strategies/capital.ts";
import { accountSeries, type KnownSeries, type Midnight, strategySeries } from "./equity-series.ts";
import { together, type Trips, tripsOf } from "./trips.ts";

/** Null before the account's first look. */
export async function profitFacts(
  app: App,
  gateway: Gateway,
  { period, zone }: { readonly period: ProfitPeriod; readonly zone: string },
): Promise<Omit<ProfitFacts, "isNamed"> | null> {
  const standing = await accountStanding(app, gateway, "fills");
  if (standing === null) return null;
  const { exchange, mode } = gateway;
  const { currency } = app.settings;
  const { series, trips, unpriced } = standing;
  const began = beginOf(period, series.until, zone);
  const own = since(series, began);
  const ends = { begin: own.start, end: own.later.at(-1) ?? own.start };
  return {
    ...{ exchange, mode, currency, period, unpriced },
    from: own.start.at,
    isWhole: series.start.at <= began,
    begun: own.start.equity,
    equity: unpriced === null ? ends.end.equity : null,
    moved: flowsOf(ends),
    performance: performanceOf(
      own,
      trips.closed.filter(({ closedAt }) => closedAt >= began),
    ),
    open: trips.open,
    chart: equityChart(own, { name: exchange, currency }),
  };
}

const UNITS = { today: "day", week: "week", month: "month", year: "year" } as const;

function beginOf(period: ProfitPeriod, now: number, zone: string): number {
  return period === "all" ? -Infinity : periodStart(now, zone, UNITS[period]);
}

export interface Periods {
  /** Newest first. */
  readonly rows: readonly PeriodRow[];
  readonly unpriced: string | null;
}

/** By the days of a zone; a day on which nothing happened is there all the same. Null before the account's first look. */
export async function periodRows(
  app: App,
  gateway: Gateway,
  { unit, zone }: { readonly unit: Exclude<Period, "year">; readonly zone: string },
): Promise<Periods | null> {
  const standing = await accountStanding(app, gateway, "fills");
  if (standing === null) return null;
  const { series, trips, unpriced } = standing;
  const startOf = (at: number): number => periodStart(at, zone, unit);
  const closed = Map.groupBy(trips.closed, ({ closedAt }) => startOf(closedAt));
  const days = Map.groupBy(daysOf(series, zone), ({ from }) => startOf(from));
  const rows = [...days].map(([start, own]): PeriodRow => ({
    from: own[0]?.from ?? start,
    profit: sum(own.map(profitOf)),
    closed: sum((closed.get(start) ?? []).map(({ profit }) => profit)),
  }));
  const newestFirst = rows.toReversed();
  const [now, ...before] = newestFirst;
  if (unpriced === null || now === undefined) return { rows: newestFirst, unpriced };
  return { rows: [{ ...now, profit: null }, ...before], unpriced };
}

/** Null before its first look. */
export async function accountRecord(app: App, gateway: Gateway): Promise<RecordFacts | null> {
  const standing = await accountStanding(app, gateway, "looks");
  return standing === null ? null : { ...recordOf(app, gateway, standing), strategy: null };
}

/** One for each kind of account that it ever started on. */
export async function strategyRecords(app: App, strategy: Strategy): Promise<RecordFacts[]> {
  const byMode = Map.groupBy(app.gateways.values(), ({ mode }) => mode);
  const records = await Promise.all([...byMode.values()].map((gateways) => strategyRecord(app, strategy, gateways)));
  return records.flat();
}

async function strategyRecord(app: App, strategy: Strategy, gateways: readonly Gateway[]): Promise<RecordFacts[]> {
  const { reader } = app.db;
  const [first] = gateways;
  const exchanges = gateways.map(({ exchange }) => exchange);
  const until = Math.max(...gateways.map((gateway) => gateway.now()));
  const series = await strategySeries(reader, strategy.id, { exchanges, until, capital: capitalOf(strategy) });
  if (series === null || first === undefined) return [];
  const trips = await Promise.all(
    gateways.map(async (gateway) => {
      const wanted = { exchange: gateway.exchange, strategy: strategy.id, since: series.takenAt };
      return tripsOf(reader, wanted, await pricesOf(app, gateway));
    }),
  );
  const standing = standingOf(series, together(trips));
  return [{ ...recordOf(app, first, standing), strategy: strategy.name }];
}

function recordOf(
  app: App,
  { exchange, mode }: Gateway,
  { series, trips, unpriced }: Standing,
): Omit<RecordFacts, "strategy"> {
  const { start, until } = series;
  const from = Math.min(start.at, ...trips.held.map(({ openedAt }) => openedAt));
  return {
    account: { exchange, mode },
    currency: app.settings.currency,
    from: start.at,
    begun: start.equity,
    performance: performanceOf(series, trips.closed),
    exposure: timeInMarket(trips.held, from, until),
    open: trips.open,
    unpriced,
  };
}

export interface Standing {
  readonly series: EquitySeries;
  readonly trips: Trips;
  readonly unpriced: string | null;
}

/** As it is at this moment, by the latest prices. Null before the account's first look. */
export async function accountStanding(app: App, gateway: Gateway, midnight: Midnight): Promise<Standing | null> {
  const { reader } = app.db;
  const { exchange } = gateway;
  const prices = await pricesOf(app, gateway);
  const worth = await worthNow(reader, exchange, prices, await newestEquity(reader, exchange));
  const series = await accountSeries(reader, exchange, { at: gateway.now(), ...worth }, midnight);
  if (series === null) return null;
  return standingOf(series, await tripsOf(reader, { exchange, strategy: null, since: series.takenAt }, prices));
}

function standingOf(series: KnownSeries, trips: Trips): Standing {
  return { series, trips, unpriced: series.unpriced ?? trips.unpriced };
}
