/**
 * Minutes that have passed. They are read as doubles, a million in some milliseconds; the few at which something happens
 * are asked for exactly.
 */
import type { Candle } from "../candle.ts";
import type { CandleColumns } from "../candle-columns.ts";
import type { Decimal } from "../money.ts";

export interface Tape {
  /** Without a gap, oldest first. */
  readonly columns: CandleColumns;
  /** Decimal places that hold each of its prices. */
  readonly pricePlaces: number;
  /** Decimal places that hold each of its volumes. */
  readonly volumePlaces: number;
}

/** Of doubles that are each the nearest to a decimal of so many places at most. Throws a RangeError where one is not. */
export function tapeOf(columns: CandleColumns): Tape {
  const { open, high, low, close, volume } = columns;
  return { columns, pricePlaces: placesOf([open, high, low, close]), volumePlaces: placesOf([volume]) };
}

/** Minute `index`, as it was told. */
export function barAt({ columns, pricePlaces, volumePlaces }: Tape, index: number): Candle {
  const { at, open, high, low, close, volume } = columns;
  return {
    at: at[index] ?? Number.NaN,
    open: exactly(open[index], pricePlaces),
    high: exactly(high[index], pricePlaces),
    low: exactly(low[index], pricePlaces),
    close: exactly(close[index], pricePlaces),
    volume: exactly(volume[index], volumePlaces),
  };
}

function exactly(value = Number.NaN, places: number): Decimal {
  return { mantissa: Math.round(value * 10 ** places), places };
}

const MOST_PLACES = 15;
/** A product of two doubles is off by no more than that, as a part of it; a further digit would show far above. */
const NOISE = 4 * Number.EPSILON;

function placesOf(columns: readonly Float64Array[]): number {
  let [places, power] = [0, 1];
  for (const column of columns) {
    for (const value of column) {
      while (!isWhole(value * power)) {
        places += 1;
        power = 10 ** places;
        if (places > MOST_PLACES) throw new RangeError(`not a decimal of ${MOST_PLACES} places: ${value}`);
      }
      if (value * power > Number.MAX_SAFE_INTEGER) throw new RangeError(`too many digits beside ${value}`);
    }
  }
  return places;
}

function isWhole(scaled: number): boolean {
  return Math.abs(scaled - Math.round(scaled)) <= scaled * NOISE;
}
