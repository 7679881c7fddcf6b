/** Candles to write down: made up, and by fast-check. */
import fc from "fast-check";

import { type Candle, type Timeframe, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import type { ExchangeName, Pair } from "../../src/domain/ids.ts";
import { type Decimal, from, max, min } from "../../src/domain/money.ts";
import type { CandleColumns } from "../../src/domain/candle-columns.ts";
import type { CandleKey } from "../../src/series/store.ts";

export const START = Date.UTC(2022, 0, 1);

export function aKey(changes: Partial<CandleKey> = {}): CandleKey {
  return {
    ...{ exchange: "paper" as ExchangeName, source: "synthetic" },
    ...{ pair: "BTC/USDT" as Pair, timeframe: "1m", ...changes },
  };
}

/** The one of a place on the grid; `version` makes another of the same time. */
export function aCandle(place: number, timeframe: Timeframe = "1m", version = 0): Candle {
  const price = (shift: number): Decimal => from((46_250 + (place % 97) + version + shift).toString() + ".5");
  return {
    at: START + place * TIMEFRAME_MS[timeframe],
    ...{ open: price(0), high: price(9), low: price(-9), close: price(3) },
    volume: from(`${place % 13}.${1 + (place % 9)}`),
  };
}

/** `count` of them that follow each other. */
export function aRow(count: number, first = 0, timeframe: Timeframe = "1m"): Candle[] {
  return Array.from({ length: count }, (_, place) => aCandle(first + place, timeframe));
}

/** Of up to 15 digits in all: what a store of doubles can give back to the last one. */
const figure = fc
  .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([whole, part]) => from(`${whole}.${String(part).padStart(6, "0")}`));

/** At one of the first `places` of the grid. */
export function candleAmong(places: number, timeframe: Timeframe = "1m"): fc.Arbitrary<Candle> {
  return fc
    .record({ place: fc.nat(places - 1), open: figure, close: figure, high: figure, low: figure, volume: figure })
    .map(({ place, open, close, high, low, volume }) => ({
      at: START + place * TIMEFRAME_MS[timeframe],
      ...{ open, close, volume },
      ...{ high: [open, close, high, low].reduce(max), low: [open, close, high, low].reduce(min) },
    }));
}

/** Its cells, candle by candle. */
export function cellsOf({ at, open, high, low, close, volume }: CandleColumns): unknown[] {
  return Array.from(at, (time, i) => [time, open[i], high[i], low[i], close[i], volume[i]]);
}
