/** Candles of what a market of quotes has played: it cannot be asked for them again. */
import { type Candle, joined, openOf, type Timeframe, TIMEFRAME_MS, TIMEFRAMES } from "../../domain/candle.ts";
import type { Pair } from "../../domain/ids.ts";
import { type Decimal, from, text, ZERO } from "../../domain/money.ts";
import type { QuotesEvent } from "../market-source.ts";

export interface Tape {
  /** Time of the first event that it took down; what had begun before is no whole candle. Null: none yet. */
  readonly since: number | null;
  /** The same of pairs that came later than the others. */
  readonly late: ReadonlyMap<Pair, number>;
  /** By pair, the minute that is being played and the larger candles as of the minute before it. */
  readonly running: ReadonlyMap<Pair, Running>;
  /** Not yet in the book. */
  readonly closed: readonly ClosedCandle[];
}

type Running = Partial<Readonly<Record<Timeframe, Candle>>>;

export interface ClosedCandle {
  readonly pair: Pair;
  readonly timeframe: Timeframe;
  readonly candle: Candle;
}

export const EMPTY_TAPE: Tape = { since: null, late: new Map(), running: new Map(), closed: [] };

/** Time of the first event that the pair has on the tape; null: none yet. */
export function sinceOf({ since, late }: Pick<Tape, "since" | "late">, pair: Pair): number | null {
  return late.get(pair) ?? since;
}

/** The tape after an event. */
export function recorded(tape: Tape, { at, quotes, volumes }: QuotesEvent): Tape {
  const since = tape.since ?? at;
  const late = lateOf(tape, at, quotes);
  const running = new Map(tape.running);
  const closed: ClosedCandle[] = [];
  for (const { pair, last } of quotes) {
    const before = running.get(pair) ?? {};
    const minute = before["1m"];
    const tick = candleOf(at, last, volumes.get(pair) ?? ZERO);
    if (minute === undefined) running.set(pair, { "1m": tick });
    else if (minute.at === tick.at) running.set(pair, { ...before, "1m": joined(minute, tick) });
    else {
      const after = withMinute(before, minute);
      closed.push(...closedBy(at, pair, after).filter(({ candle }) => candle.at >= (late.get(pair) ?? since)));
      running.set(pair, { ...after, "1m": tick });
    }
  }
  return { since, late, running, closed: closed.length === 0 ? tape.closed : [...tape.closed, ...closed] };
}

/** With the pairs that this event is the first to quote, where it is not the first event. */
function lateOf(tape: Tape, at: number, quotes: QuotesEvent["quotes"]): Tape["late"] {
  if (tape.since === null) return tape.late;
  const added = quotes.filter(({ pair }) => !tape.running.has(pair));
  return added.length === 0 ? tape.late : new Map([...tape.late, ...added.map(({ pair }) => [pair, at] as const)]);
}

/** The tape as the book has it, once it is there. */
export function kept(tape: Tape): Tape {
  return tape.closed.length === 0 ? tape : { ...tape, closed: [] };
}

function candleOf(at: number, price: Decimal, volume: Decimal): Candle {
  return { at: openOf(at, "1m"), open: price, high: price, low: price, close: price, volume };
}

/** Every timeframe with a minute that is over. */
function withMinute(running: Running, minute: Candle): Running {
  return Object.fromEntries(
    TIMEFRAMES.map((timeframe) => {
      const [at, before] = [openOf(minute.at, timeframe), running[timeframe]];
      const goesOn = timeframe !== "1m" && before?.at === at;
      return [timeframe, goesOn ? joined(before, minute) : { ...minute, at }];
    }),
  );
}

function closedBy(now: number, pair: Pair, running: Running): ClosedCandle[] {
  return TIMEFRAMES.flatMap((timeframe) => {
    const candle = running[timeframe];
    const isOver = candle !== undefined && candle.at + TIMEFRAME_MS[timeframe] <= now;
    return isOver ? [{ pair, timeframe, candle }] : [];
  });
}

type StoredCandle = readonly [at: number, open: string, high: string, low: string, close: string, volume: string];
interface StoredTape {
  readonly since: number | null;
  readonly late?: readonly (readonly [Pair, number])[];
  readonly running: readonly (readonly [Pair, Partial<Readonly<Record<Timeframe, StoredCandle>>>])[];
}

/** What is running; the closed ones are rows. */
export function tapeToText({ since, late, running }: Tape): string {
  const stored: StoredTape = {
    since,
    ...(late.size === 0 ? {} : { late: [...late] }),
    running: Array.from(running, ([pair, of]) => [pair, eachOf(of, toStored)]),
  };
  return JSON.stringify(stored);
}

export function tapeFromText(stored: string): Tape {
  const { since, late = [], running } = JSON.parse(stored) as StoredTape;
  return {
    since,
    late: new Map(late),
    running: new Map(running.map(([pair, of]) => [pair, eachOf(of, fromStored)])),
    closed: [],
  };
}

function eachOf<A, B>(
  running: Partial<Readonly<Record<Timeframe, A>>>,
  change: (candle: A) => B,
): Partial<Readonly<Record<Timeframe, B>>> {
  return Object.fromEntries(
    TIMEFRAMES.flatMap((timeframe) => {
      const candle = running[timeframe];
      return candle === undefined ? [] : [[timeframe, change(candle)]];
    }),
  );
}

function toStored({ at, open, high, low, close, volume }: Candle): StoredCandle {
  return [at, text(open), text(high), text(low), text(close), text(volume)];
}

function fromStored([at, open, high, low, close, volume]: StoredCandle): Candle {
  return { at, open: from(open), high: from(high), low: from(low), close: from(close), volume: from(volume) };
}
