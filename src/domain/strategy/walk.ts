/** What a strategy decides on the candles that have closed since it last looked. */
import { TIMEFRAME_MS } from "../candle.ts";
import type { CandleColumns } from "../candle-columns.ts";
import type { Configured, Held, Intent } from "./strategy.ts";

export interface Decided {
  /** Of the candle that it was decided on. */
  readonly index: number;
  readonly intent: Intent;
}

export interface Since {
  /** Open time of the last candle that was looked at, ms UTC; null: none was. */
  readonly last: number | null;
  /** Market time, ms UTC. */
  readonly now: number;
}

/** An entry is proposed only so soon after the close that it was decided on. */
const FRESH_MS = 5 * 60_000;

/** So many times the longest period go before what is decided without people. */
const WARM_PERIODS = 10;

/** With fewer candles than so many times its longest period a strategy enters nothing, by its mode. */
export const FEWEST_PERIODS = { auto: WARM_PERIODS, ask: 5, notify: 5 } as const;

/**
 * Missed candles are decided in order, so that an exit that was due then comes now; of those with less history before them
 * nothing is known. An entry counts on the newest candle alone, and only while that is fresh; of those that keep the last one
 * counts, if it was missed since an earlier look. Null: nothing to do.
 */
export function decideSince(
  configured: Configured,
  candles: CandleColumns,
  { last, now }: Since,
  held: Held | null,
): Decided | null {
  const newest = candles.at.length - 1;
  if (newest === -1) return null;
  const reading = configured.on(candles);
  let kept: Decided | null = null;
  for (let index = firstDue(configured, candles, last); index <= newest; index += 1) {
    const intent = reading.decide(index, held);
    if (intent === null) continue;
    if (intent.kind === "leave" || (index === newest && isFresh(candles, configured, now))) return { index, intent };
    if (last !== null && keeps(intent)) kept = { index, intent: caughtUp(intent) };
  }
  return kept;
}

export function keeps(intent: Intent): boolean {
  return intent.kind === "buy" && intent.keeps;
}

/** Whoever reads of it is told that it comes late. */
function caughtUp(intent: Intent): Intent {
  return { ...intent, rule: `${intent.rule} (caught up)` };
}

/** How many candles are to be decided on: those after `last`; without one, the newest. */
export function unseen(at: Float64Array, last: Since["last"]): number {
  if (last === null) return Math.min(1, at.length);
  return at.length - 1 - at.findLastIndex((each) => each <= last);
}

/** The newest is decided on whatever its history: whether that is enough is asked of what comes of it. */
function firstDue({ period }: Configured, { at }: CandleColumns, last: Since["last"]): number {
  const newest = at.length - 1;
  return Math.max(newest + 1 - unseen(at, last), Math.min(newest, WARM_PERIODS * period - 1));
}

function isFresh({ at }: CandleColumns, { timeframe }: Configured, now: number): boolean {
  const length = TIMEFRAME_MS[timeframe];
  return now - (Number(at.at(-1)) + length) <= Math.min(length, FRESH_MS);
}
