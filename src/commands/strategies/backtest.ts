import type { App } from "../../app.ts";
import { backtestCard, type BacktestFacts } from "../../cards/strategies/backtest.ts";
import { backtestTradesCard, type TradesFacts } from "../../cards/strategies/backtest-trades.ts";
import { type Answer, type Call, command, mayAct, required, rest } from "../../chat/command.ts";
import { pairArg, textArg } from "../../chat/grammar/arguments.ts";
import { pastArg } from "../../chat/grammar/period.ts";
import { act } from "../../chat/inbox.ts";
import { TIMEFRAME_MS } from "../../domain/candle.ts";
import { Refusal } from "../../domain/errors.ts";
import { WHOLE_PERIODS } from "../../domain/indicators/memory.ts";
import type { Market } from "../../domain/market.ts";
import { VOLUME_SHARE } from "../../domain/matching/fee.ts";
import { type Decimal, div, from, HUNDRED, mul, text } from "../../domain/money.ts";
import type { SetLimit } from "../../domain/risk/limits.ts";
import { riskOf } from "../../domain/strategy/risk.ts";
import type { Configuration } from "../../domain/strategy/strategy.ts";
import { FEWEST_PERIODS } from "../../domain/strategy/walk.ts";
import { readSettings } from "../../exchange/paper/settings.ts";
import { sourceOf } from "../../market/feed-end.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { findMarket } from "../../market/rules.ts";
import { Exchange } from "../../models/exchange.ts";
import { setLimits } from "../../models/limit.ts";
import type { Strategy } from "../../models/strategy.ts";
import { addBacktest } from "../../reports/metrics.ts";
import { type Found, findCandles } from "../../research/candles.ts";
import { runBacktest } from "../../research/run.ts";
import { IMPORTED } from "../../series/store.ts";
import { STRATEGIES } from "../../strategies/index.ts";
import { judge } from "../../trading/strategies/change.ts";
import { findStrategy, settingsIn } from "../strategy-row.ts";
import { strategyArg } from "../strategy-arg.ts";

export const backtest = command({
  name: "backtest",
  family: "strategies",
  kind: "acts",
  role: "trader",
  help: "what a strategy would have made of the past, by the desk's own engine, with its costs and its limits",
  examples: [
    "/backtest trend BTC/USDT 2022-01",
    "/backtest trend BTC/USDT all fast=10 slow=30",
    "/backtest reversion BTC/USDT 2022-01-05..2022-02-01 timeframe=1h guards=off",
    "/backtest trend BTC/USDT 2022-01 trades=csv",
  ],
  args: {
    name: required(strategyArg, "the strategy"),
    pair: required(pairArg, "the market"),
    period: required(pastArg, "UTC days: 2022, 2022-01, 2022-01-05..2022-02-01, or all that is stored"),
    settings: rest(
      textArg,
      "parameters to try (fast=10 size=1), guards=off for a run without the desk's limits, trades=csv for each of its trades as a file, exchange= for the candles and costs of another account",
    ),
  },
  stale: "refuse",
  async run(app: App, call, { name, pair, period, settings = "" }) {
    const row = await findStrategy(app, name);
    const { guards, exchange, trades, ...given } = settingsIn(
      settings,
      (setting) => `/backtest ${row.id} ${pair} all ${setting}`,
    );
    const isGuarded = isGuardedBy(guards);
    checkTrades(trades);
    const gateway = gatewayOf(app, exchange);
    const market = await findMarket(app.db.reader, gateway.exchange, pair, call.line);
    checkMarket(market, app.settings.currency);
    const { parameters, risk, configured, tried } = await settingsOf(app, row, given);
    const costs = await costsOf(app, market);
    const { done, found } = await runBacktest(async () => {
      const found = await findCandles(app.series, {
        ...{ exchange: gateway.exchange, pair: market.pair, span: period, warmUp: warmUpOf(configured) },
        source: sourceOf(app, gateway),
      });
      checkEnough(found, configured, row.id);
      const job = {
        ...{ strategy: row.id, parameters, risk, market, zone: app.settings.zone },
        rules: { tick: market.tick, step: market.step, ...costs, volumeShare: VOLUME_SHARE },
        limits: isGuarded ? await limitsOf(app) : null,
        capital: from(risk.capital ?? CAPITAL),
        ...{ candles: found.candles, from: found.from },
        ...(trades === undefined ? {} : { keepsTrades: true as const }),
      };
      return { job, found };
    });
    const which = { id: row.id, name: row.name, pair: market.pair };
    if (done.trades !== null && trades !== undefined)
      return giveTrades(app, call, { ...which, done, trades: done.trades }, trades);
    const facts: BacktestFacts = {
      ...{ ...which, timeframe: configured.timeframe, currency: market.quote },
      ...{ source: sourceWords(found), done, tried, isGuarded, mayChange: mayAct(call.person.role, "admin") },
      allTrades: `${call.line.replace(/^\//, "")} trades=${shortened(done.fingerprint)}`,
      costs: {
        ...{ taker: percentOf(market.taker), maker: percentOf(market.maker) },
        ...{ spread: percentOf(mul(costs.halfSpread, TWO)), slippage: percentOf(costs.slippage) },
      },
    };
    return act(app, call, async (tx) => {
      await addBacktest(tx, row.id, done);
      return { reply: backtestCard(facts) };
    });
  },
});

