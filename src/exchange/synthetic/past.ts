/**
 * What the synthetic market was like before it began: 60 days that end at its first prices, the same for a seed every
 * time. It is a walk backwards, minute by minute, and made a day at a time when somebody looks that far.
 */
import { setImmediate } from "node:timers/promises";

import { type Candle, TIMEFRAME_MS } from "../../domain/candle.ts";
import type { Pair } from "../../domain/ids.ts";
import { from, mul, toNumber } from "../../domain/money.ts";
import type { WantedCandles } from "../market-source.ts";
import type { PairRules } from "../paper/catalog.ts";
import { type Random, randomFrom } from "../random.ts";
import type { Premium } from "./twin.ts";
import {
  between,
  CLUSTER,
  COMMON,
  HOME_PULL,
  type ListedPair,
  type Mood,
  MOOD_STEPS,
  nextMood,
  RANGE_PULL,
  STEP_MS,
  TURNOVER,
  VOLATILITY,
} from "./temper.ts";

export interface PastOptions {
  readonly listed: readonly ListedPair[];
  /** The first event of the market, ms UTC: the start of a day. */
  readonly end: number;
  readonly seed: number;
  /** Of a twin of the market; null: it is the market itself. */
  readonly premium: Premium | null;
}

const DAYS = 60;
const DAY_MS = TIMEFRAME_MS["1d"];
const MINUTE_MS = TIMEFRAME_MS["1m"];
const MINUTES = DAY_MS / MINUTE_MS;
/** Steps of the walk in one of the past. */
const STEPS = MINUTE_MS / STEP_MS;
/** What a step's chances are in a minute. */
const MINUTE = {
  volatility: VOLATILITY * Math.sqrt(STEPS),
  keep: CLUSTER.keep ** STEPS,
  shake: CLUSTER.shake * Math.sqrt(STEPS),
  turnover: TURNOVER * STEPS,
} as const;

export function pastOf({
  listed,
  end,
  seed,
  premium,
}: PastOptions): (wanted: WantedCandles) => Promise<readonly Candle[]> {
  const pasts = new Map<Pair, Past>(
    listed.map((pair, index) => [pair.rules.pair, new Past(pair, index, seed, premium?.past(pair.rules.pair) ?? none)]),
  );
  return async ({ pair, timeframe, limit }) => {
    const past = pasts.get(pair);
    if (past === undefined) return [];
    const minutes = TIMEFRAME_MS[timeframe] / MINUTE_MS;
    const perDay = MINUTES / minutes;
    const newestFirst: Candle[] = [];
    for (let back = 1; back <= Math.min(limit, DAYS * perDay); back++) {
      const day = await past.day(Math.ceil(back / perDay));
      const first = MINUTES - ((back - 1) % perDay) * minutes - minutes;
      newestFirst.push(candleOf(day, first, minutes, end - back * TIMEFRAME_MS[timeframe], past.rules));
    }
    return newestFirst.toReversed();
  };
}

const none = (): number => 0;

/** Its minutes from the first to the last, in ticks and steps: whole numbers fold without rounding. */
interface Day {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Of one pair, as far back as somebody has looked. */
class Past {
  readonly rules: PairRules;
  readonly #pair: ListedPair;
  readonly #index: number;
  readonly #seed: number;
  readonly #tick: number;
  readonly #step: number;
  readonly #days: Day[] = [];
  /** Where the walk backwards stands. */
  #log: number;
  #heat = 0;
  #mood: Mood;
  #left = 0;
  readonly #premiumBefore: () => number;
  #premium = 0;

  constructor(pair: ListedPair, index: number, seed: number, premiumBefore: () => number) {
    this.rules = pair.rules;
    this.#pair = pair;
    this.#index = index;
    this.#seed = seed;
    this.#tick = toNumber(pair.rules.tick);
    this.#step = toNumber(pair.rules.step);
    this.#log = Math.log(pair.start);
    this.#mood = { around: this.#log };
    this.#premiumBefore = premiumBefore;
  }

