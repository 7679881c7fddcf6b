/** How the synthetic market behaves, in steps of two seconds: what its walk and its past have in common. */
import type { PairRules } from "../paper/catalog.ts";
import type { Random } from "../random.ts";

export const STEP_MS = 2_000;

/** Of the logarithm of a price, each step, for a temper of 1: about 3.5 % a day. */
export const VOLATILITY = 0.00017;
/** Of the logarithm of the volatility: how long a cluster lasts (about half an hour), and how much it differs. */
export const CLUSTER = { keep: 0.9992, shake: 0.018 } as const;
/** Share of the move that all pairs make together. */
export const COMMON = 0.7;
/** Back to where the walk began: half the way in about 60 days. */
export const HOME_PULL = 2.7e-7;
/** Steps that a mood lasts: 20 minutes to 3 hours. */
export const MOOD_STEPS = { least: 600, most: 5_400 } as const;
/** How hard a range pulls back to where it began. */
export const RANGE_PULL = 0.0008;
/** Of the logarithm, each step: 0.3 to 1.2 % in an hour. */
const TREND = { least: 1.7e-6, most: 6.7e-6 } as const;
/** Traded each step in quiet times, in quote currency. */
export const TURNOVER = 4_000;

export type Mood = { readonly drift: number } | { readonly around: number };

/** What a pair of the market is: its rules, what it cost at the start, and how wild it is. */
export interface ListedPair {
  readonly rules: PairRules;
  readonly start: number;
  readonly temper: number;
}

/** A trend follows a range, a range a trend. */
export function nextMood(mood: Mood, log: number, random: Random): Mood {
  if ("drift" in mood) return { around: log };
  const speed = between(TREND, random);
  return { drift: random.uniform() < 0.5 ? -speed : speed };
}

export function between(range: { readonly least: number; readonly most: number }, random: Random): number {
  return range.least + (range.most - range.least) * random.uniform();
}
