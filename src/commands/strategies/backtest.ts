import type { App } from "../../app.ts";
import { backtestCard, type BacktestFacts } from "../../cards/strategies/backtest.ts";
import { backtestTradesCard, type TradesFacts } from "../../cards/strategies/backtest-trades.ts";
import { type Answer, type Call, command, mayAct, required, rest } from "../../chat/command.ts";
import { pairArg, textArg } from "../../chat/grammar/arguments.ts";
import { pastArg, periodText } from "../../chat/grammar/period.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import { type Decimal, from, HUNDRED, mul, text } from "../../domain/money.ts";
import { riskOf } from "../../domain/strategy/risk.ts";
import type { Parameters, Strategy as ShippedStrategy } from "../../domain/strategy/strategy.ts";
import { rangesAround } from "../../domain/sweep/around.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { findMarket } from "../../market/rules.ts";
import type { Strategy } from "../../models/strategy.ts";
import { addBacktest } from "../../reports/metrics.ts";
import type { Found } from "../../research/candles.ts";
import { runBacktest } from "../../research/run.ts";
import { shippedStrategy } from "../../research/shipped.ts";
import { checkMarket, termsOf } from "../../research/terms.ts";
import { IMPORTED } from "../../series/store.ts";
import { judge } from "../../trading/strategies/change.ts";
import { findStrategy, settingsIn } from "../strategy-row.ts";
import { strategyArg } from "../strategy-arg.ts";
import { checkMisplaced, isGuardedBy, runWords } from "./past-words.ts";

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
    const { shipped, parameters, risk, configured, tried } = await settingsOf(app, row, given);
    const { done, found } = await runBacktest(async () => {
      const { job, found } = await termsOf(app, {
        ...{ strategy: row.id, market, span: period, risk, isGuarded, tried: [configured] },
      });
      const asked = trades === undefined ? {} : { keepsTrades: true as const };
      return { job: { ...job, parameters, ...asked }, found: { ...found, rules: job.rules } };
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
        ...{ spread: percentOf(mul(found.rules.halfSpread, TWO)), slippage: percentOf(found.rules.slippage) },
      },
      optimise: optimiseLine(
        shipped,
        parameters,
        [row.id, market.pair, periodText(period)],
        [
          ...Object.entries(given).flatMap(([key, value]) => (shipped.varies.includes(key) ? [] : `${key}=${value}`)),
          ...runWords({ guards, exchange }),
        ],
      ),
    };
    return act(app, call, async (tx) => {
      await addBacktest(tx, row.id, done);
      return { reply: backtestCard(facts) };
    });
  },
});

const TWO = from(2);

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

/** Around what was tried; null where nothing varies. */
function optimiseLine(
  shipped: ShippedStrategy,
  parameters: Parameters,
  over: readonly string[],
  behind: readonly string[],
): string | null {
  const ranges = rangesAround(shipped, parameters);
  return ranges === "" ? null : ["optimise", ...over, ranges, ...behind].join(" ");
}

async function settingsOf(app: App, row: Strategy, given: Readonly<Record<string, string>>) {
  checkMisplaced(row.id, given);
  const shipped = shippedStrategy(row.id);
  const idea = await app.strategies.find(row.id);
  const { next } = await judge(app.db.reader, row, idea, { status: null, settings: given });
  const configured = await idea.configure(next.parameters);
  return {
    ...{ shipped, parameters: configured.parameters, configured, risk: riskOf(row.id, next.riskParameters, idea.buys) },
    tried: Object.entries(given).map(([key, value]) => `${key}=${value}`),
  };
}

function sourceWords({ source, filled }: Found): string {
  const words = source === IMPORTED ? "imported" : `collected from ${source}`;
  return filled === 0 ? words : `${words}, ${filled} minutes without trades`;
}

function percentOf(fraction: Decimal): string {
  return text(mul(fraction, HUNDRED));
}
