/**
 * A paper venue that does not behave: it refuses, loses and delays as its settings say, for a desk to show what it does then.
 * What befalls a request follows from the seed, the market's time and how many came before it at that time.
 */
import type { Clock } from "../../../runtime/clock.ts";
import { type Gateway, PlacementRefused } from "../../gateway.ts";
import { randomFrom } from "../../random.ts";
import type { Faults } from "./settings.ts";
import { realSleep, type Sleep } from "../pump.ts";
import type { PaperVenue } from "../venue.ts";

/** Market time that the venue is down, or its quotes stand, at a stretch. */
const SPAN_MS = { down: 30 * 60_000, stale: 5 * 60_000 } as const;
const MINUTE_MS = 60_000;
const MIXERS = {
  rejects: 0x9e3779b1,
  lostRequests: 0x85ebca6b,
  lostAnswers: 0xc2b2ae35,
  down: 0x27d4eb2f,
  stale: 0x165667b1,
} as const;
type Chance = keyof typeof MIXERS;

type Faulty =
  | ("place" | "cancel" | "amend" | "find" | "setMargin")
  | ("openOrders" | "fills" | "balances" | "positions" | "funding" | "quote");

interface FaultOptions {
  readonly clock: Clock;
  readonly sleep?: Sleep;
}

/** The venue itself where nothing is to go wrong. */
export function withFaults(venue: PaperVenue, faults: Faults | null, options: FaultOptions): PaperVenue {
  if (faults === null) return venue;
  const ending = new AbortController();
  const sleep = options.sleep ?? realSleep;
  const befalls = chancesOf(faults, venue);
  const pass = limitOf(faults, options.clock);

  const answer = async <T>(work: () => Promise<T>): Promise<T> => {
    if (befalls("down")) throw new Error(`${venue.exchange} does not answer: it is down`);
    try {
      return await work();
    } finally {
      if (faults.latencyMs > 0) await sleep(faults.latencyMs, ending.signal);
    }
  };
  /** What changes something may be refused, and may get lost on its way or on its way back. */
  const request = <T>(work: () => Promise<T>, mayBeRefused = true): Promise<T> =>
    answer(async () => {
      if (befalls("lostRequests")) throw new Error("socket hang up");
      pass();
      if (mayBeRefused && befalls("rejects"))
        throw new PlacementRefused(faults.rejectCode, "Refused as it was told to.");
      const done = await work();
      if (befalls("lostAnswers")) throw new Error("read ECONNRESET");
      return done;
    });

  const faulty: Pick<Gateway, Faulty> = {
    place: (order) => request(() => venue.place(order)),
    amend: (pair, id, terms) => request(() => venue.amend(pair, id, terms)),
    cancel: (pair, id) => request(() => venue.cancel(pair, id), false),
    find: (pair, id) => answer(() => venue.find(pair, id)),
    openOrders: () => answer(venue.openOrders),
    fills: (since) => answer(() => venue.fills(since)),
    balances: () => answer(venue.balances),
    positions: () => answer(venue.positions),
    funding: (since) => answer(() => venue.funding(since)),
    setMargin: (pair, leverage) => request(() => venue.setMargin(pair, leverage)),
    async quote(pair) {
      const quote = await venue.quote(pair);
      return quote === null || !befalls("stale") ? quote : { ...quote, at: begunAt("stale", venue.now()) };
    },
  };
  const stop = async (): Promise<void> => {
    ending.abort();
    await venue.stop();
  };
  return { ...venue, ...faulty, stop };
}

/** Down and stale last for a stretch of market time; the others befall one request. */
function chancesOf(faults: Faults, { now }: Pick<Gateway, "now">): (what: Chance) => boolean {
  let [moment, count] = [0, 0];
  return (what) => {
    if (faults[what] === 0) return false;
    if (what === "down" || what === "stale") return drawn(faults.seed, what, begunAt(what, now()), 0) < faults[what];
    if (now() !== moment) [moment, count] = [now(), 0];
    count += 1;
    return drawn(faults.seed, what, moment, count) < faults[what];
  };
}

function begunAt(what: keyof typeof SPAN_MS, now: number): number {
  return now - (now % SPAN_MS[what]);
}

function drawn(seed: number, what: Chance, at: number, count: number): number {
  const mixed =
    Math.imul(seed, MIXERS[what]) ^ Math.imul(Math.floor(at / 1_000), 0x85ebca77) ^ Math.imul(count, 0x2545f491);
  return randomFrom(mixed).uniform();
}

/** Throws for a request too many in the last minute, and says when there is room again. */
function limitOf({ requestsPerMinute }: Faults, clock: Clock): () => void {
  let taken: readonly number[] = [];
  return () => {
    if (requestsPerMinute === null) return;
    const now = clock.now();
    taken = taken.filter((at) => at > now - MINUTE_MS);
    const [oldest] = taken;
    if (oldest !== undefined && taken.length >= requestsPerMinute) {
      const seconds = Math.ceil((oldest + MINUTE_MS - now) / 1_000);
      throw new PlacementRefused(
        "RateLimitExceeded",
        `It takes ${requestsPerMinute} requests a minute: again in ${seconds} s.`,
      );
    }
    taken = [...taken, now];
  };
}
