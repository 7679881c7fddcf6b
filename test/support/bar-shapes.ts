/** Bars whose four prices are possible, by fast-check: whole numbers, for a test to write as it needs them. */
import fc from "fast-check";

export interface BarShape {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

export function barShapes(count: number, price: Range, volume: Range): fc.Arbitrary<BarShape[]> {
  const prices = fc.array(fc.integer(price), { minLength: 4, maxLength: 4 });
  const bar = fc.tuple(prices, fc.integer(volume), fc.boolean()).map(([four, traded, isDown]) => {
    const [low = 0, one = 0, other = 0, high = 0] = four.toSorted((a, b) => a - b);
    const [open, close] = isDown ? [other, one] : [one, other];
    return { open, high, low, close, volume: traded };
  });
  return fc.array(bar, { minLength: count, maxLength: count });
}
