/**
 * The port to history: what the markets did, for charts and for research. It never holds the truth about money. Candles are
 * its first kind; books, executions and values of indicators stand beside them. Its contract suite is
 * test/contract/series-store.ts.
 */
import type { Candle, Timeframe } from "../domain/candle.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import type { CandleColumns } from "../domain/candle-columns.ts";

export interface SeriesStore {
  readonly candles: CandleStore;
  /** Twice is once. */
  close(): Promise<void>;
}

/** Which candles: those of one source never mix with those of another that ran under the same account. */
export interface CandleKey {
  readonly exchange: ExchangeName;
  /** What the account ran on, in people's words: `synthetic`, `replay:FILE`, `its own` for an exchange's prices; or IMPORTED. */
  readonly source: string;
  readonly pair: Pair;
  readonly timeframe: Timeframe;
}

/** The source of candles that people brought in files, for research: no market of an account writes there or deletes there. */
export const IMPORTED = "imported";

/** from ≤ open time < to, ms UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Every time there is. */
export const EVER: Span = Object.freeze({ from: 0, to: Number.MAX_SAFE_INTEGER });

/** As many candles as one batch may hold: it is one commit, and nothing else runs meanwhile. */
export const BATCH = 5_000;

export interface CandleStore {
  /**
   * Writes closed candles in the order given. All of a batch is there when this resolves, or nothing of it. What is stored
   * already stays as it is, unless `replace` is set. Throws a RangeError for more than BATCH candles, or an open time that
   * is not on the grid of the timeframe.
   */
  append(batch: readonly CandleBatch[], options?: { readonly replace?: boolean }): Promise<Appended>;
  /** Oldest first, exact. */
  range(key: CandleKey, span: Span): Promise<Candle[]>;
  /** The newest `limit` that had closed at a moment (ms UTC), oldest first, exact. */
  newest(key: CandleKey, wanted: { readonly limit: number; readonly closedBy: number }): Promise<Candle[]>;
  /** As nearest doubles, for drawing and computing: a year of minutes in tens of milliseconds. */
  columns(key: CandleKey, span: Span): Promise<CandleColumns>;
  /** Null where there is none. */
  coverage(key: CandleKey): Promise<Coverage | null>;
  /** All that have a candle. */
  list(): Promise<CandleKey[]>;
  /** Gives how many. Many go in slices: a crash may leave some of them. */
  remove(key: CandleKey, span: Span): Promise<number>;
}

export interface CandleBatch {
  readonly key: CandleKey;
  readonly candles: readonly Candle[];
}

/** What became of the candles of a batch. */
export interface Appended {
  readonly added: number;
  /** Stored before, with the same figures. */
  readonly same: number;
  /** Stored before with other figures, which these have replaced. */
  readonly replaced: number;
  /** Stored before with other figures, which have stayed. */
  readonly kept: number;
}

export interface Coverage {
  /** Open times, ms UTC. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Between first and last, where candles are missing; oldest first. */
  readonly gaps: readonly Span[];
}
