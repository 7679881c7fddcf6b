/** A strategy on minutes that have passed: the engine, folded over them. Only bars that do something to its book are stepped. */
import { type CandleColumns, largerColumns } from "../candle-columns.ts";
import { TIMEFRAME_MS } from "../candle.ts";
import { toNumber } from "../money.ts";
import { entryPrice } from "../position.ts";
import type { Configured, Held, Reading } from "../strategy/strategy.ts";
import { yearlyVolatility } from "../strategy/volatility.ts";
import { FEWEST_PERIODS } from "../strategy/walk.ts";
import { type Book, type Effect, emptyBook, type Setup } from "./book.ts";
import { type Event, step } from "./step.ts";
import { barAt, type Tape } from "./tape.ts";
import { type Wakes, wakesOf } from "./wakes.ts";
import { Worth } from "./worth.ts";

export interface Run {
  readonly book: Book;
  /** In the order in which they came. */
  readonly effects: readonly Effect[];
  /** After each minute, in quote currency. */
  readonly equity: Float64Array;
}

const MINUTE = TIMEFRAME_MS["1m"];

/**
 * Where the minutes begin within one of the strategy's candles, its first is what there is of it. Throws a RangeError where a
 * minute is missing.
 */
export function run(setup: Setup, configured: Configured, tape: Tape): Run {
  checkWhole(tape.columns);
  return new Fold(setup, configured, tape).run();
}

class Fold {
  readonly #setup: Setup;
  readonly #configured: Configured;
  readonly #tape: Tape;
  readonly #candles: CandleColumns;
  readonly #reading: Reading;
  readonly #worth: Worth;
  readonly #effects: Effect[] = [];
  #book: Book;
  #held: Held | null = null;
  #wakes: Wakes;

  constructor(setup: Setup, configured: Configured, tape: Tape) {
    [this.#setup, this.#configured, this.#tape] = [setup, configured, tape];
    this.#candles = largerColumns(tape, configured.timeframe);
    this.#reading = configured.on(this.#candles);
    this.#book = emptyBook(setup);
    this.#worth = new Worth(setup, tape, this.#book);
    this.#wakes = wakesOf(this.#book);
  }

  run(): Run {
    const { at, low, high } = this.#tape.columns;
    const lasts = TIMEFRAME_MS[this.#configured.timeframe];
    let closed = 0;
    for (let i = 0; i < at.length; i += 1) {
      const closedAt = Number(at[i]) + MINUTE;
      if (Number(low[i]) <= this.#wakes.low || Number(high[i]) >= this.#wakes.high)
        this.#take({ kind: "bar", bar: barAt(this.#tape, i) });
      const rule = this.#worth.after(i, closedAt);
      if (rule !== null && this.#book.halted === null)
        this.#take({ kind: "breached", bar: barAt(this.#tape, i), rule });
      if (closedAt % lasts === 0) this.#decide(closed++, i);
    }
    return { book: this.#book, effects: this.#effects, equity: this.#worth.equity };
  }

  #decide(index: number, bar: number): void {
    const intent = this.#reading.decide(index, this.#held);
    if (intent === null || (intent.kind === "enter" && this.#isShort(index))) return;
    const { risk } = this.#setup;
    const { timeframe } = this.#configured;
    const volatility = risk.sizing === "volatility" ? yearlyVolatility(this.#candles.close, index, timeframe) : null;
    this.#take({ kind: "decided", bar: barAt(this.#tape, bar), intent, volatility });
  }

  #isShort(index: number): boolean {
    return index + 1 < FEWEST_PERIODS[this.#setup.risk.mode] * this.#configured.period;
  }

  #take(event: Event): void {
    const { book, effects } = step(this.#setup, this.#book, event);
    for (const effect of effects) this.#effects.push(effect);
    if (book.held !== this.#book.held) this.#held = heldIn(book);
    this.#book = book;
    this.#worth.hold(book);
    this.#wakes = wakesOf(book);
  }
}

function checkWhole({ at }: CandleColumns): void {
  const begin = at[0] ?? 0;
  const gap = at.findIndex((each, i) => each !== begin + i * MINUTE);
  if (gap !== -1) throw new RangeError(`a minute is missing before ${at[gap]}`);
}

/** Its entry is a division that most strategies do not ask for. */
function heldIn({ held }: Book): Held | null {
  if (held === null) return null;
  return {
    side: held.side,
    get entry() {
      return toNumber(entryPrice(held));
    },
  };
}
