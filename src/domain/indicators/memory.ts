/** How far back the indicators look: what a chart or a strategy must read before the first candle that it is about. */
import { type Timeframe, TIMEFRAME_MS } from "../candle.ts";
import type { MacdPeriods } from "./momentum.ts";

export interface Memory {
  /** Values that go in until the first number comes out. */
  readonly warmUp: number;
  /** The period of what carries its own past on for ever, ever more faintly; 0 where only a window is looked at. */
  readonly recursive: number;
}

const windowed = (period: number): Memory => ({ warmUp: period, recursive: 0 });
const recursive = (period: number): Memory => ({ warmUp: period, recursive: period });

/** Of a kernel, by its periods. */
export const MEMORY = {
  sma: windowed,
  ema: recursive,
  rma: recursive,
  wma: windowed,
  rsi: (period: number): Memory => ({ warmUp: period + 1, recursive: period }),
  macd: ({ fast, slow, signal }: MacdPeriods): Memory => ({
    warmUp: Math.max(fast, slow) + signal - 1,
    recursive: Math.max(fast, slow) + signal,
  }),
  atr: recursive,
  bollinger: windowed,
  donchian: windowed,
  highest: windowed,
  lowest: windowed,
  rollingVwap: windowed,
  dayVwap: (timeframe: Timeframe): Memory => windowed(TIMEFRAME_MS["1d"] / TIMEFRAME_MS[timeframe]),
} as const;

/** After so many recursive periods nobody sees where an indicator began: of an average that is less than 10^-17. */
export const WHOLE_PERIODS = 40;

/** Values to read before the first that counts, for all of these. */
export function historyFor(memories: readonly Memory[]): number {
  return Math.max(0, ...memories.map(({ warmUp, recursive }) => Math.max(warmUp - 1, WHOLE_PERIODS * recursive)));
}
