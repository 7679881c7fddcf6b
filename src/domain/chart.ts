/** A chart as data: small enough to be kept in a reply, and the same whoever draws it (a picture, a page, a terminal). */
import type { Timeframe } from "./candle.ts";

/** What a card can show. */
export type ChartSpec = CandleChart | EquityChart | HeatChart;

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
  /** Of indicators: each main line before those that belong to it. */
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
}

/** What an account or a strategy was worth, and how far it lay below its peak. */
export interface EquityChart {
  readonly kind: "equity";
  /** `paper`, or a strategy's name. */
  readonly name: string;
  readonly currency: string;
  /** Decimal places that money of this currency is shown with. */
  readonly places: number;
  /** Oldest first, one at least: without any there is no chart but a sentence. Floats: it is looked at, never booked. */
  readonly points: readonly EquityPoint[];
  /** Above it, what was traded; left out where no pair stands for all of it. */
  readonly traded?: TradedPrices;
}

/** What a pair cost, and when it was entered and left. Floats. */
export interface TradedPrices {
  readonly pair: string;
  /** Decimal places of the market's tick. */
  readonly places: number;
  /** Oldest first. Moment (ms UTC, market time), and between which prices it was traded until the next one. */
  readonly spans: readonly (readonly [at: number, low: number, high: number])[];
  readonly marks: readonly TradeMark[];
}

/** So many entries or exits that lie too near to each other to be told apart, and when they were on average (ms UTC). */
export interface TradeMark {
  readonly at: number;
  readonly role: ChartMark["role"];
  readonly count: number;
}

/** Moment (ms UTC, market time), equity, drawdown in percent (≥ 0). */
export type EquityPoint = readonly [at: number, equity: number, drawdown: number];

/** How good parameters are: a cell for each place of one or two of them. */
export interface HeatChart {
  readonly kind: "heat";
  /** What was tried where: `Trend following, BTC/USDT`. */
  readonly name: string;
  readonly x: HeatAxis;
  /** Null where one parameter alone varied: then there is one row. */
  readonly y: HeatAxis | null;
  /** Sharpe ratios a year, by rows from the bottom up; null where nothing was tried, or has no figure. */
  readonly cells: readonly (readonly (number | null)[])[];
}

export interface HeatAxis {
  /** Of the parameter. */
  readonly name: string;
  /** Its values, in their order. */
  readonly labels: readonly string[];
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

/** A line of an indicator. */
export interface ChartLine {
  /** `EMA 12`; of a line that belongs to another what it is to that: `upper`, `signal`. */
  readonly label: string;
  readonly role: LineRole;
  /** Over the candles, or in one of the panels below them, which are counted from 0. */
  readonly where: "price" | number;
  /** One for each candle; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** main: an indicator's own line · the others belong to the main line before them: bands around it, a signal, a histogram. */
export type LineRole = "main" | "band" | "signal" | "bars";

/** Where something was decided: at the candle that opened then (ms UTC). */
export interface ChartMark {
  readonly at: number;
  readonly role: "entry" | "exit";
  readonly label: string;
}

/** How many panels the lines need. */
export function panelsOf({ lines }: Pick<CandleChart, "lines">): number {
  return Math.max(0, ...lines.map(({ where }) => (where === "price" ? 0 : where + 1)));
}
