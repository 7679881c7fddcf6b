/**
 * An account with more pairs than the paper venue lists: made-up ones, in memory, whose minutes close when they are told to.
 * What the account holds stays with the venue itself.
 */
import { type Candle, openOf, TIMEFRAME_MS } from "../src/domain/candle.ts";
import type { Pair } from "../src/domain/ids.ts";
import { assetsOf, type Market } from "../src/domain/market.ts";
import { type Decimal, from, mul } from "../src/domain/money.ts";
import type { Quote } from "../src/domain/quote.ts";
import type { Gateway } from "../src/exchange/gateway.ts";

export interface ManyPairs {
  readonly pairs: readonly Pair[];
  /** The next minute. These pairs close above all before it, for that minute alone; all others fall by a tick. */
  close(rising: ReadonlySet<Pair>): void;
}

/** More than a strategy asks for. */
const HISTORY = 1_500;
const MINUTE_MS = TIMEFRAME_MS["1m"];
/** In ticks. */
const [BEGIN, SPIKE, WICK, SPREAD] = [100_000, 3_000, 100, 5];
const TICK = from("0.001");
const STEP = from("0.0001");
const VOLUME = from(10);
const DEPTH = from(1_000);

/** In the gateway's own place, for the desk's loops hold it already; the desk learns of it by `refreshMarkets`. */
export function listMany(gateway: Gateway, count: number): ManyPairs {
  const { exchange } = gateway;
  const pairs = Array.from({ length: count }, (_, i) => `C${String(i).padStart(2, "0")}/USDT` as Pair);
  const spikes = new Set<string>();
  const begin = openOf(gateway.now(), "1m") - HISTORY * MINUTE_MS;
  let closed = HISTORY;

  const now = (): number => begin + closed * MINUTE_MS;
  const closeOf = (pair: Pair, minute: number): number =>
    BEGIN - minute + (spikes.has(`${pair} ${minute}`) ? SPIKE : 0);
  const candleOf = (pair: Pair, minute: number): Candle => {
    const [open, close] = [closeOf(pair, minute - 1), closeOf(pair, minute)];
    const [high, low] = [Math.max(open, close) + WICK, Math.min(open, close) - WICK];
    const prices = { open: ticks(open), high: ticks(high), low: ticks(low), close: ticks(close) };
    return { at: begin + minute * MINUTE_MS, ...prices, volume: VOLUME };
  };
  const changed: Pick<Gateway, "now" | "markets" | "quote" | "candles"> = {
    now,
    markets: async () => pairs.map((pair) => ({ exchange, pair, ...assetsOf(pair), ...RULES })),
    quote: async (pair) => quoteAt(pair, now(), closeOf(pair, closed - 1)),
    async candles(pair, timeframe, limit) {
      if (timeframe !== "1m") return [];
      const first = Math.max(0, closed - limit);
      return Array.from({ length: closed - first }, (_, i) => candleOf(pair, first + i));
    },
  };
  Object.assign(gateway, changed);
  return {
    pairs,
    close(rising) {
      for (const pair of rising) spikes.add(`${pair} ${closed}`);
      closed += 1;
    },
  };
}

const RULES: Omit<Market, "exchange" | "pair" | "base" | "quote" | "settle"> = {
  ...{ tick: TICK, step: STEP, minAmount: STEP, maxAmount: null, minCost: from(5) },
  ...{ maker: from("0.001"), taker: from("0.001") },
};

function quoteAt(pair: Pair, at: number, last: number): Quote {
  const [bid, ask] = [ticks(last - SPREAD), ticks(last + SPREAD)];
  const book = { bids: [{ price: bid, quantity: DEPTH }], asks: [{ price: ask, quantity: DEPTH }] };
  return { pair, at, bid, ask, last: ticks(last), book };
}

function ticks(count: number): Decimal {
  return mul(from(count), TICK);
}
