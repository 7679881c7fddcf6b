/** A strategy on minutes that have passed: the engine, folded over them. Only bars that do something to its book are stepped. */
import { type CandleColumns, largerColumns } from "../candle-columns.ts";
import { TIMEFRAME_MS } from "../candle.ts";
import { toNumber } from "../money.ts";
import { entryPrice, type PositionBook } from "../position.ts";
import type { Configured, Held, Laid, Reading } from "../strategy/strategy.ts";
import { yearlyVolatility } from "../strategy/volatility.ts";
import { FEWEST_PERIODS } from "../strategy/walk.ts";
import { type Book, type Effect, emptyBook, type Ladder, type Setup } from "./book.ts";
import { type Event, step } from "./step.ts";
import { barAt, type Tape } from "./tape.ts";
import { type Wakes, wakesOf } from "./wakes.ts";
import { Worth } from "./worth.ts";

export interface Run {
  readonly book: Book;
  /** After each minute, in quote currency. */
  readonly worth: Worth;
}

export interface RunOptions {
  /** The minute that it begins at; those before it are known to the strategy. */
  readonly first?: number;
  /** Is told what happens, in its order, and at which minute: what is kept of it costs more than what made it. */
  readonly witness: (effect: Effect, minute: number) => void;
}

const MINUTE = TIMEFRAME_MS["1m"];

/**
 * Where the minutes begin within one of the strategy's candles, its first is what there is of it. Throws a RangeError where a
 * minute is missing.
 */
export function run(setup: Setup, configured: Configured, tape: Tape, options: RunOptions): Run {
  checkWhole(tape.columns);
  return new Fold(setup, configured, tape, options).run();
}

class Fold {
  readonly #setup: Setup;
  readonly #configured: Configured;
  readonly #tape: Tape;
  readonly #candles: CandleColumns;
  readonly #reading: Reading;
  readonly #worth: Worth;
  readonly #first: number;
  readonly #witness: RunOptions["witness"];
  #book: Book;
  #held: Held | null = null;
  #laid: Laid | null = null;
  #wakes: Wakes;
  /** Which of the strategy's turns comes next. */
  #turn = 0;

  constructor(setup: Setup, configured: Configured, tape: Tape, { first = 0, witness }: RunOptions) {
    [this.#setup, this.#configured, this.#tape] = [setup, configured, tape];
    [this.#first, this.#witness] = [first, witness];
    this.#candles = largerColumns(tape, configured.timeframe);
    this.#reading = configured.on(this.#candles);
    this.#book = emptyBook(setup);
    this.#worth = new Worth(setup, tape, this.#book, first);
    this.#wakes = wakesOf(this.#book);
  }

  run(): Run {
    const first = this.#first;
    const { at, low, high } = this.#tape.columns;
    const lasts = TIMEFRAME_MS[this.#configured.timeframe];
    let closes = closeOf(Number(at[first]), lasts);
    let closed = (closes - closeOf(Number(at[0]), lasts)) / lasts;
    for (let i = first; i < at.length; i += 1) {
      const closedAt = Number(at[i]) + MINUTE;
      if (Number(low[i]) <= this.#wakes.low || Number(high[i]) >= this.#wakes.high)
        this.#take({ kind: "bar", bar: barAt(this.#tape, i) }, i);
      const rule = this.#worth.after(i, closedAt);
      if (rule !== null && this.#book.halted === null)
        this.#take({ kind: "breached", bar: barAt(this.#tape, i), rule }, i);
      if (closedAt !== closes) continue;
      this.#decide(closed, i);
      [closed, closes] = [closed + 1, closes + lasts];
    }
    return { book: this.#book, worth: this.#worth };
  }

  #decide(index: number, bar: number): void {
    if (!this.#isTurn(index)) return;
    const intent = this.#reading.decide(index, this.#held, this.#laid);
    if (intent === null || (intent.kind !== "leave" && this.#isShort(index))) return;
    const { risk } = this.#setup;
    const { timeframe } = this.#configured;
    const volatility = risk.sizing === "volatility" ? yearlyVolatility(this.#candles.close, index, timeframe) : null;
    this.#take({ kind: "decided", bar: barAt(this.#tape, bar), intent, volatility }, bar);
  }

  /** They come in their order. */
  #isTurn(index: number): boolean {
    const { turns } = this.#reading;
    if (turns === undefined) return true;
    while (Number(turns[this.#turn]) < index) this.#turn += 1;
    return turns[this.#turn] === index;
  }

  #isShort(index: number): boolean {
    return index + 1 < FEWEST_PERIODS[this.#setup.risk.mode] * this.#configured.period;
  }

  #take(event: Event, minute: number): void {
    const { book, effects } = step(this.#setup, this.#book, event);
    for (const effect of effects) this.#witness(effect, minute);
    if (book.held !== this.#book.held) this.#held = book.held === null ? null : new Holding(book.held);
    if (book.ladder?.prices !== this.#book.ladder?.prices) this.#laid = laidOf(book.ladder);
    this.#book = book;
    this.#worth.hold(book, minute);
    this.#wakes = wakesOf(book);
  }
}

function laidOf(ladder: Ladder | null): Laid | null {
  if (ladder === null) return null;
  return { lowest: Number(ladder.prices[0]), highest: Number(ladder.prices.at(-1)) };
}

/** When the candle that a moment lies in closes, ms UTC. */
function closeOf(at: number, lasts: number): number {
  return (Math.floor(at / lasts) + 1) * lasts;
}

function checkWhole({ at }: CandleColumns): void {
  const begin = at[0] ?? 0;
  for (let i = 0; i < at.length; i += 1)
    if (at[i] !== begin + i * MINUTE) throw new RangeError(`a minute is missing before ${at[i]}`);
}

/** Its entry is a division that most strategies do not ask for. */
class Holding implements Held {
  readonly #position: PositionBook;

  constructor(position: PositionBook) {
    this.#position = position;
  }

  get side(): Held["side"] {
    return this.#position.side;
  }

  get entry(): number {
    return toNumber(entryPrice(this.#position));
  }
}
