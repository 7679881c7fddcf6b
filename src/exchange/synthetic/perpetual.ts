/**
 * The synthetic market's perpetual: its coin and a small premium that wanders, the same for a seed and a time whoever asks.
 * It is made of the coin's quote and draws from no stream, so that all other prices, and every stored place, stay as they
 * are without it. It was listed when the market began: before that its candles are those of its coin.
 */
import type { Pair } from "../../domain/ids.ts";
import { add, type Decimal, from, fromFloat, mul, ONE, roundTo, sub, ZERO } from "../../domain/money.ts";
import { type Level, markOf, type Quote } from "../../domain/quote.ts";
import type { History, MarketEvent, MarketSource, QuotesEvent } from "../market-source.ts";
import { rulesOf } from "../paper/catalog.ts";
import { randomFrom } from "../random.ts";

export interface PerpetualOptions {
  /** Between the best prices, as a fraction of the middle. */
  readonly spread: Decimal;
  readonly seed: number;
  /** The first event of the market, ms UTC. */
  readonly begin: number;
}

const COIN = "BTC/USDT" as Pair;
const { pair: PAIR, tick } = rulesOf("BTC/USDT:USDT" as Pair);
/** A contract trades so many times what its coin does; ten, so that the coin's steps become the contract's. */
const TIMES = from(10);
/** What of the premium is in the mark: an average would follow it as slowly. */
const DAMPED = from("0.5");
const HALF = from("0.5");
/** The premium is a sum of waves: how far apart their turning points lie, and how high they are, as fractions. */
const WAVES = [
  { apartMs: 8 * 60 * 60_000, height: 0.0004 },
  { apartMs: 60 * 60_000, height: 0.00015 },
  { apartMs: 5 * 60_000, height: 0.00005 },
] as const;
const PLACES = 9;

/** `source` has the coin, and is played. */
export function withPerpetual(source: MarketSource, options: PerpetualOptions): MarketSource {
  const half = mul(options.spread, HALF);
  return {
    ...source,
    pairs: [...source.pairs, PAIR],
    history: withPast(source.history),
    next: async (place) => {
      const step = await source.next(place);
      return step === null ? null : { ...step, event: withQuote(step.event, half, options) };
    },
  };
}

function withPast(history: History): History {
  if (history.kind !== "played") return history;
  return {
    kind: "played",
    before: async (wanted) => {
      if (wanted.pair !== PAIR) return history.before(wanted);
      const candles = await history.before({ ...wanted, pair: COIN });
      return candles.map((candle) => ({ ...candle, volume: mul(candle.volume, TIMES) }));
    },
  };
}

function withQuote(event: MarketEvent, half: Decimal, options: PerpetualOptions): MarketEvent {
  const coin = event.kind === "quotes" ? event.quotes.find(({ pair }) => pair === COIN) : undefined;
  if (event.kind !== "quotes" || coin === undefined) return event;
  const premium = fromFloat(premiumAt(event.at, options), PLACES);
  return {
    ...event,
    quotes: [...event.quotes, quoteOf(coin, premium, half)],
    volumes: withVolume(event),
  };
}

function withVolume({ volumes }: QuotesEvent): QuotesEvent["volumes"] {
  return new Map([...volumes, [PAIR, mul(volumes.get(COIN) ?? ZERO, TIMES)]]);
}

/** The coin's book, moved to the price of the contract. */
function quoteOf(coin: Quote, premium: Decimal, half: Decimal): Quote {
  const last = roundTo(mul(coin.last, add(ONE, premium)), tick, "half");
  const bid = roundTo(mul(last, sub(ONE, half)), tick, "floor");
  const ask = roundTo(mul(last, add(ONE, half)), tick, "ceil");
  const index = markOf({ bid: coin.bid, ask: coin.ask }) ?? coin.last;
  return {
    pair: PAIR,
    at: coin.at,
    ...{ bid, ask, last, mark: roundTo(mul(index, add(ONE, mul(premium, DAMPED))), tick, "half") },
    book: { bids: moved(coin.book.bids, sub(bid, coin.bid)), asks: moved(coin.book.asks, sub(ask, coin.ask)) },
  };
}

function moved(levels: readonly Level[], by: Decimal): readonly Level[] {
  return levels.map(({ price, quantity }) => ({ price: add(price, by), quantity: mul(quantity, TIMES) }));
}

/** A fraction of the price of the coin; zero where the market begins. */
function premiumAt(at: number, { seed, begin }: PerpetualOptions): number {
  let premium = 0;
  for (const [wave, { apartMs, height }] of WAVES.entries()) {
    const passed = (at - begin) / apartMs;
    const point = Math.floor(passed);
    const [from, to] = [turningPoint(seed, wave, point), turningPoint(seed, wave, point + 1)];
    premium += height * (from + (to - from) * ((1 - Math.cos(Math.PI * (passed - point))) / 2));
  }
  return premium;
}

/** A stream for each point: it is the same whoever asks. */
function turningPoint(seed: number, wave: number, point: number): number {
  if (point < 1) return 0;
  return randomFrom(
    Math.imul(seed, 0x9e3779b1) ^ Math.imul(point, 0x85ebca6b) ^ Math.imul(wave + 1, 0x27d4eb2f),
  ).normal();
}
