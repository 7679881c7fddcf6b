/** One event of the market against the open orders of an account, and its positions. */
import type { Pair } from "../../domain/ids.ts";
import { assetsOf, isPerpetual, type PositionSide } from "../../domain/market.ts";
import { isMetAtOpen, matchBar } from "../../domain/matching/bar.ts";
import { hasMoved, type Match, type MatchRules, type WorkingOrder } from "../../domain/matching/order.ts";
import { quoteOfBar } from "../../domain/matching/price.ts";
import { matchQuote } from "../../domain/matching/quote.ts";
import { inTurn, type Turn } from "../../domain/matching/turn.ts";
import type { Decimal } from "../../domain/money.ts";
import { markOf, type Quote } from "../../domain/quote.ts";
import type { MarketEvent } from "../market-source.ts";
import type { Book } from "./book.ts";
import { bookMatch } from "./booking.ts";
import { areLinked, type BookOrder } from "./entries.ts";
import { isLiquidated } from "./perpetuals/liquidation.ts";
import { bookPerpetualMatch } from "./perpetuals/booking.ts";
import { playPerpetual } from "./perpetuals/round.ts";
import type { Listing, Moment, Rulebook } from "./rulebook.ts";
import { workingOn } from "./working.ts";

/** What an event says of one pair. */
export interface Look {
  readonly pair: Pair;
  quote(rules: MatchRules): Quote;
  match(order: WorkingOrder, rules: MatchRules): Match;
  /** The event's first price meets it. */
  meetsFirst(order: WorkingOrder, rules: MatchRules): boolean;
  /** The mark that hurts a position of this side the most; null where there is none that can be trusted. */
  worstMark(side: PositionSide): Decimal | null;
}

export function looksOf(event: MarketEvent): readonly Look[] {
  if (event.kind === "quotes") {
    return event.quotes.map((quote) => ({
      pair: quote.pair,
      quote: () => quote,
      match: (order, rules) => matchQuote(order, quote, rules),
      meetsFirst: () => false,
      worstMark: () => markOf(quote),
    }));
  }
  const { pair, at, candle } = event;
  const mark = isPerpetual(assetsOf(pair)) ? { mark: candle.close } : {};
  const quote = (rules: MatchRules): Quote => ({ ...quoteOfBar(pair, at, candle, rules), ...mark });
  return [
    {
      ...{ pair, quote },
      match: (order, rules) => matchBar(order, candle, rules),
      meetsFirst: (order, rules) => isMetAtOpen(order, candle, rules),
      worstMark: (side) => (side === "LONG" ? candle.low : candle.high),
    },
  ];
}

/** False where the event leaves every order and position as it is: then nothing has to be written. */
export function meetsAny(book: Book, { listings }: Rulebook, looks: readonly Look[]): boolean {
  const orders = book.openOrders();
  return looks.some((look) => {
    const listing = listings.get(look.pair);
    if (listing === undefined) return false;
    const position = book.margin.position(look.pair);
    if (position !== null && isLiquidated(position, look.worstMark(position.side))) return true;
    return orders.some((order) => {
      if (order.pair !== look.pair) return false;
      const working = workingOn(book, listing.market, order);
      return hasMoved(working, look.match(working, listing.rules));
    });
  });
}

/** Fills, ends and moves what the event does; inside its transaction. */
export function playRound(book: Book, rulebook: Rulebook, looks: readonly Look[], moment: Moment): void {
  for (const look of looks) {
    const listing = rulebook.listings.get(look.pair);
    if (listing === undefined) continue;
    const round = roundOf(book, rulebook, look, listing, moment);
    if (isPerpetual(listing.market)) playPerpetual(round);
    else round.play(() => true);
  }
}

/** An event of one pair, while its orders take their turns: each has one. */
export interface Round {
  readonly book: Book;
  readonly rulebook: Rulebook;
  readonly look: Look;
  readonly listing: Listing;
  readonly moment: Moment;
  /** The turn of these orders, of those that have had none. */
  play(isTheirs: (order: BookOrder) => boolean): void;
}

function roundOf(book: Book, rulebook: Rulebook, look: Look, listing: Listing, moment: Moment): Round {
  const { market, rules } = listing;
  const touched: BookOrder[] = [];
  const had = new Set<number>();
  const bookOf = isPerpetual(market) ? bookPerpetualMatch : bookMatch;
  const play: Round["play"] = (isTheirs) => {
    const orders = book
      .openOrders()
      .filter((order) => order.pair === look.pair && !had.has(order.id) && isTheirs(order));
    const turnOf = (order: BookOrder): Turn => ({
      isLinked: order.link !== null,
      isLimit: order.type === "LIMIT",
      isMetFirst: look.meetsFirst(workingOn(book, market, order), rules),
    });
    for (const { id } of inTurn(orders, turnOf)) {
      had.add(id);
      const order = book.openOrder(id);
      if (order === null || touched.some((stop) => areLinked(stop, order))) continue;
      const working = workingOn(book, market, order);
      const match = look.match(working, rules);
      if (order.stop !== null && match.stop === null) touched.push(order);
      if (hasMoved(working, match)) bookOf(book, rulebook, market, order, match, moment);
    }
  };
  return { book, rulebook, look, listing, moment, play };
}
