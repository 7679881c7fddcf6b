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
  readonly prices: Digits;
  readonly volumes: Digits;
}

/** Decimal places that hold each figure of a kind, and the power of ten that makes an integer of it. */
export interface Digits {
  readonly places: number;
  readonly unit: number;
}

/** Of doubles that are each the nearest to a decimal of so many places at most. Throws a RangeError where one is not. */
export function tapeOf(columns: CandleColumns): Tape {
  const { open, high, low, close, volume } = columns;
  return { columns, prices: pricesOf([open, high, low, close]), volumes: volumesOf(volume) };
}

/** Minute `index`, as it was told. */
export function barAt({ columns, prices, volumes }: Tape, index: number): Candle {
  const { at, open, high, low, close, volume } = columns;
  return {
    at: at[index] ?? Number.NaN,
    open: exactly(open[index], prices),
    high: exactly(high[index], prices),
    low: exactly(low[index], prices),
    close: exactly(close[index], prices),
    volume: exactly(volume[index], volumes),
  };
}

function exactly(value = Number.NaN, { places, unit }: Digits): Decimal {
  return { mantissa: Math.round(value * unit), places };
}

const MOST_PLACES = 15;
/** A product of two doubles is off by no more than that, as a part of it; a further digit would show far above. */
const NOISE = 4 * Number.EPSILON;

/** Throws a RangeError where they have more digits together than an integer holds. */
function pricesOf(columns: readonly Float64Array[]): Digits {
  const { places, unit, largest } = digitsOf(columns);
  if (largest * unit <= Number.MAX_SAFE_INTEGER) return { places, unit };
  throw new RangeError(`prices of ${places} decimal places up to ${largest} have too many digits`);
}

/** No more than the largest leaves room for: of a volume a part is taken, and that is cut to the market's step. */
function volumesOf(column: Float64Array): Digits {
  const { places: all, largest } = digitsOf([column]);
  let places = all;
  while (places > 0 && largest * 10 ** places > Number.MAX_SAFE_INTEGER) places -= 1;
  return { places, unit: 10 ** places };
}

function digitsOf(columns: readonly Float64Array[]): Digits & { readonly largest: number } {
  let [places, unit, largest] = [0, 1, 0];
  for (const column of columns) {
    for (let i = 0; i < column.length; i += 1) {
      const value = column[i] ?? Number.NaN;
      while (!isWhole(value * unit)) {
        places += 1;
        unit = 10 ** places;
        if (places > MOST_PLACES) throw new RangeError(`not a decimal of ${MOST_PLACES} places: ${value}`);
      }
      if (value > largest) largest = value;
    }
  }
  return { places, unit, largest };
}

function isWhole(scaled: number): boolean {
  return Math.abs(scaled - Math.round(scaled)) <= scaled * NOISE;
}
