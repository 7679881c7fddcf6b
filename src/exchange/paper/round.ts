/** One event of the market against the open orders of an account. */
import type { Pair } from "../../domain/ids.ts";
import { isMetAtOpen, matchBar } from "../../domain/matching/bar.ts";
import { hasMoved, type Match, type MatchRules, type WorkingOrder } from "../../domain/matching/order.ts";
import { quoteOfBar } from "../../domain/matching/price.ts";
import { matchQuote } from "../../domain/matching/quote.ts";
import type { Quote } from "../../domain/quote.ts";
import type { MarketEvent } from "../market-source.ts";
import type { Book } from "./book.ts";
import { bookMatch } from "./booking.ts";
import { areLinked, type BookOrder, workingOrder } from "./entries.ts";
import type { Moment, Rulebook } from "./rulebook.ts";

/** What an event says of one pair. */
export interface Look {
  readonly pair: Pair;
  quote(rules: MatchRules): Quote;
  match(order: WorkingOrder, rules: MatchRules): Match;
  /** The event's first price meets it. */
  meetsFirst(order: WorkingOrder, rules: MatchRules): boolean;
}

export function looksOf(event: MarketEvent): readonly Look[] {
  if (event.kind === "quotes") {
    return event.quotes.map((quote) => ({
      pair: quote.pair,
      quote: () => quote,
      match: (order, rules) => matchQuote(order, quote, rules),
      meetsFirst: () => false,
    }));
  }
  const { pair, at, candle } = event;
  const quote = (rules: MatchRules): Quote => ({
    ...{ pair, at, last: candle.close, book: { bids: [], asks: [] } },
    ...quoteOfBar(candle, rules),
  });
  const match: Look["match"] = (order, rules) => matchBar(order, candle, rules);
  return [{ pair, quote, match, meetsFirst: (order, rules) => isMetAtOpen(order, candle, rules) }];
}

/** False where the event leaves every order as it is: then nothing has to be written. */
export function meetsAny(book: Book, { listings }: Rulebook, looks: readonly Look[]): boolean {
  const orders = book.openOrders();
  return looks.some((look) => {
    const rules = listings.get(look.pair)?.rules;
    if (rules === undefined) return false;
    return orders.some((order) => {
      if (order.pair !== look.pair) return false;
      const working = workingOrder(order);
      return hasMoved(working, look.match(working, rules));
    });
  });
}

/** Fills, ends and moves what the event does; inside its transaction. */
export function playRound(book: Book, rulebook: Rulebook, looks: readonly Look[], moment: Moment): void {
  for (const look of looks) {
    const listing = rulebook.listings.get(look.pair);
    if (listing === undefined) continue;
    const touched: BookOrder[] = [];
    const orders = book.openOrders().filter(({ pair }) => pair === look.pair);
    for (const { id } of inTurn(orders, (order) => look.meetsFirst(workingOrder(order), listing.rules))) {
      const order = book.openOrder(id);
      if (order === null || touched.some((stop) => areLinked(stop, order))) continue;
      const working = workingOrder(order);
      const match = look.match(working, listing.rules);
      if (order.stop !== null && match.stop === null) touched.push(order);
      if (hasMoved(working, match)) bookMatch(book, rulebook, listing.market, order, match, moment);
    }
  }
}

/**
 * Oldest first; of one holding the stops before its targets, but for a target that the bar opens beyond. Where both lie in
 * one bar the stop came first, and what is linked with it waits for the next event: nobody knows whether the price came back.
 */
function inTurn(orders: readonly BookOrder[], isFirst: (order: BookOrder) => boolean): readonly BookOrder[] {
  const rank = (order: BookOrder): number => {
    if (order.link === null) return 2;
    if (isFirst(order)) return 0;
    return order.type === "LIMIT" ? 2 : 1;
  };
  return orders.toSorted((a, b) => rank(a) - rank(b));
}
