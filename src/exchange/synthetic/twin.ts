/**
 * How much dearer a pair is on the twin of the synthetic market, as a fraction of its price there: it strays and comes back
 * (an Ornstein–Uhlenbeck process). A seed and a moment give it, whoever asks and from wherever a process goes on.
 */
import type { Pair } from "../../domain/ids.ts";
import { type Random, randomFrom } from "../random.ts";
import { STEP_MS } from "./temper.ts";

/**
 * Fees of two takers (0.2 %), the spread and twice the slippage (0.04 %) make 0.24 %. With a deviation of 0.14 % the premium
 * is beyond 0.29 %, where something is left, about three times an hour and pair; with half of it gone in four minutes
 * such a time lasts 40 seconds as a rule and one in twenty is longer than four minutes.
 */
export const PREMIUM = { deviation: 0.0014, halfLifeMs: 4 * 60_000 } as const;

/** Steps of one stretch: 20 half-lives, so that what lies before the last stretch weighs less than a millionth. */
const STRETCH = (20 * PREMIUM.halfLifeMs) / STEP_MS;
/** Steps of a minute of the past. */
const PAST_STEPS = 60_000 / STEP_MS;
const [STEP, MINUTE] = [pull(1), pull(PAST_STEPS)];

export interface Premium {
  /** In a step of the market, from 0 on; asked for in their order it costs least. */
  at(pair: Pair, step: number): number;
  /** Before the first step: each call goes a minute further back. */
  past(pair: Pair): () => number;
}

export function premiumOf(seed: number): Premium {
  const walks = new Map<Pair, Walk>();
  return {
    at(pair, step) {
      const before = walks.get(pair);
      const begun = before !== undefined && before.step <= step && before.stretch === stretchOf(step);
      const walk = walkedTo(begun ? before : beforeStretch(seed, pair, stretchOf(step)), step);
      walks.set(pair, walk);
      return walk.premium;
    },
    past(pair) {
      const random = stream(seed, pair, -1);
      let premium = 0;
      return () => (premium = premium * MINUTE.keep + random.normal() * MINUTE.shake);
    },
  };
}

interface Walk {
  readonly stretch: number;
  readonly step: number;
  readonly premium: number;
  readonly random: Random;
}

/** At the first step of a stretch: nothing but the stretch before it counts. */
function beforeStretch(seed: number, pair: Pair, stretch: number): Walk {
  const step = stretch * STRETCH;
  const random = stream(seed, pair, stretch);
  if (stretch === 0) return { stretch, step, premium: 0, random };
  const earlier = { stretch, step: step - STRETCH, premium: 0, random: stream(seed, pair, stretch - 1) };
  return { stretch, step, premium: walkedTo(earlier, step).premium, random };
}

function walkedTo({ stretch, step, premium, random }: Walk, to: number): Walk {
  let after = premium;
  for (let i = step; i < to; i++) after = after * STEP.keep + random.normal() * STEP.shake;
  return { stretch, step: to, premium: after, random };
}

function stretchOf(step: number): number {
  return Math.floor(step / STRETCH);
}

/** What so many steps leave of a premium, and what they add, for the deviation to stay what it is. */
function pull(steps: number): { readonly keep: number; readonly shake: number } {
  const keep = 0.5 ** ((steps * STEP_MS) / PREMIUM.halfLifeMs);
  return { keep, shake: PREMIUM.deviation * Math.sqrt(1 - keep ** 2) };
}

/** By the name of the pair, so that a market that lists more of them leaves the others as they are. */
function stream(seed: number, pair: Pair, stretch: number): Random {
  let mixed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(stretch + 1, 0x85ebca6b);
  for (const letter of pair) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return randomFrom(mixed ^ (mixed >>> 15));
}
