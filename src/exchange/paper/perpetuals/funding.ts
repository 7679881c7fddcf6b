/** What positions pay each other at 00:00, 08:00 and 16:00 UTC, so that a perpetual stays near the coin it is of. */
import type { Pair } from "../../../domain/ids.ts";
import type { Market } from "../../../domain/market.ts";
import { UNIT_PLACES } from "../../../domain/matching/fee.ts";
import { add, type Decimal, div, isZero, max, neg, round, sub, ZERO } from "../../../domain/money.ts";
import { FUNDING_MS, fundingOf, fundingRate, fundingTimes } from "../../../domain/perpetual.ts";
import { markOf, type Quote } from "../../../domain/quote.ts";
import { move } from "../balance.ts";
import type { Book } from "../book.ts";
import type { BookPosition } from "../entries.ts";
import { relock } from "../locks.ts";
import type { Moment, Rulebook } from "../rulebook.ts";

/** True where a funding time lies between the last event and the next one, and somebody holds a position. */
export function isFundingDue({ margin }: Book, { at }: Moment, next: number): boolean {
  return Math.floor(next / FUNDING_MS) > Math.floor(at / FUNDING_MS) && margin.positions().length > 0;
}

/**
 * Pays for each funding time up to the next event, by what was known before it. A time is paid once, also where a new
 * source plays it again.
 */
export function payFunding(book: Book, rulebook: Rulebook, before: Moment, next: number): void {
  for (const { pair } of book.margin.positions()) {
    const market = rulebook.listings.get(pair)?.market;
    const quote = before.quotes.get(pair);
    const mark = quote === undefined ? null : markOf(quote);
    if (market === undefined || quote === undefined || mark === null) continue;
    const rate = round(fundingRate(premiumOver(quote, market, before), rulebook.interest), UNIT_PLACES, "half");
    for (const at of fundingTimes(before.at, next)) {
      const position = book.margin.position(pair);
      if (position !== null && !book.margin.isPaid(pair, at)) pay(book, market, position, { at, mark, rate });
    }
    relock(book, rulebook.tariff, { pair, side: "BUY" });
  }
}

/** It moves the margin and the balance alike, and never more than the margin; of nothing there is no row. */
function pay(
  book: Book,
  { quote: asset }: Market,
  position: BookPosition,
  { at, mark, rate }: { readonly at: number; readonly mark: Decimal; readonly rate: Decimal },
): void {
  const { pair, margin } = position;
  const amount = max(round(fundingOf(position, mark, rate), UNIT_PLACES, "half"), neg(margin));
  if (isZero(amount)) return;
  book.margin.setPosition({ ...position, margin: add(margin, amount) });
  move(book, asset, amount);
  book.margin.addFunding({ pair, at, asset, amount, rate });
}

/** Of the contract over its coin, as a fraction; zero where the coin is not traded here. */
function premiumOver(quote: Quote, { base, quote: currency }: Market, { quotes }: Moment): Decimal {
  const spot = quotes.get(`${base}/${currency}` as Pair);
  const [index, price] = [spot === undefined ? null : markOf(spot), markOf({ bid: quote.bid, ask: quote.ask })];
  return index === null || price === null ? ZERO : div(sub(price, index), index, UNIT_PLACES);
}
