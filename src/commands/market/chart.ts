import type { App } from "../../app.ts";
import { chartCard } from "../../cards/chart.ts";
import { command, named, optional, required } from "../../chat/command.ts";
import { pairArg, timeframeArg } from "../../chat/grammar/arguments.ts";
import { indicatorArg } from "../../chat/grammar/indicator-arg.ts";
import type { ChartLevel } from "../../domain/chart.ts";
import { Refusal } from "../../domain/errors.ts";
import { type ChosenIndicator, panelWords, wordOf } from "../../domain/indicators/chosen.ts";
import type { Market } from "../../domain/market.ts";
import { candleChart, levelOf } from "../../market/candles.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { findMarket } from "../../market/rules.ts";
import { Position } from "../../models/position.ts";
import { accountArg } from "../account-arg.ts";

export const chart = command({
  name: "chart",
  family: "market",
  kind: "reads",
  role: "viewer",
  help: "the candles of a pair, with what is held of it and with indicators",
  examples: ["/chart BTC/USDT", "/chart BTC/USDT 1h", "/chart BTC/USDT 15m ema:12 ema:26 rsi bollinger:20,2"],
  args: {
    pair: required(pairArg, "the market"),
    timeframe: optional(timeframeArg, "how long a candle lasts; without it, 15m"),
    indicator: optional(indicatorArg, "an indicator, with its numbers: ema:12, rsi, bollinger:20,2"),
    indicator2: optional(indicatorArg, "another one"),
    indicator3: optional(indicatorArg, "another one"),
    indicator4: optional(indicatorArg, "another one"),
    indicator5: optional(indicatorArg, "another one"),
    exchange: named(accountArg, "the account; without it, the first one"),
  },
  stale: "run",
  async run(app: App, call, { pair, timeframe = "15m", exchange, ...given }) {
    const indicators = checked([
      given.indicator,
      given.indicator2,
      given.indicator3,
      given.indicator4,
      given.indicator5,
    ]);
    const gateway = gatewayOf(app, exchange);
    const market = await findMarket(app.db.reader, gateway.exchange, pair, call.line);
    const wanted = { exchange: gateway.exchange, pair: market.pair, timeframe, levels: await levelsOf(app, market) };
    return {
      reply: chartCard({
        ...{ exchange: gateway.exchange, mode: gateway.mode, pair: market.pair, timeframe },
        chart: await candleChart(app, { ...wanted, indicators }),
        indicators: indicators.map(wordOf),
        isNamed: exchange !== undefined,
      }),
    };
  },
});

const MOST_PANELS = 2;

function checked(given: readonly (ChosenIndicator | undefined)[]): readonly ChosenIndicator[] {
  const indicators = given.filter((each) => each !== undefined);
  const panels = panelWords(indicators);
  if (panels.length <= MOST_PANELS) return indicators;
  throw new Refusal(
    "chart",
    `${panels.join(", ")} want a panel each, and a chart has ${MOST_PANELS}: leave ${panels.at(-1)} out.`,
  );
}

/** Where the open positions on the pair were entered, and where they end. */
async function levelsOf(app: App, { exchange, pair, tick }: Market): Promise<ChartLevel[]> {
  const open = await Position.query(app.db.reader)
    .where({ exchange, trading_pair: pair, closed_time: null })
    .orderBy("id");
  return open.flatMap(({ entryPrice, stopLoss, takeProfit }) => [
    levelOf("entry", entryPrice, tick.places),
    ...(stopLoss === null ? [] : [levelOf("stop", stopLoss, tick.places)]),
    ...(takeProfit === null ? [] : [levelOf("target", takeProfit, tick.places)]),
  ]);
}
