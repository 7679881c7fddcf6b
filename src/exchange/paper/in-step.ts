/** Several markets on one clock: a twin goes on when the market goes on that it is a twin of, event by event. */
import type { MarketSource, Place } from "../market-source.ts";
import type { Book } from "./book.ts";
import type { Floor, Step } from "./floor.ts";
import type { PumpOptions } from "./pump.ts";
import { EMPTY_TAPE } from "./tape.ts";

/** The market that sets the time. */
export interface Leader {
  /** Market time, ms UTC. */
  now(): number;
  /** In its source, which has the same places as that of its twins. */
  reached(): Place | null;
  /** From now on the other one goes on with it. */
  lead(follower: Floor): void;
}

/** What a pump moves: what each floor is to apply. */
type Steps = readonly (readonly [Floor, Step])[];

/** Who is behind, after a crash, catches up before anybody goes on; who is ahead stands until the others are there. */
export function inStep(leader: Floor, followers: readonly Floor[]): Pick<PumpOptions<Steps>, "next" | "apply"> {
  return {
    async next() {
      const theirs = await stepsOf(followers);
      const late = theirs.filter(([, { event }]) => event.at <= leader.now());
      if (late.length > 0) return { step: late, aheadMs: 0 };
      const own = await leader.next();
      if (own === null) return null;
      const { step, aheadMs } = own;
      return { step: [[leader, step], ...theirs.filter(([, { event }]) => event.at <= step.event.at)], aheadMs };
    },
    apply: (steps) => steps.forEach(([floor, step]) => floor.apply(step)),
  };
}

async function stepsOf(floors: readonly Floor[]): Promise<Steps> {
  const steps: (readonly [Floor, Step])[] = [];
  for (const floor of floors) {
    const next = await floor.next();
    if (next !== null) steps.push([floor, next.step]);
  }
  return steps;
}

/** Farther apart the two have not played one market: one of them has begun anew, or was off for long. */
const MOST_APART_MS = 24 * 60 * 60_000;

/**
 * Puts a new twin, or one that lost its market, where the market stands. True where the account had played before: its time
 * and prices begin anew.
 */
export async function joinLeader(book: Book, source: MarketSource, leader: Leader): Promise<boolean> {
  const { place, at } = book.standing();
  if (place !== null && Math.abs(at - leader.now()) <= MOST_APART_MS) return false;
  // Where the market has only begun, so does the twin, and the past that ends there is its own.
  const first = await source.next(null);
  const begins = first === null || first.event.at >= leader.now();
  book.transact(() => {
    if (place !== null) book.changeSource(source.name);
    if (begins) return;
    book.stand({ place: leader.reached(), at: leader.now(), quotes: new Map(), tape: EMPTY_TAPE });
  });
  return place !== null;
}
