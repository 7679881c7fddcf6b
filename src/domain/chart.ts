/** A chart as data: small enough to be kept in a reply, and the same whoever draws it (a picture, a page, a terminal). */
import type { Timeframe } from "./candle.ts";

/** What a card can show. One kind so far. */
export type ChartSpec = CandleChart;

export interface CandleChart {
  readonly kind: "candles";
  readonly exchange: string;
  readonly pair: string;
  readonly timeframe: Timeframe;
  /** Decimal places of the market's tick. */
  readonly places: number;
  /** Oldest first, without a gap in their order. Floats: a chart is looked at, never booked. */
  readonly candles: readonly ChartCandle[];
  readonly levels: readonly ChartLevel[];
}

/** Open time (ms UTC, market time), open, high, low, close, volume in base currency. */
export type ChartCandle = readonly [at: number, open: number, high: number, low: number, close: number, volume: number];

/** A line across the chart, with its price at the right. */
export interface ChartLevel {
  readonly role: "entry" | "stop" | "target" | "last";
  readonly price: number;
}

export const LEVEL_WORDS: Readonly<Record<ChartLevel["role"], string>> = {
  entry: "Entry",
  stop: "Stop",
  target: "Target",
  last: "Last",
};
