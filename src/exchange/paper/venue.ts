/**
 * The paper venue as a Gateway: real rules, balances and fills on a simulated market. Its book is a file of its own, so the
 * desk learns of everything through the same port as on a real exchange. Orders fill at the next event, never when placed.
 */
import { CANDLES_AT_ONCE } from "../../domain/candle.ts";
import type { ExchangeName, Pair } from "../../domain/ids.ts";
import { VOLUME_SHARE } from "../../domain/matching/fee.ts";
import { from, mul, sub, ZERO } from "../../domain/money.ts";
import type { Gateway } from "../gateway.ts";
import type { MarketSource } from "../market-source.ts";
import { thinned } from "./faults/thin-market.ts";
import { type Book, bookOf } from "./book.ts";
import { listMarkets } from "./catalog.ts";
import { toReport, toVenueFill, toVenuePosition } from "./entries.ts";
import { withFaults } from "./faults/faults.ts";
import { createFloor, type Floor } from "./floor.ts";
import { inStep, joinLeader, type Leader } from "./in-step.ts";
import { setLeverage } from "./perpetuals/leverage.ts";
import { amendOrder, cancelOrder, placeOrder } from "./placing.ts";
import { type Pump, type PumpOptions, startPump } from "./pump.ts";
import type { Listing, Rulebook } from "./rulebook.ts";
import type { VenueSettings } from "./settings.ts";
import { openFile } from "./tables.ts";

/** What drives its market, and what the market is. */
export interface PaperVenueOptions extends Omit<PumpOptions<unknown>, "next" | "apply"> {
  readonly exchange: ExchangeName;
  /** Of the book; made where it is missing. */
  readonly file: string;
  readonly source: MarketSource;
  readonly settings: VenueSettings;
  /** Of a twin: its market goes on with that one. Null: it goes by itself. */
  readonly leader: Leader | null;
}

export interface PaperVenue extends Gateway, Leader {
  /** What the account ran on before this start, where that is another market: its time and prices have begun anew. */
  readonly earlierSource: string | null;
  /** Lets the market run; without it, it stands where it stood. Twice is once. Nothing for one that has a leader. */
  start(): () => Promise<void>;
  /** Stops the market, keeps its place and closes the book. Twice is once. */
  stop(): Promise<void>;
}

const OPENING = { asset: "USDT", total: from(10_000), locked: ZERO } as const;
const HALF = from("0.5");

/** Throws a ConfigError where the book cannot be used or does not list a pair of the source. */
export async function openPaperVenue(options: PaperVenueOptions): Promise<PaperVenue> {
  const { exchange, settings, leader } = options;
  const source = thinned(options.source, settings.faults?.depth ?? null);
  const rulebook = rulebookOf(exchange, source.pairs, settings);
  const book = bookOf(await openFile(options.file), exchange);
  const listeners = new Set<() => void>();
  const changed = (): void => {
    options.log.debug({ step: "paper.changed", exchange }, "the venue's book is durable");
    listeners.forEach((listener) => queueMicrotask(listener));
  };
  try {
    const openedOn = book.transact(() => openAccount(book, source.name));
    const hasPrices = book.standing().place !== null;
    const isMoved = leader !== null && (await joinLeader(book, source, leader));
    const earlierSource = openedOn ?? (isMoved ? source.name : null);
    const floor = createFloor({ ...options, source, book, rulebook, changed });
    if (!hasPrices || isMoved) await firstPrices(floor);
    leader?.lead(floor);
    const venue = gatewayOf(options, { book, floor, rulebook, listeners, earlierSource });
    return withFaults(venue, settings.faults, options);
  } catch (error) {
    book.close();
    throw error;
  }
}

interface Parts {
  readonly book: Book;
  readonly floor: Floor;
  readonly rulebook: Rulebook;
  readonly listeners: Set<() => void>;
  readonly earlierSource: string | null;
}

function gatewayOf(options: PaperVenueOptions, { book, floor, rulebook, listeners, earlierSource }: Parts): PaperVenue {
  const followers: Floor[] = [];
  let pump: Pump | null = null;
  let stopping: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await pump?.stop();
    floor.keep();
    book.close();
  };

  return {
    exchange: options.exchange,
    mode: "paper",
    earlierSource,
    receiveWindowMs: 0,
    can: rulebook.can,
    now: () => floor.now(),
    markets: async () => Array.from(rulebook.listings.values(), ({ market }) => market),
    quote: async (pair) => floor.quote(pair),
    candles: (pair, timeframe, limit) => floor.candles({ pair, timeframe, limit: Math.min(limit, CANDLES_AT_ONCE) }),
    place: async (order) => {
      const { clientOrderId, pair, side } = order;
      const id = floor.change((moment) => placeOrder(book, rulebook, order, moment));
      return { exchangeOrderId: String(id), clientOrderId, pair, side, report: null };
    },
    cancel: async (pair, clientOrderId) =>
      floor.change(({ at }) => cancelOrder(book, rulebook, { pair, clientOrderId }, at)),
    amend: async (pair, clientOrderId, terms) =>
      toReport(floor.change((moment) => amendOrder(book, rulebook, { pair, clientOrderId, terms }, moment))),
    find: async (pair, clientOrderId) => {
      const order = book.order(clientOrderId);
      return order?.pair === pair ? toReport(order) : null;
    },
    openOrders: async () => book.openOrders().map(toReport),
    fills: async (since) => book.fills(since, floor.now()).map(toVenueFill),
    balances: async () =>
      book.balances().map((balance) => ({ ...balance, available: sub(balance.total, balance.locked) })),
    positions: async () =>
      book.margin
        .positions()
        .map((position) => toVenuePosition(position, book.margin.leverage(position.pair), floor.quote(position.pair))),
    funding: async (since) => book.margin.funding(since, floor.now()),
    setMargin: async (pair, leverage) => floor.change(() => setLeverage(book, rulebook, pair, leverage)),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reached: () => floor.place(),
    lead: (follower) => void followers.push(follower),
    start() {
      if (options.leader !== null) return async () => undefined;
      return (pump ??= startPump({ ...options, ...inStep(floor, followers) })).stop;
    },
    stop: () => (stopping ??= close()),
  };
}

function rulebookOf(exchange: ExchangeName, pairs: readonly Pair[], settings: VenueSettings): Rulebook {
  const { can, tariff, interest, spread, slippage } = settings;
  const halfSpread = mul(spread, HALF);
  const listings = listMarkets(exchange, pairs, tariff).map((market): [Pair, Listing] => {
    const { pair, tick, step } = market;
    return [pair, { market, rules: { tick, step, halfSpread, slippage, volumeShare: VOLUME_SHARE } }];
  });
  return { can, tariff, interest, listings: new Map(listings) };
}

/** Gives the source that the account was on before, null where it is the same or the account is new. */
function openAccount(book: Book, source: string): string | null {
  if (!book.isOpen()) {
    book.open(source);
    book.setBalance(OPENING);
    return null;
  }
  const { source: earlier } = book.standing();
  if (earlier === source) return null;
  book.changeSource(source);
  return earlier;
}

/** A new account, or one on a new source, has a time and prices before its market runs. */
async function firstPrices(floor: Floor): Promise<void> {
  const first = await floor.next();
  if (first === null) return;
  floor.apply(first.step);
  floor.keep();
}
