/** What a digest tells of: from the rows of all accounts that are in use to the facts of its card. */
import type { App } from "../app.ts";
import type { AccountFigures, DigestAccount, DigestFacts, DigestStrategy, PairProfit } from "../cards/digest/digest.ts";
import type { Pair } from "../domain/ids.ts";
import { assetsOf } from "../domain/market.ts";
import { add, compare, type Decimal, div, HUNDRED, isZero, mul, sign, sum, ZERO } from "../domain/money.ts";
import { equityChart } from "../domain/performance/chart.ts";
import { since } from "../domain/performance/daily.ts";
import { performanceOf } from "../domain/performance/metrics.ts";
import { numberOf } from "../domain/risk/limits.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { standstillOf } from "../market/gateways.ts";
import { deliveryLag } from "../models/delivery.ts";
import { EquityRow } from "../models/equity.ts";
import { Order } from "../models/order.ts";
import { Strategy } from "../models/strategy.ts";
import { Trade } from "../models/trade.ts";
import { accountFigures } from "../trading/account.ts";
import { limitsOf } from "../trading/guards/limits.ts";
import { accountsInUse } from "../trading/in-use.ts";
import { type Prices, pricesOf } from "../trading/prices.ts";
import { capitalOf } from "../trading/strategies/capital.ts";
import { strategySeries } from "./equity-series.ts";
import { accountStanding } from "./performance.ts";
import type { Trip } from "./trips.ts";

/** In the time that the digest goes by, ms UTC. */
export type Span = Pick<DigestFacts, "zone" | "at" | "since" | "missed">;

const CHART_MS = 30 * 24 * 60 * 60_000;

export async function digestFacts(app: App, span: Span): Promise<DigestFacts> {
  const { reader } = app.db;
  const gateways = await accountsInUse(app);
  const told = await Promise.all(gateways.map((gateway) => accountOf(app, gateway, beganOf(gateway, span))));
  return {
    ...span,
    currency: app.settings.currency,
    accounts: told.map(({ account }) => account),
    strategies: await strategiesOf(app, gateways, span),
    proposals: await Order.query(reader).where({ state: "proposed", leg: null }).resultSize(),
    lapsed: sumOf(told.map(({ lapsed }) => lapsed)),
    gaps: told.flatMap(({ gaps }) => gaps),
    deliveryLagMs: await deliveryLag(reader, app.clock.now()),
  };
}

/** Each account in its own market's time, as long as the digest's: theirs may be years apart. */
function beganOf(gateway: Gateway, { at, since: began }: Span): number {
  return gateway.now() - (at - began);
}

interface Told {
  readonly account: DigestAccount;
  readonly lapsed: number;
  readonly gaps: readonly string[];
}

async function accountOf(app: App, gateway: Gateway, began: number): Promise<Told> {
  const { exchange, mode } = gateway;
  const figures = await figuresOf(app, gateway, began);
  const lapsed = Order.query(app.db.reader).where({ exchange, state: "lapsed", leg: null });
  return {
    account: { exchange, mode, figures },
    lapsed: await lapsed.where("quote_at", ">", began).resultSize(),
    gaps: await gapsOf(app, gateway, { began, unpriced: figures?.unpriced ?? null }),
  };
}

async function figuresOf(app: App, gateway: Gateway, began: number): Promise<AccountFigures | null> {
  const standing = await accountStanding(app, gateway, "fills");
  if (standing === null) return null;
  const { exchange } = gateway;
  const { currency } = app.settings;
  const { series, trips, unpriced } = standing;
  const { equity, exposure, drawdown } = await accountFigures(app, gateway);
  const { profitLoss, profitLossPercent } = performanceOf(since(series, began), []);
  return {
    ...{ equity: unpriced === null ? equity : null, unpriced, drawdown },
    ...{ change: profitLoss, percent: profitLossPercent },
    open: trips.open,
    exposure: shareOf(exposure, equity),
    ...extremesOf(trips.held, began),
    ...(await fillsOf(app, gateway, began)),
    drawdownLimit: numberOf(await limitsOf(app.db.reader, exchange), "drawdown"),
    chart: equityChart(since(series, gateway.now() - CHART_MS), { name: exchange, currency }),
  };
}

