/**
 * A market made of nothing: seeded, offline, the same on every run. Volatility comes in clusters; trends and ranges
 * alternate; a weak pull keeps prices plausible for years. Prices are floats while they walk and decimals on the tick when
 * they are quoted.
 */
import type { Level, Quote } from "../../domain/quote.ts";
import type { Pair } from "../../domain/ids.ts";
import { add, type Decimal, from, mul, ONE, roundTo, sub, toNumber } from "../../domain/money.ts";
import type { MarketSource, Place } from "../market-source.ts";
import { type PairRules, rulesOf } from "../paper/catalog.ts";
import { type Random, randomFrom } from "../random.ts";
import { pastOf } from "./past.ts";
import { withPerpetual } from "./perpetual.ts";
import { type Premium, premiumOf } from "./twin.ts";
import {
  between,
  CLUSTER,
  COMMON,
  HOME_PULL,
  type Mood,
  MOOD_STEPS,
  nextMood,
  RANGE_PULL,
  STEP_MS,
  TURNOVER,
  VOLATILITY,
} from "./temper.ts";

export interface SyntheticOptions {
  /** Between the best prices, as a fraction of the middle. */
  readonly spread: Decimal;
  readonly seed?: number;
}

/** 1 January 2020, and what the pairs cost then. */
const START_MS = Date.UTC(2020, 0, 1);
const LISTED = [
  { rules: rulesOf("BTC/USDT" as Pair), start: 7_200, temper: 1 },
  { rules: rulesOf("ETH/USDT" as Pair), start: 129, temper: 1.3 },
  { rules: rulesOf("SOL/USDT" as Pair), start: 0.95, temper: 1.7 },
  { rules: rulesOf("BNB/USDT" as Pair), start: 13.7, temper: 1.2 },
] as const;

const LEVELS = 10;
/** Distance of the levels of a book, as a fraction of the price, and what stands on each, in quote currency. */
const BOOK = { gap: 0.0001, least: 20_000, most: 120_000 } as const;

/** Of one pair: the logarithms of price and volatility, and its mood with the steps that this one still lasts. */
interface Walk {
  readonly log: number;
  readonly heat: number;
  readonly mood: Mood;
  readonly left: number;
}

type State = {
  readonly step: number;
  readonly random: number;
  readonly walks: readonly Walk[];
};

/** Its place is the whole state of the walk after the event that was given last. */
export function syntheticSource({ spread, seed = 1 }: SyntheticOptions): MarketSource {
  return withPerpetual(coinsOf("synthetic", spread, seed, null), { spread, seed, begin: START_MS });
}

/** The same market at another exchange: the same places, and prices that stray from the first one's and come back. */
export function twinSource({ spread, seed = 1 }: SyntheticOptions): MarketSource {
  return withPerpetual(coinsOf("twin", spread, seed, premiumOf(seed)), { spread, seed, begin: START_MS });
}

function coinsOf(name: string, spread: Decimal, seed: number, premium: Premium | null): MarketSource {
  const half = mul(spread, from("0.5"));
  return {
    name,
    pairs: LISTED.map(({ rules }) => rules.pair),
    history: { kind: "played", before: pastOf({ listed: LISTED, end: START_MS, seed, premium }) },
    next: async (place) => {
      const before = place === null ? startOf(seed) : stateOf(place);
      const random = randomFrom(before.random);
      const common = random.normal();
      const walks = before.walks.map((walk, i) => walkOn(walk, i, common, random));
      const at = START_MS + before.step * STEP_MS;
      const dearer = (i: number): number => 1 + (premium?.at(listed(i).rules.pair, before.step) ?? 0);
      const quotes = walks.map((walk, i) => quoteOf(Math.exp(walk.log) * dearer(i), i, at, half, random));
      const volumes = new Map(walks.map((walk, i) => [listed(i).rules.pair, volumeOf(walk, before.walks[i], i)]));
      return {
        event: { kind: "quotes", at, quotes, volumes },
        place: { step: before.step + 1, random: random.state(), walks },
      };
    },
  };
}

function startOf(seed: number): State {
  const walks = LISTED.map(({ start }) => {
    const log = Math.log(start);
    return { log, heat: 0, mood: { around: log }, left: MOOD_STEPS.least };
  });
  return { step: 0, random: seed, walks };
}

function stateOf(place: Place): State {
  const { step, random, walks } = place as Partial<State>;
  if (typeof step !== "number" || typeof random !== "number" || walks?.length !== LISTED.length) {
    throw new Error("this is no place in the synthetic market");
  }
  return { step, random, walks };
}

function walkOn(walk: Walk, index: number, common: number, random: Random): Walk {
  const { start, temper } = listed(index);
  const mood = walk.left > 0 ? walk.mood : nextMood(walk.mood, walk.log, random);
  const left = walk.left > 0 ? walk.left - 1 : Math.floor(between(MOOD_STEPS, random));
  const heat = walk.heat * CLUSTER.keep + random.normal() * CLUSTER.shake;
  const own = random.normal();
  const shock = (COMMON * common + Math.sqrt(1 - COMMON ** 2) * own) * VOLATILITY * temper * Math.exp(heat);
  const pull = "drift" in mood ? mood.drift * temper : (mood.around - walk.log) * RANGE_PULL;
  const home = (Math.log(start) - walk.log) * HOME_PULL;
  return { log: walk.log + shock + pull + home, heat, mood, left };
}

/** More is traded in wild times, and in a step that moves the price. */
function volumeOf(walk: Walk, before: Walk | undefined, index: number): Decimal {
  const { rules, temper } = listed(index);
  const move = Math.abs(walk.log - (before?.log ?? walk.log)) / (VOLATILITY * temper);
  const worth = TURNOVER * Math.exp(walk.heat) * (0.2 + move);
  return nearest(worth / Math.exp(walk.log), rules.step);
}

function quoteOf(price: number, index: number, at: number, half: Decimal, random: Random): Quote {
  const { rules } = listed(index);
  const middle = nearest(price, rules.tick);
  const best = {
    bid: roundTo(mul(middle, sub(ONE, half)), rules.tick, "floor"),
    ask: roundTo(mul(middle, add(ONE, half)), rules.tick, "ceil"),
  };
  const gap = mul(from(Math.max(1, Math.round((toNumber(middle) * BOOK.gap) / toNumber(rules.tick)))), rules.tick);
  return {
    pair: rules.pair,
    at,
    ...best,
    last: middle,
    book: { bids: levels(best.bid, gap, "down", rules, random), asks: levels(best.ask, gap, "up", rules, random) },
  };
}

function levels(best: Decimal, gap: Decimal, way: "up" | "down", rules: PairRules, random: Random): readonly Level[] {
  const made: Level[] = [];
  const worthOfStep = toNumber(mul(best, rules.step));
  for (let price = best; made.length < LEVELS; price = way === "up" ? add(price, gap) : sub(price, gap)) {
    const steps = from(Math.ceil(between(BOOK, random) / worthOfStep));
    made.push({ price, quantity: mul(steps, rules.step) });
  }
  return made;
}

function nearest(value: number, of: Decimal): Decimal {
  return mul(from(Math.round(value / toNumber(of))), of);
}

function listed(index: number): (typeof LISTED)[number] {
  const found = LISTED[index];
  if (found === undefined) throw new Error(`there is no pair ${index}`);
  return found;
}