/** Of a strategy that was not told what it trades with. */
const CAPITAL = "10000";
const TWO = from(2);

function checkMarket({ pair, quote, settle }: Market, currency: string): void {
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

/** As the card shows it: a button that names it gives the trades of that very run. */
const shortened = (fingerprint: string): string => fingerprint.slice(0, 16);
const WANTED = /^(?:csv|[0-9a-f]{16})$/;

function checkTrades(wanted = "csv"): void {
  if (WANTED.test(wanted)) return;
  throw new Refusal("parameter", `trades is csv, and not ${wanted.slice(0, 20)}: type it like trades=csv`);
}

/** `wanted`: as it was typed. A run that is another one by now is no answer to a button below the first. */
async function giveTrades(app: App, call: Call, facts: TradesFacts, wanted: string): Promise<Answer> {
  if (wanted !== "csv" && wanted !== shortened(facts.done.fingerprint)) {
    const anew = call.line.replace(/ trades=\S+/, "");
    throw new Refusal(
      "trades",
      `The run with sha256 ${wanted} is not to be had any more: candles, limits or settings are others now. Run it anew.`,
      [anew.startsWith("/") ? anew : `/${anew}`],
    );
  }
  return act(app, call, async () => ({ reply: backtestTradesCard(facts) }));
}

function isGuardedBy(guards = "on"): boolean {
  if (guards === "on" || guards === "off") return guards === "on";
  throw new Refusal("parameter", `guards is on or off, and not ${guards.slice(0, 20)}: type it like guards=off`);
}

async function settingsOf(app: App, row: Strategy, given: Readonly<Record<string, string>>) {
  const misplaced = ["pairs", "exchanges", "mode"].find((each) => each in given);
  if (misplaced !== undefined)
    throw new Refusal(
      "parameter",
      `${misplaced} is no matter of a backtest: leave it out. /strategy ${row.id} shows what can be tried.`,
    );
  if (!STRATEGIES.some(({ id }) => id === row.id))
    throw new Refusal(
      "strategy",
      `${row.id} is a file of your own, and a backtest runs what comes with the desk: npx outcry strategy check holds a file to its rules.`,
    );
  const idea = await app.strategies.find(row.id);
  const { next } = await judge(app.db.reader, row, idea, { status: null, settings: given });
  const configured = await idea.configure(next.parameters);
  return {
    ...{ parameters: configured.parameters, configured },
    risk: { ...riskOf(row.id, next.riskParameters, idea.buys), mode: "auto" as const },
    tried: Object.entries(given).map(([key, value]) => `${key}=${value}`),
  };
}

function warmUpOf({ period, timeframe }: Configuration): number {
  return (WHOLE_PERIODS * period * TIMEFRAME_MS[timeframe]) / TIMEFRAME_MS["1m"];
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

async function costsOf({ db }: App, { exchange }: Market) {
  const { settings } = await Exchange.query(db.reader).findById(exchange).throwIfNotFound();
  const { spread, slippage } = readSettings(settings);
  return { halfSpread: div(spread, TWO, spread.places + 1), slippage };
}

async function limitsOf({ db }: App): Promise<SetLimit[]> {
  return (await setLimits(db.reader)).map(({ ...limit }) => limit);
}

function sourceWords({ source, filled }: Found): string {
  const words = source === IMPORTED ? "imported" : `collected from ${source}`;
  return filled === 0 ? words : `${words}, ${filled} minutes without trades`;
}

function percentOf(fraction: Decimal): string {
  return text(mul(fraction, HUNDRED));
}