const PERCENT_PLACES = 2;

function shareOf(part: Decimal | null, whole: Decimal | null): Decimal | null {
  if (part === null || whole === null || sign(whole) <= 0) return null;
  return div(mul(part, HUNDRED), whole, PERCENT_PLACES);
}

/** By pair: what its positions have brought that are open, or were closed in that time. */
function extremesOf(held: readonly Trip[], began: number): Pick<AccountFigures, "best" | "worst"> {
  const profits = new Map<Pair, Decimal>();
  for (const { pair, closedAt, profit } of held)
    if (profit !== null && (closedAt ?? Infinity) >= began) profits.set(pair, add(profits.get(pair) ?? ZERO, profit));
  const pairs = Array.from(profits, ([pair, profit]): PairProfit => ({ pair, profit }));
  const sorted = pairs.toSorted((one, other) => compare(other.profit, one.profit));
  return { best: sorted[0] ?? null, worst: sorted.length > 1 ? (sorted.at(-1) ?? null) : null };
}

async function fillsOf(app: App, gateway: Gateway, began: number): Promise<Pick<AccountFigures, "fills" | "fees">> {
  const { exchange } = gateway;
  const own = Trade.query(app.db.reader).where({ exchange }).where("timestamp", ">=", began);
  const trades = await own.select("trading_pair", "fee_quote"); // of thousands the other columns take long to read
  return { fills: trades.length, fees: feesOf(trades, await pricesOf(app, gateway)) };
}

/** In the desk's currency; null where one has no price. */
function feesOf(trades: readonly Pick<Trade, "feeQuote" | "tradingPair">[], prices: Prices): Decimal | null {
  const fees = trades.map(({ feeQuote, tradingPair }) => {
    const rate = prices.ofAsset(assetsOf(tradingPair).quote);
    return rate === null ? null : mul(feeQuote, rate);
  });
  return fees.includes(null) ? null : sum(fees.filter((fee) => fee !== null));
}

async function gapsOf(
  app: App,
  gateway: Gateway,
  { began, unpriced }: { readonly began: number; readonly unpriced: string | null },
): Promise<string[]> {
  const { exchange } = gateway;
  const looks = EquityRow.query(app.db.reader).where({ exchange, equity: null });
  const blind = await looks.where("at", ">=", began).where("at", "<=", gateway.now()).resultSize();
  const standstill = standstillOf(app, exchange);
  return [
    ...(standstill === null ? [] : [`${exchange}: ${standstill}`]),
    ...(unpriced === null ? [] : [`no price for ${unpriced}`]),
    ...(blind === 0 ? [] : [`${exchange} had no equity at ${blind} looks, for want of a price`]),
  ];
}

/** Those that run, and those that have gained or lost; on paper and live apart. */
async function strategiesOf(app: App, gateways: readonly Gateway[], span: Span): Promise<DigestStrategy[]> {
  const rows = await Strategy.query(app.db.reader).orderBy("id");
  const byMode = Map.groupBy(gateways, ({ mode }) => mode);
  const told: DigestStrategy[] = [];
  for (const own of byMode.values())
    for (const row of rows) told.push(...(await strategyOf(app, row, { gateways: own, span })));
  return told;
}

async function strategyOf(
  app: App,
  row: Strategy,
  { gateways, span }: { readonly gateways: readonly Gateway[]; readonly span: Span },
): Promise<DigestStrategy[]> {
  const [first] = gateways;
  const exchanges = gateways.map(({ exchange }) => exchange);
  const until = Math.max(...gateways.map((gateway) => gateway.now()));
  const series = await strategySeries(app.db.reader, row.id, { exchanges, until, capital: capitalOf(row) });
  if (series === null || first === undefined) return [];
  const { profitLoss, profitLossPercent } = performanceOf(since(series, until - (span.at - span.since)), []);
  const isRunning = row.status === "ACTIVE" && app.strategies.has(row.id);
  if (!isRunning && isZero(profitLoss)) return [];
  return [{ name: row.name, mode: first.mode, percent: profitLossPercent }];
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
