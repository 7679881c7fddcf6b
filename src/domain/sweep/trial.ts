/** A set of parameters on each part of the past, in doubles. */
import { type CandleColumns, largerColumns } from "../candle-columns.ts";
import type { Timeframe } from "../candle.ts";
import type { Setup } from "../engine/book.ts";
import { middlesOf } from "../engine/middles.ts";
import { type Tape, tapeOf } from "../engine/tape.ts";
import { Refusal } from "../errors.ts";
import { share } from "../indicators/shared.ts";
import type { Configured, Strategy } from "../strategy/strategy.ts";
import { estimate, type Scene } from "./estimate.ts";
import { numberTermsOf } from "./terms.ts";
import { type Part, returnsOf } from "./walk-forward.ts";

export interface Trial {
  readonly parts: readonly TriedPart[];
}

export interface TriedPart extends Part {
  /** What it made, as a fraction of what it began with. */
  readonly growth: number;
  readonly drawdown: number;
}

/** Of a year of minutes a line is 4 MB: enough of them for two parameters that turn in their order. */
const MOST_LINES = 24;

/** What all trials of a sweep share: it is made once. */
export class TrialScene {
  readonly #tape: Tape;
  readonly #scene: Omit<Scene, "first" | "last">;
  readonly #larger = new Map<Timeframe, CandleColumns>();
  readonly #cuts: readonly number[];

  /** `cuts`: the minutes at which a part begins and the one before it ends; the last one ends the last part. */
  constructor(setup: Setup, minutes: CandleColumns, cuts: readonly number[]) {
    this.#tape = tapeOf(minutes);
    this.#scene = { terms: numberTermsOf(setup), minutes, middles: middlesOf(setup, this.#tape) };
    this.#cuts = cuts;
  }

  /** Null for parameters that do not go together. */
  try(strategy: Strategy, parameters: Readonly<Record<string, unknown>>): Trial | null {
    const configured = configuredOf(strategy, parameters);
    if (configured === null) return null;
    const candles = this.#candlesOf(configured.timeframe);
    const reading = configured.on(candles);
    const { capital } = this.#scene.terms;
    const parts = this.#cuts.slice(1).map((last, i): TriedPart => {
      const scene = { ...this.#scene, first: this.#cuts[i] ?? 0, last };
      const { final, trips, drawdown, dayEnds } = estimate(scene, configured, candles, reading);
      return { returns: returnsOf(capital, dayEnds), trips, growth: final / capital - 1, drawdown };
    });
    return { parts };
  }

  #candlesOf(timeframe: Timeframe): CandleColumns {
    const known = this.#larger.get(timeframe);
    if (known !== undefined) return known;
    const made = largerColumns(this.#tape, timeframe);
    share(made, MOST_LINES);
    this.#larger.set(timeframe, made);
    return made;
  }
}

function configuredOf(strategy: Strategy, parameters: Readonly<Record<string, unknown>>): Configured | null {
  try {
    return strategy.configure(parameters);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** So many parts of about one length, each beginning with a UTC day but for the first; fewer where there are too few days. */
export function cutsOf(at: Float64Array, first: number, parts: number): readonly number[] {
  const end = at.length;
  const begin = Number(at[first]);
  const cuts = Array.from({ length: parts - 1 }, (_, i) => {
    const moment = begin + ((i + 1) * (end - first) * MINUTE_MS) / parts;
    return first + (Math.round(moment / DAY_MS) * DAY_MS - begin) / MINUTE_MS;
  });
  return [...new Set([first, ...cuts.filter((cut) => cut > first && cut < end), end])];
}
