/** A market's tick and step in doubles: what lies on them is a count, and never a hair beside it. */
import type { Decimal } from "../money.ts";

/** Below a count of ticks the noise of a double, above it nothing that a market has. */
const NOISE = 1e-7;

export class Grid {
  readonly #mantissa: number;
  readonly #unit: number;

  constructor({ mantissa, places }: Decimal) {
    [this.#mantissa, this.#unit] = [Number(mantissa), 10 ** places];
  }

  floor(value: number): number {
    return this.#at(Math.floor((value * this.#unit) / this.#mantissa + NOISE));
  }

  ceil(value: number): number {
    return this.#at(Math.ceil((value * this.#unit) / this.#mantissa - NOISE));
  }

  /** The double nearest to so many of them. */
  #at(count: number): number {
    return (count * this.#mantissa) / this.#unit;
  }
}
