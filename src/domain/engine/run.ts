/** A strategy on minutes that have passed: the engine, folded over them. */
import { type Candle, joined, openOf, type Timeframe, TIMEFRAME_MS } from "../candle.ts";
import { type CandleColumns, columnsOf } from "../candle-columns.ts";
import { toNumber } from "../money.ts";
import { entryPrice } from "../position.ts";
import type { Configured, Held, Reading } from "../strategy/strategy.ts";
import { yearlyVolatility } from "../strategy/volatility.ts";
import { FEWEST_PERIODS } from "../strategy/walk.ts";
import { type Book, type Effect, emptyBook, type Setup } from "./book.ts";
import { type Event, step } from "./step.ts";

export interface Run {
  readonly book: Book;
  /** In the order in which they came. */
  readonly effects: readonly Effect[];
}

/**
 * `minutes`: oldest first; where they begin within one of the strategy's candles, its first is what there is of it. Throws a
 * RangeError where one is missing.
 */
export function run(setup: Setup, configured: Configured, minutes: readonly Candle[]): Run {
  checkWhole(minutes);
  const candles = columnsOf(largerOf(minutes, configured.timeframe));
  const reading = configured.on(candles);
  const effects: Effect[] = [];
  let book = emptyBook(setup);
  const take = (event: Event): void => {
    const stepped = step(setup, book, event);
    book = stepped.book;
    effects.push(...stepped.effects);
  };
  let closed = 0;
  for (const bar of minutes) {
    take({ kind: "bar", bar });
    if (book.at % TIMEFRAME_MS[configured.timeframe] !== 0) continue;
    const decided = decidedAt(setup, configured, reading, candles, closed, book);
    closed += 1;
    if (decided !== null) take(decided);
  }
  return { book, effects };
}

function checkWhole(minutes: readonly Candle[]): void {
  const begin = minutes[0]?.at ?? 0;
  const gap = minutes.findIndex(({ at }, i) => at !== begin + i * TIMEFRAME_MS["1m"]);
  if (gap !== -1) throw new RangeError(`a minute is missing before ${minutes[gap]?.at}`);
}

/** Those that have closed. */
function largerOf(minutes: readonly Candle[], timeframe: Timeframe): Candle[] {
  const end = (minutes.at(-1)?.at ?? 0) + TIMEFRAME_MS["1m"];
  const spans = Map.groupBy(minutes, ({ at }) => openOf(at, timeframe));
  return Array.from(spans, ([at, within]) => ({ ...within.reduce(joined), at })).filter(
    ({ at }) => at + TIMEFRAME_MS[timeframe] <= end,
  );
}

function decidedAt(
  { risk }: Setup,
  { period, timeframe }: Configured,
  reading: Reading,
  { close }: CandleColumns,
  index: number,
  book: Book,
): Event | null {
  const intent = reading.decide(index, heldIn(book));
  if (intent === null) return null;
  const isShort = index + 1 < FEWEST_PERIODS[risk.mode] * period;
  if (intent.kind === "enter" && isShort) return null;
  return { kind: "decided", intent, volatility: yearlyVolatility(close, index, timeframe) };
}

function heldIn({ held }: Book): Held | null {
  return held === null ? null : { side: held.side, entry: toNumber(entryPrice(held)) };
}
