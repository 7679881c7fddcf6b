/** A market of which only a share is there for one account, so that its orders fill in parts. */
import type { Candle } from "../../../domain/candle.ts";
import type { Pair } from "../../../domain/ids.ts";
import { type Decimal, max, mul, roundTo } from "../../../domain/money.ts";
import type { Level, Quote } from "../../../domain/quote.ts";
import type { MarketEvent, MarketSource } from "../../market-source.ts";
import { rulesOf } from "../catalog.ts";

/** `depth`: a fraction of what each event trades or offers; null: all of it. Prices, candles and places stay. */
export function thinned(source: MarketSource, depth: Decimal | null): MarketSource {
  if (depth === null) return source;
  return {
    ...source,
    async next(place) {
      const next = await source.next(place);
      return next === null ? null : { ...next, event: thinEvent(next.event, depth) };
    },
  };
}

function thinEvent(event: MarketEvent, depth: Decimal): MarketEvent {
  if (event.kind === "quotes") return { ...event, quotes: event.quotes.map((quote) => thinQuote(quote, depth)) };
  return { ...event, candle: thinCandle(event.candle, event.pair, depth) };
}

function thinQuote(quote: Quote, depth: Decimal): Quote {
  const thin = ({ price, quantity }: Level): Level => ({ price, quantity: shareOf(quantity, quote.pair, depth) });
  return { ...quote, book: { bids: quote.book.bids.map(thin), asks: quote.book.asks.map(thin) } };
}

function thinCandle(candle: Candle, pair: Pair, depth: Decimal): Candle {
  return { ...candle, volume: shareOf(candle.volume, pair, depth) };
}

/** On the step, and one of it at least: an empty level is none. */
function shareOf(quantity: Decimal, pair: Pair, depth: Decimal): Decimal {
  const { step } = rulesOf(pair);
  return max(roundTo(mul(quantity, depth), step, "down"), step);
}
