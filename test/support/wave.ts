/** A market that rises and falls in turns, so that trend following has something to do every few candles, and what that is. */
import { type CandleColumns, newColumns } from "../../src/domain/candle-columns.ts";
import { trend } from "../../src/strategies/trend.ts";
import type { Bar } from "./candle-file.ts";
import { MINUTE, START } from "./paper-venue.ts";

/** Out by the averages alone: no target, and a stop that the market does not reach. */
export const WAVE_SETTINGS = { timeframe: "1m", fast: 2, slow: 3, atr: 2, stop: 20, target: 0 };
/** As many candles as it wants to have seen. */
const WARM = { auto: 30, notify: 15 } as const;
const TURN = [0, 1, 2, 3, 4, 3, 2, 1];

/** Each wave is a little higher than the one before, so that none has a price of another. */
export function waveBar(bar: number): Bar {
  return { open: closeOf(bar - 1), close: closeOf(bar) };
}

const closeOf = (bar: number): number =>
  46_000 + 50 * (TURN.at(bar % TURN.length) ?? 0) + Math.floor(bar / TURN.length);

/** Open times of the candles on which it goes in, as it decides on all of them at once; each time it has left before. */
export function entriesOfWave(bars: number, mode: keyof typeof WARM): number[] {
  const reading = trend.configure(WAVE_SETTINGS).on(columnsOfWave(bars));
  const indices = Array.from({ length: bars }, (_, index) => index).slice(WARM[mode] - 1);
  return indices
    .filter((index) => reading.decide(index, null)?.kind === "enter")
    .map((index) => START + index * MINUTE);
}

function columnsOfWave(bars: number): CandleColumns {
  const columns = newColumns(bars);
  for (let index = 0; index < bars; index += 1) {
    const { open = 0, close = 0 } = waveBar(index);
    columns.at[index] = START + index * MINUTE;
    columns.open[index] = open;
    columns.high[index] = Math.max(open, close);
    columns.low[index] = Math.min(open, close);
    columns.close[index] = close;
    columns.volume[index] = 100;
  }
  return columns;
}
