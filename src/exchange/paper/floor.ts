/**
 * Where the orders of a paper account meet its market. It knows the place of the source, the time and the last quotes, and
 * sees to it that what an event or an order changes is kept together with the place, in one transaction.
 */
import type { Quote } from "../../domain/quote.ts";
import type { Pair } from "../../domain/ids.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { MarketEvent, MarketSource, Place, WantedCandles } from "../market-source.ts";
import type { Book } from "./book.ts";
import type { Standing } from "./entries.ts";
import { isFundingDue, payFunding } from "./perpetuals/funding.ts";
import { candlesOf } from "./past.ts";
import { type Look, looksOf, meetsAny, playRound } from "./round.ts";
import type { Moment, Rulebook } from "./rulebook.ts";
import { kept, recorded } from "./tape.ts";

export interface Floor {
  /** Market time, ms UTC. */
  now(): number;
  /** After the last event; null before the first. */
  place(): Place | null;
  quote(pair: Pair): Quote | null;
  /** Closed by now, oldest first. */
  candles(wanted: WantedCandles): Promise<readonly Candle[]>;
  /** The event after the last one, and how far ahead of it it lies; null at the end of the data. */
  next(): Promise<{ readonly step: Step; readonly aheadMs: number } | null>;
  /** Fills what the event fills. */
  apply(step: Step): void;
  /** Runs a change of the book at the moment of the last event; the market is never played again from before it. */
  change<T>(work: (moment: Moment) => T): T;
  /** Keeps the place. */
  keep(): void;
}

export interface Step {
  readonly event: MarketEvent;
  readonly place: Place;
}

export interface FloorOptions {
  readonly book: Book;
  readonly source: MarketSource;
  readonly rulebook: Rulebook;
  /** Something of the account has changed and is durable. */
  readonly changed: () => void;
  readonly clock: Clock;
}

/** How much of the market may be played again after a crash, in people's time: nothing happened in it. */
const KEEP_EVERY_MS = 1_000;

export function createFloor({ book, source, rulebook, changed, clock }: FloorOptions): Floor {
  let standing = book.standing();
  let keptAt = clock.now();

  const haveKept = (): void => {
    keptAt = clock.now();
    standing = { ...standing, tape: kept(standing.tape) };
  };

  const keep = (): void => {
    book.transact(() => book.stand(standing));
    haveKept();
  };

  const change = <T>(work: (moment: Moment) => T): T => {
    const result = book.transact(() => {
      const done = work(standing);
      book.stand(standing);
      return done;
    });
    haveKept();
    changed();
    return result;
  };

  const apply = (step: Step): void => {
    const looks = looksOf(step.event);
    const after = moved(standing, step, looks, rulebook.listings);
    const isDue = isFundingDue(book, standing, after.at);
    if (isDue || meetsAny(book, rulebook, looks)) {
      book.transact(() => {
        if (isDue) payFunding(book, rulebook, standing, after.at);
        playRound(book, rulebook, looks, after);
        book.stand(after);
      });
      standing = after;
      haveKept();
      changed();
      return;
    }
    standing = after;
    if (clock.now() - keptAt >= KEEP_EVERY_MS) keep();
  };

  return {
    now: () => standing.at,
    place: () => standing.place,
    quote: (pair) => standing.quotes.get(pair) ?? null,
    candles: (wanted) => candlesOf(source.history, book, standing, wanted),
    next: async () => {
      const step = await source.next(standing.place);
      return step === null ? null : { step, aheadMs: step.event.at - standing.at };
    },
    apply,
    change,
    keep,
  };
}

function moved(
  standing: Standing,
  { event, place }: Step,
  looks: readonly Look[],
  listings: Rulebook["listings"],
): Standing {
  const quotes = new Map(standing.quotes);
  for (const look of looks) {
    const listing = listings.get(look.pair);
    if (listing !== undefined) quotes.set(look.pair, look.quote(listing.rules));
  }
  const tape = event.kind === "quotes" ? recorded(standing.tape, event) : standing.tape;
  return { ...standing, place, at: event.at, quotes, tape };
}