  /** 1: the day before the market began. */
  async day(back: number): Promise<Day> {
    for (;;) {
      const known = this.#days[back - 1];
      if (known !== undefined) return known;
      this.#days.push(this.#dayBefore());
      await setImmediate();
    }
  }

  #dayBefore(): Day {
    const back = this.#days.length + 1;
    const [common, own] = [stream(this.#seed, back, 0), stream(this.#seed, back, this.#index + 1)];
    const column = (): Float64Array => new Float64Array(MINUTES);
    const day: Day = { open: column(), high: column(), low: column(), close: column(), volume: column() };
    for (let minute = MINUTES - 1; minute >= 0; minute--) this.#minuteBefore(day, minute, common.normal(), own);
    return day;
  }

  #minuteBefore(day: Day, minute: number, common: number, own: Random): void {
    const sigma = this.#sigmaBefore(own);
    const shock = (COMMON * common + Math.sqrt(1 - COMMON ** 2) * own.normal()) * sigma;
    const close = this.#log;
    const open = close - shock + this.#pullBefore(own) * STEPS;
    const [premium, after] = [this.#premiumBefore(), this.#premium];
    this.#premium = premium;
    const price = (log: number, dearer: number): number =>
      Math.max(1, Math.round((Math.exp(log) * (1 + dearer)) / this.#tick));
    const [first, last] = [price(open, premium), price(close, after)];
    // Where the premium was in between, nobody knows: what it was on the whole, and never inside of open and close.
    const reached = (way: 1 | -1): number => price(extreme(open, close, sigma, way, own), (premium + after) / 2);
    day.open[minute] = first;
    day.high[minute] = Math.max(first, last, reached(1));
    day.low[minute] = Math.min(first, last, reached(-1));
    day.close[minute] = last;
    const worth = MINUTE.turnover * Math.exp(this.#heat) * (0.5 + own.uniform());
    day.volume[minute] = Math.round(worth / Math.exp(close) / this.#step);
    this.#log = open;
  }

  /** Volatility of the minute before. */
  #sigmaBefore(own: Random): number {
    this.#heat = this.#heat * MINUTE.keep + own.normal() * MINUTE.shake;
    return MINUTE.volatility * this.#pair.temper * Math.exp(this.#heat);
  }

  /** What trend or range, and the way home, do to the price in each step of the minute before. */
  #pullBefore(own: Random): number {
    if (this.#left-- === 0) {
      this.#mood = nextMood(this.#mood, this.#log, own);
      this.#left = Math.floor(between(MOOD_STEPS, own) / STEPS);
    }
    const [mood, { start, temper }] = [this.#mood, this.#pair];
    const pull = "drift" in mood ? -mood.drift * temper : (mood.around - this.#log) * RANGE_PULL;
    return pull + (Math.log(start) - this.#log) * HOME_PULL;
  }
}

/** How far a random walk of this volatility got on its way from one price to the other (a Brownian bridge). */
function extreme(from: number, to: number, sigma: number, way: 1 | -1, random: Random): number {
  const span = to - from;
  return from + (span + way * Math.sqrt(span ** 2 - 2 * sigma ** 2 * Math.log(1 - random.uniform()))) / 2;
}

/** A stream for each day: a day is the same however far somebody looks. */
function stream(seed: number, day: number, of: number): Random {
  return randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(day, 0x85ebca6b) ^ Math.imul(of, 0xc2b2ae35));
}

function candleOf(day: Day, first: number, minutes: number, at: number, { tick, step }: PairRules): Candle {
  const last = first + minutes - 1;
  let [high, low, volume] = [0, Infinity, 0];
  for (let minute = first; minute <= last; minute++) {
    high = Math.max(high, day.high[minute] ?? 0);
    low = Math.min(low, day.low[minute] ?? 0);
    volume += day.volume[minute] ?? 0;
  }
  return {
    at,
    open: mul(from(day.open[first] ?? 0), tick),
    high: mul(from(high), tick),
    low: mul(from(low), tick),
    close: mul(from(day.close[last] ?? 0), tick),
    volume: mul(from(volume), step),
  };
}
