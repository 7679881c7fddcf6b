/**
 * Candles as columns of equal length, oldest first: cell i of each belongs to the candle that opened at `at[i]` (ms UTC).
 * Prices in quote, volume in base currency, each the double nearest to the exact figure; there is no NaN, for a candle that
 * is missing has no cell.
 */
export interface CandleColumns {
  readonly at: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}
