/** The indicators that people name, by the word that they type: the one list behind /chart, its completion and its help. */
import type { Timeframe } from "../candle.ts";
import type { CandleColumns } from "../candle-columns.ts";
import type { LineRole } from "../chart.ts";
import { ema, rma, sma, wma } from "./averages.ts";
import { donchian, highest, lowest } from "./extremes.ts";
import { MEMORY, type Memory } from "./memory.ts";
import { macd, rsi } from "./momentum.ts";
import { atr, type Bands, bollinger } from "./volatility.ts";
import { dayVwap, rollingVwap } from "./vwap.ts";

export interface Indicator {
  /** What people type. */
  readonly word: string;
  /** In front of its numbers: `EMA 12`. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Over the candles, or in a panel of its own below them. */
  readonly place: "price" | "panel";
  /** Of numbers that `parameters` takes, in their order. */
  memory(numbers: readonly number[], timeframe: Timeframe): Memory;
  compute(columns: CandleColumns, numbers: readonly number[]): readonly IndicatorLine[];
}

export interface Parameter {
  readonly name: string;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

export interface IndicatorLine {
  /** Beside the indicator's name; empty where that says it all. */
  readonly label: string;
  readonly role: LineRole;
  /** As many as there are candles, NaN where there is none. */
  readonly values: Float64Array;
}

const LONGEST = 1_000;

function period(usual: number, name = "period"): Parameter {
  return { name, usual, least: 2, most: LONGEST, isWhole: true };
}

type Numbers = readonly number[];
const first = (numbers: Numbers): number => numbers[0] ?? Number.NaN;

/** One line of the closes, with a period. */
function ofCloses(
  word: "sma" | "ema" | "rma" | "wma" | "rsi",
  usual: number,
  values: (closes: Float64Array, period: number) => Float64Array,
): Indicator {
  return {
    ...{ word, name: word.toUpperCase(), parameters: [period(usual)], place: word === "rsi" ? "panel" : "price" },
    memory: (numbers) => MEMORY[word](first(numbers)),
    compute: ({ close }, numbers) => one(values(close, first(numbers))),
  };
}

function one(values: Float64Array): readonly IndicatorLine[] {
  return [{ label: "", role: "main", values }];
}

function bands({ upper, middle, lower }: Bands): readonly IndicatorLine[] {
  return [
    { label: "", role: "main", values: middle },
    { label: "upper", role: "band", values: upper },
    { label: "lower", role: "band", values: lower },
  ];
}

const DEVIATIONS: Parameter = { name: "deviations", usual: 2, least: 0.1, most: 10, isWhole: false };

const macdPeriods = ([fast = 0, slow = 0, signal = 0]: Numbers) => ({ fast, slow, signal });

function macdLines({ line, signal, histogram }: ReturnType<typeof macd>): readonly IndicatorLine[] {
  return [
    { label: "", role: "main", values: line },
    { label: "signal", role: "signal", values: signal },
    { label: "histogram", role: "bars", values: histogram },
  ];
}

export const INDICATORS: readonly Indicator[] = [
  ofCloses("ema", 20, ema),
  ofCloses("sma", 20, sma),
  ofCloses("rsi", 14, rsi),
  {
    ...{ word: "macd", name: "MACD", place: "panel" },
    parameters: [period(12, "fast"), period(26, "slow"), period(9, "signal")],
    memory: (numbers) => MEMORY.macd(macdPeriods(numbers)),
    compute: ({ close }, numbers) => macdLines(macd(close, macdPeriods(numbers))),
  },
  {
    ...{ word: "bollinger", name: "Bollinger", place: "price" },
    parameters: [period(20), DEVIATIONS],
    memory: (numbers) => MEMORY.bollinger(first(numbers)),
    compute: ({ close }, [length = 0, deviations = 0]) => bands(bollinger(close, length, deviations)),
  },
  {
    ...{ word: "atr", name: "ATR", place: "panel", parameters: [period(14)] },
    memory: (numbers) => MEMORY.atr(first(numbers)),
    compute: (columns, numbers) => one(atr(columns, first(numbers))),
  },
  {
    ...{ word: "donchian", name: "Donchian", place: "price", parameters: [period(20)] },
    memory: (numbers) => MEMORY.donchian(first(numbers)),
    compute: (columns, numbers) => bands(donchian(columns, first(numbers))),
  },
  {
    ...{ word: "vwap", name: "VWAP", place: "price", parameters: [] },
    memory: (_numbers, timeframe) => MEMORY.dayVwap(timeframe),
    compute: (columns) => one(dayVwap(columns)),
  },
  {
    ...{ word: "rvwap", name: "Rolling VWAP", place: "price", parameters: [period(20)] },
    memory: (numbers) => MEMORY.rollingVwap(first(numbers)),
    compute: (columns, numbers) => one(rollingVwap(columns, first(numbers))),
  },
  ofCloses("wma", 20, wma),
  ofCloses("rma", 14, rma),
  {
    ...{ word: "highest", name: "Highest", place: "price", parameters: [period(20)] },
    memory: (numbers) => MEMORY.highest(first(numbers)),
    compute: ({ high }, numbers) => one(highest(high, first(numbers))),
  },
  {
    ...{ word: "lowest", name: "Lowest", place: "price", parameters: [period(20)] },
    memory: (numbers) => MEMORY.lowest(first(numbers)),
    compute: ({ low }, numbers) => one(lowest(low, first(numbers))),
  },
];
