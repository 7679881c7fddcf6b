/** The last quotes as the book keeps them, so that they are known again at once after a restart. */
import type { Level, Quote } from "../../domain/quote.ts";
import type { Pair } from "../../domain/ids.ts";
import { from, text } from "../../domain/money.ts";

interface StoredQuote {
  readonly pair: string;
  readonly at: number;
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
  readonly mark?: string;
  readonly bids: readonly StoredLevel[];
  readonly asks: readonly StoredLevel[];
}
type StoredLevel = readonly [price: string, quantity: string];

export function quotesToText(quotes: Iterable<Quote>): string {
  return JSON.stringify(Array.from(quotes, toStored));
}

export function quotesFromText(stored: string): Quote[] {
  return (JSON.parse(stored) as StoredQuote[]).map(fromStored);
}

function toStored({ pair, at, bid, ask, last, mark, book }: Quote): StoredQuote {
  const levels = (side: readonly Level[]): StoredLevel[] =>
    side.map(({ price, quantity }) => [text(price), text(quantity)]);
  return {
    pair,
    at,
    bid: text(bid),
    ask: text(ask),
    last: text(last),
    ...(mark === undefined ? {} : { mark: text(mark) }),
    bids: levels(book.bids),
    asks: levels(book.asks),
  };
}

function fromStored({ pair, at, bid, ask, last, mark, bids, asks }: StoredQuote): Quote {
  const levels = (side: readonly StoredLevel[]): Level[] =>
    side.map(([price, quantity]) => ({ price: from(price), quantity: from(quantity) }));
  return {
    pair: pair as Pair,
    at,
    bid: from(bid),
    ask: from(ask),
    last: from(last),
    ...(mark === undefined ? {} : { mark: from(mark) }),
    book: { bids: levels(bids), asks: levels(asks) },
  };
}
