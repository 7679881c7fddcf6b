/**
 * What is computed on candles that are looked at again and again, as in a sweep, is made once. Elsewhere each asks for its own:
 * what a strategy decides on has closed a moment ago, and nobody asks for it a second time.
 */
import type { CandleColumns } from "../candle-columns.ts";

interface Shelf {
  readonly most: number;
  /** The latest that was asked for stands last. */
  readonly made: Map<string, unknown>;
}

const shelves = new WeakMap<CandleColumns, Shelf>();

/** From now on `most` things that are made of these candles are kept. Who is given one does not change it. */
export function share(candles: CandleColumns, most: number): void {
  shelves.set(candles, { most, made: new Map() });
}

/** `key` names what `make` gives, with all its numbers: `ema 12`. */
export function shared<T>(candles: CandleColumns, key: string, make: () => T): T {
  const shelf = shelves.get(candles);
  if (shelf === undefined) return make();
  const known = shelf.made.get(key) as T | undefined;
  const value = known ?? make();
  shelf.made.delete(key);
  shelf.made.set(key, value);
  if (shelf.made.size > shelf.most) dropOldest(shelf);
  return value;
}

function dropOldest({ made }: Shelf): void {
  const [oldest] = made.keys();
  if (oldest !== undefined) made.delete(oldest);
}
