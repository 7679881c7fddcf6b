/**
 * Which parameters would have done best: all that are to be tried in doubles, in a thread for each core; then the few that lead
 * once more by the desk's engine, exactly, over the whole of the past and over its last part alone.
 */
import { setImmediate as turn } from "node:timers/promises";

import type { App } from "../app.ts";
import type { Optimised, SoFar, Winner } from "../cards/strategies/optimise/facts.ts";
import type { Backtest } from "../domain/backtest/backtest.ts";
import type { BacktestJob } from "../domain/backtest/job.ts";
import { TIMEFRAME_MS } from "../domain/candle.ts";
import { Refusal } from "../domain/errors.ts";
import type { Configured, Strategy } from "../domain/strategy/strategy.ts";
import { heatOf } from "../domain/sweep/heat.ts";
import { type Chosen, chosenSets, type Plan } from "../domain/sweep/plan.ts";
import { aYear, learntSharpe, ranked } from "../domain/sweep/ranking.ts";
import { countOf, type TriedSet } from "../domain/sweep/sets.ts";
import { cutsOf, type Trial } from "../domain/sweep/trial.ts";
import { randomFrom } from "../exchange/random.ts";
import { marketOf } from "../market/rules.ts";
import { inThread } from "./run.ts";
import { shippedStrategy } from "./shipped.ts";
import { runSweep, sharedColumns, type Told } from "./sweep.ts";
import { checkMarket, type Terms, termsOf } from "./terms.ts";

/** All that it takes, found and checked. */
export interface Prepared {
  readonly plan: Plan;
  readonly terms: Terms;
  /** Those whose parameters go together. */
  readonly chosen: Chosen;
  /** Of those that were to be tried, how many do not. */
  readonly leftOut: number;
  /** Minutes at which a part of the past begins; the last one ends it. */
  readonly cuts: readonly number[];
}

export interface OptimiseOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (soFar: SoFar) => void;
}

/** The same line tries the same sets. */
const SEED = 1;
const PARTS = 5;
/** A ratio needs two days, and each part is to have one. */
const FEWEST_DAYS = 2;
const WINNERS = 5;

/** Throws a Refusal that says what is missing, and what to do. */
export async function prepareOptimising(app: App, plan: Plan): Promise<Prepared> {
  const market = await marketOf(app.db.reader, plan.exchange, plan.pair);
  checkMarket(market, app.settings.currency);
  const all = chosenSets(plan, randomFrom(SEED).uniform);
  const { chosen, tried } = await fitting(shippedStrategy(plan.strategy), all);
  const { strategy, span, risk, isGuarded } = plan;
  const terms = await termsOf(app, { strategy, market, span, risk, isGuarded, tried });
  return { plan, terms, chosen, leftOut: all.sets.length - chosen.sets.length, cuts: partsOf(terms) };
}

/** So many are configured before others have their turn. */
const AT_ONCE = 100;

async function fitting(strategy: Strategy, { numbers, varied, sets }: Chosen) {
  const fits: { readonly place: number; readonly configured: Configured }[] = [];
  let why: Refusal | null = null;
  for (const [place, parameters] of sets.entries()) {
    if (place % AT_ONCE === AT_ONCE - 1) await turn();
    try {
      fits.push({ place, configured: strategy.configure(parameters) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      why ??= error;
    }
  }
  if (fits.length === 0 && why !== null) throw why;
  const keep = <T>(list: readonly T[]): T[] => fits.flatMap(({ place }) => list[place] ?? []);
  return {
    chosen: { numbers: keep(numbers), varied: keep(varied), sets: keep(sets) },
    tried: fits.map(({ configured }) => configured),
  };
}

function partsOf({ job: { candles, from }, found }: Terms): readonly number[] {
  const first = candles.at.indexOf(found.from);
  const days = Math.floor(((candles.at.length - first) * TIMEFRAME_MS["1m"]) / TIMEFRAME_MS["1d"]);
  const parts = Math.min(PARTS, Math.floor(days / FEWEST_DAYS));
  if (first >= 0 && parts >= 2) return cutsOf(candles.at, candles.at.indexOf(from), parts);
  throw new Refusal(
    "candles",
    `There are ${days} whole days in that period, and walk-forward needs ${2 * FEWEST_DAYS}: choose a longer period, or import more.`,
  );
}

export async function optimise(prepared: Prepared, options: OptimiseOptions): Promise<Optimised> {
  const { plan, chosen, leftOut, cuts, terms } = prepared;
  const shared = { ...terms.job, candles: sharedColumns(terms.job.candles) };
  const trials = await tried({ ...shared, cuts }, prepared, options);
  const ranking = ranked(trials);
  const leading = ranking.order.slice(0, WINNERS);
  options.onProgress({ ...progressOf(prepared, trials.length), best: null, isExact: true });
  const winners = await inThread(options.signal, async (run) => {
    const done: Winner[] = [];
    for (const place of leading) done.push(await exactly(shared, prepared, place, run));
    return done;
  });
  const values = new Map(plan.values);
  return {
    ...{ from: terms.found.from, until: endOf(shared), parts: cuts.length - 1, leftOut, winners, ranking },
    tried: trials.length,
    combinations: countOf(values),
    lastFrom: shared.candles.at[cuts.at(-2) ?? 0] ?? 0,
    heat: winners.length === 0 ? null : heatOf(`${plan.name}, ${plan.pair}`, values, chosen.numbers, ranking.figures),
  };
}

type Job = Terms["job"];

async function tried(
  job: Job & { readonly cuts: readonly number[] },
  prepared: Prepared,
  { signal, onProgress }: OptimiseOptions,
): Promise<(Trial | null)[]> {
  let done = 0;
  let best: { readonly place: number; readonly sharpe: number } | null = null;
  const onTold = ({ from, trials }: Told): void => {
    trials.forEach((trial, i) => {
      const sharpe = trial === null ? null : learntSharpe(trial);
      if (sharpe !== null && sharpe > (best?.sharpe ?? Number.NEGATIVE_INFINITY)) best = { place: from + i, sharpe };
    });
    done += trials.length;
    const leader = best === null ? null : { settings: settingsAt(prepared, best.place), sharpe: aYear(best.sharpe) };
    onProgress({ ...progressOf(prepared, done), best: leader, isExact: false });
  };
  return runSweep(job, prepared.chosen.sets, { signal, onTold });
}

function progressOf({ chosen }: Prepared, done: number) {
  return { done, of: chosen.sets.length };
}

async function exactly(
  job: Job,
  prepared: Prepared,
  place: number,
  run: (job: BacktestJob) => Promise<Backtest>,
): Promise<Winner> {
  const parameters = prepared.chosen.sets[place] ?? {};
  const lastFrom = job.candles.at[prepared.cuts.at(-2) ?? 0] ?? job.from;
  const whole = await run({ ...job, parameters });
  const last = await run({ ...job, parameters, from: lastFrom });
  return {
    settings: settingsAt(prepared, place),
    ...{ whole: whole.performance, last: last.performance },
    refused: whole.refusals.reduce((total, { count }) => total + count, 0),
  };
}

/** What varies, as it is typed. */
function settingsAt({ chosen: { varied } }: Prepared, place: number): readonly string[] {
  return Object.entries(varied[place] ?? ({} satisfies TriedSet<string>)).map(([name, value]) => `${name}=${value}`);
}

function endOf({ candles }: Job): number {
  return (candles.at.at(-1) ?? 0) + TIMEFRAME_MS["1m"];
}
