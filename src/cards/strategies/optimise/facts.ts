/** What the cards of an optimisation are made of. */
import type { HeatChart } from "../../../domain/chart.ts";
import type { Performance } from "../../../domain/performance/metrics.ts";
import type { Plan } from "../../../domain/sweep/plan.ts";
import type { Ranking } from "../../../domain/sweep/ranking.ts";

/** Which one: its number, and what it was told. */
export interface Optimising {
  readonly id: number;
  readonly plan: Plan;
}

export interface SoFar {
  /** Sets that were tried, and how many are to be. */
  readonly done: number;
  readonly of: number;
  /** Null while none has a figure. The Sharpe ratio is one a year. */
  readonly best: { readonly settings: readonly string[]; readonly sharpe: number } | null;
  /** All are tried, and those that lead run once more. */
  readonly isExact: boolean;
}

export interface Optimised {
  /** Market time, ms UTC. */
  readonly from: number;
  readonly until: number;
  /** Where the last part of it begins, by which nothing was ranked. */
  readonly lastFrom: number;
  readonly parts: number;
  readonly tried: number;
  /** How many combinations the ranges have. */
  readonly combinations: number;
  /** Of those that were to be tried, how many have parameters that do not go together. */
  readonly leftOut: number;
  /** The best first. */
  readonly winners: readonly Winner[];
  readonly ranking: Pick<Ranking, "order" | "figures" | "deflated" | "luck" | "forward">;
  /** Null where nothing has a figure. */
  readonly heat: HeatChart | null;
}

/** Run exactly. */
export interface Winner {
  /** What varies, as it is typed: `fast=10`. */
  readonly settings: readonly string[];
  readonly whole: Performance;
  /** Of the last part alone. */
  readonly last: Performance;
  /** Entries that the desk's limits refused. */
  readonly refused: number;
}
