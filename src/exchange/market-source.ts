/**
 * The port to prices that a simulated venue runs on. A source is a pure walk: the same place gives the same next event,
 * so a venue that stores its place goes on where it stood. Its contract suite is test/contract/market-source.ts.
 */
import type { Candle } from "../domain/candle.ts";
import type { Quote } from "../domain/quote.ts";
import type { Pair } from "../domain/ids.ts";

export interface MarketSource {
  /** As the feed setting names it: `synthetic`, `replay:FILE`. A stored place is good for this name alone. */
  readonly name: string;
  readonly pairs: readonly Pair[];
  /** The next event after a place (null: the very first), or null at the end of the data. */
  next(place: Place | null): Promise<{ readonly event: MarketEvent; readonly place: Place } | null>;
}

/** Opaque and JSON: only its source reads it. */
export type Place = Readonly<Record<string, unknown>>;

/** quotes: prices of one instant, with books · bar: a candle of one minute that has just closed (`at` is its close). */
export type MarketEvent =
  | { readonly kind: "quotes"; readonly at: number; readonly quotes: readonly Quote[] }
  | { readonly kind: "bar"; readonly at: number; readonly pair: Pair; readonly candle: Candle };
