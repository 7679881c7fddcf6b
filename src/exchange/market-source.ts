/**
 * The port to prices that a simulated venue runs on. A source is a pure walk: the same place gives the same next event,
 * so a venue that stores its place goes on where it stood. Its contract suite is test/contract/market-source.ts.
 */
import type { Candle, Timeframe } from "../domain/candle.ts";
import type { Quote } from "../domain/quote.ts";
import type { Pair } from "../domain/ids.ts";
import type { Decimal } from "../domain/money.ts";

export interface MarketSource {
  /** As the feed setting names it: `synthetic`, `replay:FILE`. A stored place is good for this name alone. */
  readonly name: string;
  readonly pairs: readonly Pair[];
  readonly history: History;
  /** The next event after a place (null: the very first), or null at the end of the data. */
  next(place: Place | null): Promise<{ readonly event: MarketEvent; readonly place: Place } | null>;
}

/**
 * Candles of the past, oldest first, on the UTC grid. A long answer is worked out in slices, so that the desk goes on
 * meanwhile.
 */
export type History =
  /** All of it is written down: the candles that had closed at a place. */
  | { readonly kind: "recorded"; candles(place: Place | null, wanted: WantedCandles): Promise<readonly Candle[]> }
  /** Played once and gone, so the venue keeps what it played; here are the candles before the first event. */
  | { readonly kind: "played"; before(wanted: WantedCandles): Promise<readonly Candle[]> };

export interface WantedCandles {
  readonly pair: Pair;
  readonly timeframe: Timeframe;
  /** The newest are given, at most so many. */
  readonly limit: number;
}

/** Opaque and JSON: only its source reads it. */
export type Place = Readonly<Record<string, unknown>>;

/** quotes: prices of one instant, with books · bar: a candle of one minute that has just closed (`at` is its close). */
export type MarketEvent =
  | QuotesEvent
  | { readonly kind: "bar"; readonly at: number; readonly pair: Pair; readonly candle: Candle };

export interface QuotesEvent {
  readonly kind: "quotes";
  readonly at: number;
  readonly quotes: readonly Quote[];
  /** Base currency that was traded since the event before. */
  readonly volumes: ReadonlyMap<Pair, Decimal>;
}
