/**
 * Which sets are worth an exact run. They are ranked by all parts of the past but the last one; what they did in that one, and
 * what the walk-forward earned, nobody had looked at.
 */
import { bestByLuck, deflatedSharpe } from "./deflated.ts";
import type { Trial, TriedPart } from "./trial.ts";
import { sharpeOf, sharpeOver, walkForward } from "./walk-forward.ts";

export interface Ranking {
  /** The best first: places in the list of sets, of those that have a figure. */
  readonly order: readonly number[];
  /** Of each set its Sharpe ratio a year on the parts that it is ranked by; null where it has none. */
  readonly figures: readonly (number | null)[];
  /** How likely the best of them is more than luck, 0 to 1; null where there are too few days or sets to tell. */
  readonly deflated: number | null;
  /** The Sharpe ratio a year that the best of so many would have by luck alone; null where there are too few. */
  readonly luck: number | null;
  readonly forward: Forward;
}

/** Each part but the first, traded with what was best on all before it. */
export interface Forward {
  /** So many parts were traded. */
  readonly parts: number;
  /** What they made one after the other, as a fraction. */
  readonly growth: number;
  /** A year; null where it has none. */
  readonly sharpe: number | null;
  readonly trips: number;
}

const YEAR = Math.sqrt(365);
const NO_PARTS: readonly TriedPart[] = [];

/** Null for a set whose parameters do not go together: it has no figure. */
export function ranked(trials: readonly (Trial | null)[]): Ranking {
  const parts = trials.map((trial) => trial?.parts ?? NO_PARTS);
  const figures = trials.map((trial) => (trial === null ? null : learntSharpe(trial)));
  const order = figures
    .flatMap((figure, place) => (figure === null ? [] : [{ figure, place }]))
    .toSorted((a, b) => b.figure - a.figure || a.place - b.place)
    .map(({ place }) => place);
  const sharpes = figures.flatMap((figure) => (figure === null ? [] : [figure]));
  const best = parts[order[0] ?? -1] ?? NO_PARTS;
  const returns = best.slice(0, -1).flatMap((part) => part.returns);
  return {
    ...{ order, figures: figures.map(aYear) },
    deflated: deflatedSharpe({ returns, sharpes }),
    luck: sharpes.length < 2 ? null : aYear(bestByLuck(sharpes)),
    forward: forwardOf(parts),
  };
}

/** A day, on all parts but the last. */
export function learntSharpe({ parts }: Trial): number | null {
  return sharpeOver(parts.slice(0, -1));
}

export function aYear<T extends number | null>(sharpe: T): T {
  return (sharpe === null ? null : sharpe * YEAR) as T;
}

function forwardOf(parts: readonly (readonly TriedPart[])[]): Forward {
  const some = parts.filter((own) => own.length > 0);
  const { steps, returns, trips } = walkForward(some);
  const traded = steps.flatMap(({ chosen, part }) => (chosen === null ? [] : (some[chosen]?.[part] ?? [])));
  const growth = traded.reduce((total, part) => total * (1 + part.growth), 1) - 1;
  return { parts: traded.length, growth, sharpe: aYear(sharpeOf(returns)), trips };
}
