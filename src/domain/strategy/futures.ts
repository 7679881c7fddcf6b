/** Candles that go on otherwise than they did: what a strategy that knows only the past cannot tell apart. */
import { type CandleColumns, COLUMNS, newColumns } from "../candle-columns.ts";

/** From 0 to below 1. */
export type Dice = () => number;

/** What becomes of the candles behind a cut. */
export type Future = "are others" | "rise tenfold" | "fall to a tenth" | "are not there";

export const EXTREMES = ["rise tenfold", "fall to a tenth", "are not there"] as const satisfies Future[];

const PRICES = ["open", "high", "low", "close"] as const;

/** A copy in which all behind candle `last` is another future. */
export function withFuture(candles: CandleColumns, last: number, future: Future, dice: Dice): CandleColumns {
  if (future === "are not there") return partOf(candles, 0, last + 1);
  const columns = copyOf(candles);
  for (let i = last + 1; i < columns.at.length; i += 1) {
    const factor = factorOf(future, dice);
    for (const name of PRICES) columns[name][i] = (columns[name][i] ?? 0) * factor;
    columns.volume[i] = (columns.volume[i] ?? 0) * 2 * dice();
  }
  return columns;
}

function factorOf(future: Exclude<Future, "are not there">, dice: Dice): number {
  switch (future) {
    case "are others":
      return 0.5 + dice();
    case "rise tenfold":
      return 10;
    case "fall to a tenth":
      return 0.1;
  }
}

export function copyOf(candles: CandleColumns): CandleColumns {
  return partOf(candles, 0, candles.at.length);
}

/** A copy of the cells from `begin` to before `end`. */
export function partOf(candles: CandleColumns, begin: number, end: number): CandleColumns {
  const columns = newColumns(end - begin);
  for (const name of COLUMNS) columns[name].set(candles[name].subarray(begin, end));
  return columns;
}
