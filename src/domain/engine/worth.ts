/**
 * What a book is worth after each bar, in doubles, and the limits of loss that go by it: near one of them the exact figures
 * tell.
 */
import { nextDayIn } from "../day.ts";
import { type Decimal, toNumber, ZERO } from "../money.ts";
import { numberOf } from "../risk/limits.ts";
import { type Breach, breachesOf } from "../risk/loss.ts";
import { type Book, equityAt, quoteAfter, type Setup } from "./book.ts";
import { middlesOf } from "./middles.ts";
import { barAt, type Tape } from "./tape.ts";

/** Where the book stood after a bar. */
interface Mark {
  readonly book: Book;
  readonly bar: number;
}

/** The doubles lie nearer to the truth than that, as a part of it. */
const NEAR = 1e-9;

export class Worth {
  /** After each bar so far, in quote currency. */
  readonly equity: Float64Array;
  /** Each book that there was, with the first bar after which it stood. */
  readonly #marks: Mark[];
  readonly #setup: Setup;
  readonly #tape: Tape;
  readonly #middles: Float64Array;
  readonly #first: number;
  /** Fractions that may be lost of the peak, and of what a day began with. */
  readonly #most: { readonly drawdown: number; readonly day: number };
  #book: Book;
  #cash = 0;
  #held = 0;
  #peak: Mark;
  #highest = Number.NEGATIVE_INFINITY;
  #dayStart: Mark;
  #dayEnds = Number.NEGATIVE_INFINITY;
  #begun = 0;
  /** A limit was reached: who would look at the next one is not there. */
  #isOver = false;
  /** At or below it a limit may be reached. */
  #alarm = Number.NEGATIVE_INFINITY;

  /** `first`: the bar that it begins with. */
  constructor(setup: Setup, tape: Tape, book: Book, first: number) {
    this.equity = new Float64Array(tape.columns.at.length);
    [this.#setup, this.#tape, this.#book] = [setup, tape, book];
    this.#middles = middlesOf(setup, tape);
    this.#most = { drawdown: fractionOf(setup, "drawdown"), day: fractionOf(setup, "daily-loss") };
    this.#first = first;
    this.#peak = this.#dayStart = { book, bar: first };
    this.#marks = [];
    this.hold(book, first);
  }

  /** The book is another one from a bar on. */
  hold(book: Book, bar: number): void {
    this.#book = book;
    if (this.#marks.at(-1)?.bar === bar) this.#marks.pop();
    this.#marks.push({ book, bar });
    this.#cash = toNumber(book.cash);
    this.#held = toNumber(book.dust) + (book.held === null ? 0 : toNumber(book.held.quantity));
  }

  /** After a bar, each in its turn. Gives the limit that is reached by it; the first one alone. */
  after(bar: number, closedAt: number): Breach["rule"] | null {
    const equity = this.#cash + this.#held * (this.#middles[bar] ?? Number.NaN);
    this.equity[bar] = equity;
    if (closedAt >= this.#dayEnds) this.#beginDay(bar, equity, closedAt);
    if (equity > this.#highest) this.#raise(bar, equity);
    return equity <= this.#alarm ? this.#breachAt(bar) : null;
  }

  /** It begins with what was known last. */
  #beginDay(bar: number, equity: number, closedAt: number): void {
    this.#dayEnds = nextDayIn(closedAt, this.#setup.zone);
    const before = Math.max(this.#first, bar - 1);
    this.#dayStart = { book: this.#bookAfter(before), bar: before };
    this.#begun = bar === this.#first ? equity : (this.equity[before] ?? 0);
    this.#setAlarm();
  }

  /** Exactly, in quote currency. */
  exactlyAfter(bar: number): Decimal {
    return this.#exactly({ book: this.#bookAfter(bar), bar });
  }

  #bookAfter(bar: number): Book {
    let [low, high] = [0, this.#marks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle]?.bar ?? Infinity) <= bar) low = middle;
      else high = middle;
    }
    return this.#marks[low]?.book ?? this.#book;
  }

  #raise(bar: number, equity: number): void {
    [this.#peak, this.#highest] = [{ book: this.#book, bar }, equity];
    this.#setAlarm();
  }

  #setAlarm(): void {
    if (this.#isOver) return void (this.#alarm = Number.NEGATIVE_INFINITY);
    const least = Math.max(this.#highest * (1 - this.#most.drawdown), this.#begun * (1 - this.#most.day));
    this.#alarm = least * (1 + NEAR);
  }

  #breachAt(bar: number): Breach["rule"] | null {
    const [breach] = breachesOf(
      {
        equity: this.#exactly({ book: this.#book, bar }),
        peak: this.#exactly(this.#peak),
        dayStart: this.#exactly(this.#dayStart),
        ...{ flows: ZERO, day: "", known: null },
      },
      this.#setup.limits,
    );
    if (breach === undefined) return null;
    this.#isOver = true;
    this.#setAlarm();
    return breach.rule;
  }

  #exactly({ book, bar }: Mark): Decimal {
    const candle = barAt(this.#tape, bar);
    return equityAt(book, quoteAfter(this.#setup, candle, candle.at));
  }
}

/** Infinite where it has no limit. */
function fractionOf({ limits }: Setup, rule: Breach["rule"]): number {
  const percent = numberOf(limits, rule);
  return percent === null ? Number.POSITIVE_INFINITY : toNumber(percent) / 100;
}
