/** All that a strategy of one's own needs: `outcry/strategy` in package.json is this file. See docs/strategies.md. */
export { z } from "zod";

export type { CandleColumns } from "../domain/candle-columns.ts";
export { ema, rma, sma, wma } from "../domain/indicators/averages.ts";
export { shown } from "../domain/indicators/chosen.ts";
export { donchian, highest, lowest } from "../domain/indicators/extremes.ts";
export { macd, rsi } from "../domain/indicators/momentum.ts";
export { atr, bollinger, standardDeviation, trueRange } from "../domain/indicators/volatility.ts";
export { dayVwap, rollingVwap } from "../domain/indicators/vwap.ts";
export { type Higher, higherOf } from "../domain/strategy/higher.ts";
export {
  type Buy,
  defineStrategy,
  type Enter,
  type Held,
  type Intent,
  type Leave,
  type Reading,
} from "../domain/strategy/strategy.ts";
