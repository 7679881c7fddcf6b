/** Candles made of their closes, for tests of what decides on them. */
import { type Timeframe, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import { type CandleColumns, newColumns } from "../../src/domain/candle-columns.ts";

const BEGIN = Date.UTC(2022, 0, 3);

/** Each opens where the one before closed and reaches from one below its close to one above. */
export function columnsOfCloses(closes: readonly number[], timeframe: Timeframe = "15m"): CandleColumns {
  const columns = newColumns(closes.length);
  for (const [i, close] of closes.entries()) {
    columns.at[i] = BEGIN + i * TIMEFRAME_MS[timeframe];
    columns.open[i] = closes[i - 1] ?? close;
    columns.high[i] = close + 1;
    columns.low[i] = close - 1;
    columns.close[i] = close;
    columns.volume[i] = 10;
  }
  return columns;
}
