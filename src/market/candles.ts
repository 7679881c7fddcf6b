/** Candles as a chart: something to look at beside a decision, never a reason to wait with it. */
import type { App } from "../app.ts";
import { type Candle, type Timeframe } from "../domain/candle.ts";
import type { CandleChart, ChartCandle, ChartLevel } from "../domain/chart.ts";
import { columnsOf } from "../domain/candle-columns.ts";
import type { Pair } from "../domain/ids.ts";
import { chartLines, type ChosenIndicator } from "../domain/indicators/chosen.ts";
import { historyFor } from "../domain/indicators/memory.ts";
import type { Market } from "../domain/market.ts";
import { type Decimal, fixed } from "../domain/money.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { MarketRow, toMarket } from "../models/market.ts";
import { within } from "../runtime/deadline.ts";
import { gatewayOf } from "./gateways.ts";
import { recentCandles } from "./history.ts";

export interface WantedChart {
  /** Without it, the first account. */
  readonly exchange?: string;
  readonly pair: Pair;
  readonly timeframe: Timeframe;
  readonly limit?: number;
  /** As the market stood at that moment, ms UTC, without the last price; left out: now. */
  readonly closedBy?: number;
  /** Beside the last price, which every chart has. */
  readonly levels?: readonly ChartLevel[];
  readonly indicators?: readonly ChosenIndicator[];
}

/** The longest that an order or a chat waits for a chart. */
const CHART_MS = 1_500;
/** A day of quarters of an hour. */
const CANDLES = 96;
/** A proposal is looked at in quarters of an hour, or closer where there are too few of them. */
const PROPOSAL_TIMEFRAMES = ["15m", "5m", "1m"] as const;
const FEWEST = 24;
/** Read before those that are shown: more would hold up everybody, for digits that nobody sees. */
const MOST_HISTORY = 5_000;

type Desk = Pick<App, "gateways" | "feeds" | "series" | "db" | "log">;

/**
 * Closed candles with the last price. Null where the venue does not list the pair, has no candles of it or does not answer
 * in time. Throws a Refusal for an account that there is not.
 */
export function candleChart(app: Desk, wanted: WantedChart): Promise<CandleChart | null> {
  return drawn(app, wanted, (gateway, market) => read(app, gateway, market, wanted));
}

/** For an order that waits for a yes. */
export function proposalChart(
  app: Desk,
  { exchange, pair }: Pick<Market, "exchange" | "pair">,
): Promise<CandleChart | null> {
  return drawn(app, { exchange, pair }, async (gateway, market) => {
    let best: CandleChart | null = null;
    for (const timeframe of PROPOSAL_TIMEFRAMES) {
      const chart = await read(app, gateway, market, { pair, timeframe });
      if (chart === null) continue;
      if (best === null || chart.candles.length > best.candles.length) best = chart;
      if (best.candles.length >= FEWEST) break;
    }
    return best;
  });
}

type Read = (gateway: Gateway, market: Market) => Promise<CandleChart | null>;

async function drawn(
  app: Desk,
  { exchange, pair }: Pick<WantedChart, "exchange" | "pair">,
  work: Read,
): Promise<CandleChart | null> {
  const gateway = gatewayOf(app, exchange);
  const row = await MarketRow.query(app.db.reader).findOne({ exchange: gateway.exchange, pair });
  if (row === undefined) return null;
  try {
    return await within(CHART_MS, `${gateway.exchange} telling candles of ${pair}`, work(gateway, toMarket(row)));
  } catch (error) {
    app.log.warn({ error, exchange: gateway.exchange, pair }, "there is no chart");
    return null;
  }
}

async function read(
  app: Desk,
  gateway: Gateway,
  market: Market,
  { pair, timeframe, limit = CANDLES, levels = [], indicators = [], ...then }: WantedChart,
): Promise<CandleChart | null> {
  const [all, quote] = await Promise.all([
    recentCandles(app, gateway, { ...then, pair, timeframe, limit: limit + historyOf(indicators, timeframe) }),
    then.closedBy === undefined ? gateway.quote(pair) : null,
  ]);
  if (all.length === 0) return null;
  const candles = all.slice(-limit);
  const { places } = market.tick;
  return {
    kind: "candles",
    exchange: gateway.exchange,
    pair,
    timeframe,
    places,
    candles: candles.map((candle) => toChart(candle, places, market.step.places)),
    levels: quote === null ? levels : [...levels, levelOf("last", quote.last, places)],
    lines: chartLines(indicators, columnsOf(all), { count: candles.length, places }),
    marks: [],
  };
}

/** Where there are fewer, an indicator begins later. */
function historyOf(indicators: readonly ChosenIndicator[], timeframe: Timeframe): number {
  const memories = indicators.map(({ indicator, numbers }) => indicator.memory(numbers, timeframe));
  return Math.min(historyFor(memories), MOST_HISTORY);
}

/** At the market's precision: what is drawn and stored has no digits that nobody sees. */
export function levelOf(role: ChartLevel["role"], price: Decimal, places: number): ChartLevel {
  return { role, price: float(price, places) };
}

function toChart({ at, open, high, low, close, volume }: Candle, places: number, volumePlaces: number): ChartCandle {
  const prices = [float(open, places), float(high, places), float(low, places), float(close, places)] as const;
  return [at, ...prices, float(volume, volumePlaces)];
}

function float(value: Decimal, places: number): number {
  return Number(fixed(value, places));
}
