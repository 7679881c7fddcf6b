/** What a run over the past takes from the desk as it is set now: the minutes, the costs of an account, the limits. */
import type { App } from "../app.ts";
import type { BacktestJob } from "../domain/backtest/job.ts";
import { TIMEFRAME_MS } from "../domain/candle.ts";
import { Refusal } from "../domain/errors.ts";
import type { ExchangeName, StrategyId } from "../domain/ids.ts";
import { WHOLE_PERIODS } from "../domain/indicators/memory.ts";
import type { Market } from "../domain/market.ts";
import { VOLUME_SHARE } from "../domain/matching/fee.ts";
import { type Decimal, div, from } from "../domain/money.ts";
import type { SetLimit } from "../domain/risk/limits.ts";
import type { Risk } from "../domain/strategy/risk.ts";
import type { Configuration } from "../domain/strategy/strategy.ts";
import { FEWEST_PERIODS } from "../domain/strategy/walk.ts";
import { readSettings } from "../exchange/paper/settings.ts";
import { sourceOf } from "../market/feed-end.ts";
import { gatewayOf } from "../market/gateways.ts";
import { Exchange } from "../models/exchange.ts";
import { setLimits } from "../models/limit.ts";
import type { Span } from "../series/store.ts";
import { type Found, findCandles } from "./candles.ts";

export interface Past {
  readonly strategy: StrategyId;
  readonly market: Market;
  readonly span: Span | null;
  readonly risk: Risk;
  /** False: without the desk's limits. */
  readonly isGuarded: boolean;
  /** All that will be tried: the longest of them warms up, the shortest must have enough to begin. */
  readonly tried: readonly Configuration[];
}

export interface Terms {
  readonly job: Omit<BacktestJob, "parameters">;
  readonly found: Found;
}

/** Throws a Refusal that says what is missing, and what to do. */
export async function termsOf(app: App, past: Past): Promise<Terms> {
  const { strategy, market, span, isGuarded, tried } = past;
  const gateway = gatewayOf(app, market.exchange);
  const warmUp = Math.max(...tried.map(warmUpOf));
  const found = await findCandles(app.series, {
    ...{ exchange: market.exchange, pair: market.pair, span, warmUp, source: sourceOf(app, gateway) },
  });
  const [least] = tried.toSorted((a, b) => fewestMinutes(a) - fewestMinutes(b));
  if (least !== undefined) checkEnough(found, least, strategy);
  const costs = await costsOf(app, market.exchange);
  const risk = { ...past.risk, mode: "auto" as const };
  const job = {
    ...{ strategy, risk, market, zone: app.settings.zone },
    rules: { tick: market.tick, step: market.step, ...costs, volumeShare: VOLUME_SHARE },
    limits: isGuarded ? await limitsOf(app) : null,
    capital: from(risk.capital ?? CAPITAL),
    ...{ candles: found.candles, from: found.from },
  };
  return { job, found };
}

/** Of a strategy that was not told what it trades with. */
const CAPITAL = "10000";
const TWO = from(2);

/** Throws a Refusal for what no run over the past knows. */
export function checkMarket({ pair, quote, settle }: Market, currency: string): void {
  if (settle === null && quote !== currency)
    throw new Refusal(
      "currency",
      `${pair} is paid in ${quote}, and a backtest counts in ${currency} alone: name a pair in ${currency}.`,
    );
  if (settle === null) return;
  throw new Refusal(
    "perpetual",
    `${pair} is a perpetual, and a backtest knows spot alone: name the pair without ":${settle}".`,
  );
}

/** Minutes before the period. */
function warmUpOf({ period, timeframe }: Configuration): number {
  return (WHOLE_PERIODS * period * TIMEFRAME_MS[timeframe]) / TIMEFRAME_MS["1m"];
}

function fewestMinutes({ period, timeframe }: Configuration): number {
  return FEWEST_PERIODS.auto * period * TIMEFRAME_MS[timeframe];
}

/** An entry needs so much history as the desk wants of a strategy that trades by itself. */
function checkEnough({ candles }: Found, { period, timeframe }: Configuration, id: string): void {
  const there = Math.floor((candles.at.length * TIMEFRAME_MS["1m"]) / TIMEFRAME_MS[timeframe]);
  const fewest = FEWEST_PERIODS.auto * period;
  if (there > fewest) return;
  throw new Refusal(
    "candles",
    `There are ${there} candles of ${timeframe} in that period and before it, and ${id} enters nothing before it has seen ${fewest}: choose a longer period, a shorter timeframe=, or import more.`,
  );
}

/** Fractions of the price. */
async function costsOf(
  { db }: App,
  exchange: ExchangeName,
): Promise<Readonly<Record<"halfSpread" | "slippage", Decimal>>> {
  const { settings } = await Exchange.query(db.reader).findById(exchange).throwIfNotFound();
  const { spread, slippage } = readSettings(settings);
  return { halfSpread: div(spread, TWO, spread.places + 1), slippage };
}

async function limitsOf({ db }: App): Promise<SetLimit[]> {
  return (await setLimits(db.reader)).map(({ ...limit }) => limit);
}
