/**
 * Where the orders of a paper account meet its market. It knows the place of the source, the time and the last quotes, and
 * sees to it that what an event or an order changes is kept together with the place, in one transaction.
 */
import type { Quote } from "../../domain/quote.ts";
import type { Pair } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import {
  type Match,
  matchBar,
  matchQuote,
  type MatchRules,
  quoteOfBar,
  type WorkingOrder,
} from "../../domain/matching.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { MarketEvent, MarketSource, Place, WantedCandles } from "../market-source.ts";
import type { Book, Standing } from "./book.ts";
import { applyMatch, workingOrder } from "./clearing.ts";
import { candlesOf } from "./past.ts";
import { kept, recorded } from "./tape.ts";

export interface Floor {
  /** Market time, ms UTC. */
  now(): number;
  quote(pair: Pair): Quote | null;
  /** Closed by now, oldest first. */
  candles(wanted: WantedCandles): Promise<readonly Candle[]>;
  /** The event after the last one, and how far ahead of it it lies; null at the end of the data. */
  next(): Promise<{ readonly step: Step; readonly aheadMs: number } | null>;
  /** Fills what the event fills. */
  apply(step: Step): void;
  /** Runs a change of the book; the market is never played again from before it. */
  change<T>(work: () => T): T;
  /** Keeps the place. */
  keep(): void;
}

export interface Step {
  readonly event: MarketEvent;
  readonly place: Place;
}

export interface Listing {
  readonly market: Market;
  readonly rules: MatchRules;
}

export interface FloorOptions {
  readonly book: Book;
  readonly source: MarketSource;
  readonly listings: ReadonlyMap<Pair, Listing>;
  /** Something of the account has changed and is durable. */
  readonly changed: () => void;
  readonly clock: Clock;
}

/** How much of the market may be played again after a crash, in people's time: nothing happened in it. */
const KEEP_EVERY_MS = 1_000;

export function createFloor({ book, source, listings, changed, clock }: FloorOptions): Floor {
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

  const change = <T>(work: () => T): T => {
    const result = book.transact(() => {
      const done = work();
      book.stand(standing);
      return done;
    });
    haveKept();
    changed();
    return result;
  };

  const apply = (step: Step): void => {
    const looks = looksOf(step.event);
    const after = moved(standing, step, looks, listings);
    const isTouched = book.transact(() => {
      const touched = fillOrders(book, looks, listings, after.at);
      if (touched) book.stand(after);
      return touched;
    });
    standing = after;
    if (isTouched) {
      haveKept();
      changed();
    } else if (clock.now() - keptAt >= KEEP_EVERY_MS) {
      keep();
    }
  };

  return {
    now: () => standing.at,
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

/** What an event says of one pair. */
interface Look {
  readonly pair: Pair;
  quote(rules: MatchRules): Quote;
  match(order: WorkingOrder, rules: MatchRules): Match;
}

function looksOf(event: MarketEvent): readonly Look[] {
  if (event.kind === "quotes") {
    return event.quotes.map((quote) => ({
      pair: quote.pair,
      quote: () => quote,
      match: (order, rules) => matchQuote(order, quote, rules),
    }));
  }
  const { pair, at, candle } = event;
  const quote = (rules: MatchRules): Quote => ({
    ...{ pair, at, last: candle.close, book: { bids: [], asks: [] } },
    ...quoteOfBar(candle, rules),
  });
  return [{ pair, quote, match: (order, rules) => matchBar(order, candle, rules) }];
}

function moved(
  standing: Standing,
  { event, place }: Step,
  looks: readonly Look[],
  listings: FloorOptions["listings"],
): Standing {
  const quotes = new Map(standing.quotes);
  for (const look of looks) {
    const listing = listings.get(look.pair);
    if (listing !== undefined) quotes.set(look.pair, look.quote(listing.rules));
  }
  const tape = event.kind === "quotes" ? recorded(standing.tape, event) : standing.tape;
  return { ...standing, place, at: event.at, quotes, tape };
}

/** False where it changed nothing. */
function fillOrders(book: Book, looks: readonly Look[], listings: FloorOptions["listings"], at: number): boolean {
  let isTouched = false;
  for (const look of looks) {
    const listing = listings.get(look.pair);
    if (listing === undefined) continue;
    for (const order of book.openOrders(look.pair)) {
      const matched = look.match(workingOrder(order), listing.rules);
      isTouched = applyMatch(book, listing.market, order, matched, at) || isTouched;
    }
  }
  return isTouched;
}
