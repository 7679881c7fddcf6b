/** The engine on every bar, none passed over, its limits of loss by exact figures: what a run must come to. */
import { type Candle, joined, openOf, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import { columnsOf } from "../../src/domain/candle-columns.ts";
import { dayIn } from "../../src/domain/day.ts";
import { type Book, type Effect, emptyBook, equityAt, quoteAfter, type Setup } from "../../src/domain/engine/book.ts";
import { run } from "../../src/domain/engine/run.ts";
import { type Event, step } from "../../src/domain/engine/step.ts";
import { type Tape, tapeOf } from "../../src/domain/engine/tape.ts";
import { type Decimal, toNumber, ZERO } from "../../src/domain/money.ts";
import { entryPrice } from "../../src/domain/position.ts";
import { breachesOf, nextStanding, type Standing } from "../../src/domain/risk/loss.ts";
import type { Configured } from "../../src/domain/strategy/strategy.ts";
import { yearlyVolatility } from "../../src/domain/strategy/volatility.ts";
import { FEWEST_PERIODS } from "../../src/domain/strategy/walk.ts";

export function taped(minutes: readonly Candle[]): Tape {
  return tapeOf(columnsOf(minutes));
}

export interface Witnessed {
  readonly book: Book;
  /** In the order in which they came. */
  readonly effects: readonly Effect[];
  readonly equity: Float64Array;
}

/** A run, with all that happened in it. */
export function witnessed(setup: Setup, configured: Configured, tape: Tape): Witnessed {
  const effects: Effect[] = [];
  const { book, worth } = run(setup, configured, tape, { witness: (effect) => effects.push(effect) });
  return { book, effects, equity: worth.equity };
}

export interface EveryBar {
  readonly book: Book;
  readonly effects: readonly Effect[];
  /** After each bar. */
  readonly equity: readonly Decimal[];
}

export function runEveryBar(setup: Setup, configured: Configured, minutes: readonly Candle[]): EveryBar {
  const { timeframe, period } = configured;
  const spans = [...Map.groupBy(minutes, ({ at }) => openOf(at, timeframe))];
  const candles = columnsOf(spans.map(([at, within]) => ({ ...within.reduce(joined), at })));
  const reading = configured.on(candles);
  const [effects, equity]: [Effect[], Decimal[]] = [[], []];
  let book = emptyBook(setup);
  let standing: Standing | null = null;
  let closed = 0;
  const take = (event: Event): void => {
    const stepped = step(setup, book, event);
    effects.push(...stepped.effects);
    book = stepped.book;
  };
  for (const bar of minutes) {
    take({ kind: "bar", bar });
    const worth = equityAt(book, quoteAfter(setup, bar, book.at));
    equity.push(worth);
    standing = nextStanding(standing, {
      ...{ equity: worth, day: dayIn(book.at, setup.zone), flows: ZERO, isRebased: false },
    });
    const [breach] = breachesOf({ ...standing, equity: worth }, setup.limits);
    if (breach !== undefined && book.halted === null) take({ kind: "breached", bar, rule: breach.rule });
    if (book.at % TIMEFRAME_MS[timeframe] !== 0) continue;
    const { held } = book;
    const intent = reading.decide(
      closed,
      held === null ? null : { side: held.side, entry: toNumber(entryPrice(held)) },
    );
    closed += 1;
    if (intent === null || (intent.kind !== "leave" && closed < FEWEST_PERIODS[setup.risk.mode] * period)) continue;
    take({ kind: "decided", bar, intent, volatility: yearlyVolatility(candles.close, closed - 1, timeframe) });
  }
  return { book, effects, equity };
}
