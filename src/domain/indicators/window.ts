/** What indicators over the newest values keep of them. All memory is taken once, when they are made. */

/** Throws a RangeError for a period that is no whole number from 1. */
export function checkPeriod(period: number): void {
  if (!Number.isSafeInteger(period) || period < 1) throw new RangeError(`not a period: ${period}`);
}

/**
 * A value in, a value out: NaN while warming up. A NaN that goes in begins the warm-up anew. The batch forms fold a kernel,
 * each in a loop of its own, for V8 puts a kernel's code into a loop that has met no other: one loop for all is five times
 * slower, and a loop written out by hand no faster.
 */
export interface Kernel {
  next(value: number): number;
}

/**
 * The sum of the newest values, NaN until there are as many. It keeps what each addition rounds away (Knuth's TwoSum), so
 * that its error neither grows with the length of the series nor depends on where it began: a desk that has read a few
 * periods gets the bits of a backtest over years. Adding up anew each period would bound the error too, but not that.
 */
export class RollingSum implements Kernel {
  readonly #period: number;
  readonly #ring: Float64Array;
  #slot = 0;
  #count = 0;
  #sum = 0;
  #rest = 0;

  constructor(period: number) {
    checkPeriod(period);
    this.#period = period;
    this.#ring = new Float64Array(period);
  }

  next(value: number): number {
    if (Number.isNaN(value)) return this.#restart();
    if (this.#count < this.#period) this.#count += 1;
    else this.#add(-(this.#ring[this.#slot] ?? Number.NaN));
    this.#add(value);
    this.#ring[this.#slot] = value;
    this.#slot = this.#slot + 1 === this.#period ? 0 : this.#slot + 1;
    return this.#count < this.#period ? Number.NaN : this.#sum + this.#rest;
  }

  #add(value: number): void {
    const sum = this.#sum + value;
    const added = sum - this.#sum;
    this.#rest += this.#sum - (sum - added) + (value - added);
    this.#sum = sum;
  }

  #restart(): number {
    this.#slot = 0;
    this.#count = 0;
    this.#sum = 0;
    this.#rest = 0;
    return Number.NaN;
  }
}

/** The newest values in one piece, oldest first: each is written twice, so that no look at them wraps around. */
export class Window {
  readonly #period: number;
  readonly cells: Float64Array;
  /** Where in the cells the oldest lies. */
  begin = 0;
  #count = 0;

  constructor(period: number) {
    checkPeriod(period);
    this.#period = period;
    this.cells = new Float64Array(2 * period);
  }

  /** True where there are as many values as the period has. */
  take(value: number): boolean {
    if (Number.isNaN(value)) {
      this.#count = 0;
      return false;
    }
    this.cells[this.begin] = value;
    this.cells[this.begin + this.#period] = value;
    this.begin = this.begin + 1 === this.#period ? 0 : this.begin + 1;
    if (this.#count < this.#period) this.#count += 1;
    return this.#count === this.#period;
  }
}
