/**
 * Exact decimals: an integer mantissa and a count of decimal places. The mantissa is a double while it is safe
 * (|m| ≤ 2^53 − 1), a bigint beyond: a fill costs a fifth of what it costs with a decimal library, and not a digit is
 * lost. Prices, quantities, rates and money all have this type, so none of them can be mixed with a number.
 */
export interface Decimal {
  readonly mantissa: number | bigint;
  /** Decimal places, ≥ 0: the value is mantissa / 10^places. */
  readonly places: number;
}

/** down: towards zero · up: away from zero · floor, ceil: towards −∞, +∞ · half: to the nearest, a tie to the even digit */
export type Rounding = "down" | "up" | "floor" | "ceil" | "half";

const PLAIN = /^-?\d{1,60}(?:\.\d{1,60})?$/;
const POWERS = Array.from({ length: 16 }, (_, n) => 10 ** n);

export const ZERO: Decimal = Object.freeze({ mantissa: 0, places: 0 });
export const ONE: Decimal = Object.freeze({ mantissa: 1, places: 0 });
export const HUNDRED: Decimal = Object.freeze({ mantissa: 100, places: 0 });

/** Reads plain notation (`-12.50`) or an integer. Throws a RangeError at anything else (`1e3`, ``, `1,5`, 0.1). */
export function from(value: string | number | bigint): Decimal {
  if (typeof value === "bigint") return make(value, 0);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact integer: ${value}`);
    return make(value, 0);
  }
  if (!PLAIN.test(value)) throw new RangeError(`not a plain decimal: ${value}`);
  const point = value.indexOf(".");
  if (point === -1) return make(integerOf(value), 0);
  return make(integerOf(value.slice(0, point) + value.slice(point + 1)), value.length - point - 1);
}

/** A number reads so many digits exactly, in a fraction of the time. */
const SAFE_DIGITS = 15;

function integerOf(digits: string): number | bigint {
  return digits.length <= SAFE_DIGITS ? Number(digits) : BigInt(digits);
}

/** A float as a decimal of so many places: only for values that were never money (a drawn price, a volume). */
export function fromFloat(value: number, places: number): Decimal {
  return from(value.toFixed(places));
}

/** Plain notation without trailing zeros: the one spelling that the database and the wire know. */
export function text(value: Decimal): string {
  return trimZeros(fixed(value, value.places));
}

/** Plain notation with exactly so many places; more are cut by `half`. Zero never carries a sign. */
export function fixed(value: Decimal, places: number): string {
  const rounded = round(value, places, "half");
  const mantissa = BigInt(rounded.mantissa) * 10n ** BigInt(places - rounded.places);
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(places + 1, "0");
  const sign = mantissa < 0n ? "-" : "";
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The nearest double: for indicators, charts and comparisons with a tolerance, never for bookings. */
export function toNumber(value: Decimal): number {
  const power = POWERS[value.places];
  if (typeof value.mantissa !== "number" || power === undefined) return Number(text(value));
  return value.mantissa / power; // of two exact doubles the quotient is rounded once, as the text would be read
}

export function add(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(a.places, b.places);
  const x = scaled(a, places);
  const y = scaled(b, places);
  return typeof x === "number" && typeof y === "number"
    ? make(exactSum(x, y), places)
    : make(BigInt(x) + BigInt(y), places);
}

export function sub(a: Decimal, b: Decimal): Decimal {
  return add(a, neg(b));
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

export function mul(a: Decimal, b: Decimal): Decimal {
  const places = a.places + b.places;
  if (typeof a.mantissa === "number" && typeof b.mantissa === "number") {
    const product = a.mantissa * b.mantissa;
    if (Number.isSafeInteger(product)) return make(product, places);
  }
  return make(BigInt(a.mantissa) * BigInt(b.mantissa), places);
}

/** a / b to so many places. Throws a RangeError when b is zero. */
export function div(a: Decimal, b: Decimal, places: number, rounding: Rounding = "half"): Decimal {
  if (isZero(b)) throw new RangeError("division by zero");
  const shift = places + b.places - a.places;
  const power = POWERS[shift];
  if (typeof a.mantissa === "number" && typeof b.mantissa === "number" && power !== undefined && b.mantissa > 0) {
    const product = a.mantissa * power;
    if (Number.isSafeInteger(product)) return make(divideSafe(product, b.mantissa, rounding), places);
  }
  const numerator = BigInt(a.mantissa) * 10n ** BigInt(Math.max(shift, 0));
  const denominator = BigInt(b.mantissa) * 10n ** BigInt(Math.max(-shift, 0));
  return make(divide(numerator, denominator, rounding), places);
}

export function neg(a: Decimal): Decimal {
  return make(-a.mantissa, a.places);
}

export function abs(a: Decimal): Decimal {
  return sign(a) < 0 ? neg(a) : a;
}

export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const places = Math.max(a.places, b.places);
  const [x, y] = [scaled(a, places), scaled(b, places)];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function sign(a: Decimal): -1 | 0 | 1 {
  return a.mantissa > 0 ? 1 : a.mantissa < 0 ? -1 : 0;
}

export const isZero = (a: Decimal): boolean => sign(a) === 0;
export const equal = (a: Decimal, b: Decimal): boolean => compare(a, b) === 0;
export const less = (a: Decimal, b: Decimal): boolean => compare(a, b) < 0;
export const min = (a: Decimal, b: Decimal): Decimal => (less(b, a) ? b : a);
export const max = (a: Decimal, b: Decimal): Decimal => (less(a, b) ? b : a);

/** To at most so many decimal places. */
export function round(a: Decimal, places: number, rounding: Rounding): Decimal {
  if (a.places <= places) return a;
  const power = POWERS[a.places - places];
  if (typeof a.mantissa === "number" && power !== undefined)
    return make(divideSafe(a.mantissa, power, rounding), places);
  return make(divide(BigInt(a.mantissa), 10n ** BigInt(a.places - places), rounding), places);
}

/** To a multiple of `step` (a tick, a lot), with its decimal places. Throws a RangeError unless step > 0. */
export function roundTo(a: Decimal, step: Decimal, rounding: Rounding): Decimal {
  if (sign(step) <= 0) throw new RangeError("a step must be above zero");
  const places = Math.max(a.places, step.places);
  const [value, unit] = [scaled(a, places), scaled(step, places)];
  if (typeof value === "number" && typeof unit === "number") {
    const rounded = divideSafe(value, unit, rounding) * Number(step.mantissa);
    if (Number.isSafeInteger(rounded)) return make(rounded, step.places);
  }
  return make(divide(BigInt(value), BigInt(unit), rounding) * BigInt(step.mantissa), step.places);
}

function make(mantissa: number | bigint, places: number): Decimal {
  if (typeof mantissa === "bigint" && mantissa <= Number.MAX_SAFE_INTEGER && mantissa >= Number.MIN_SAFE_INTEGER) {
    return { mantissa: Number(mantissa), places };
  }
  return { mantissa: mantissa === 0 ? 0 : mantissa, places }; // −0 becomes 0
}

function scaled(a: Decimal, places: number): number | bigint {
  const shift = places - a.places;
  if (shift === 0) return a.mantissa;
  const power = POWERS[shift];
  if (typeof a.mantissa === "number" && power !== undefined) {
    const product = a.mantissa * power;
    if (Number.isSafeInteger(product)) return product;
  }
  return BigInt(a.mantissa) * 10n ** BigInt(shift);
}

function exactSum(x: number, y: number): number | bigint {
  const total = x + y;
  return Number.isSafeInteger(total) ? total : BigInt(x) + BigInt(y);
}

/** Of safe integers, `denominator` > 0: the quotient of doubles may be one off, which what is left then tells; that is exact. */
function divideSafe(numerator: number, denominator: number, rounding: Rounding): number {
  let quotient = Math.trunc(numerator / denominator); // towards zero
  let rest = numerator - quotient * denominator;
  if (rest === 0) return quotient;
  if (rest < 0 !== numerator < 0) {
    quotient -= Math.sign(numerator);
    rest += Math.sign(numerator) * denominator;
  }
  const away = rest < 0 ? -1 : 1;
  const size = Math.abs(rest);
  const toHalf = Math.sign(size - (denominator - size));
  return roundsAway({ away, toHalf, isOdd: quotient % 2 !== 0 }, rounding) ? quotient + away : quotient;
}

function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator; // towards zero
  const rest = numerator % denominator;
  if (rest === 0n) return quotient;
  const away = rest < 0n === denominator < 0n ? 1 : -1;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const whole = denominator < 0n ? -denominator : denominator;
  const toHalf = twice < whole ? -1 : twice > whole ? 1 : 0;
  return roundsAway({ away, toHalf, isOdd: quotient % 2n !== 0n }, rounding) ? quotient + BigInt(away) : quotient;
}

/** What a division leaves behind the quotient that was cut towards zero. */
interface Rest {
  /** Which way lies the next integer away from zero. */
  readonly away: 1 | -1;
  /** Below 0: less than a half is left; 0: a half. */
  readonly toHalf: number;
  readonly isOdd: boolean;
}

function roundsAway({ away, toHalf, isOdd }: Rest, rounding: Rounding): boolean {
  switch (rounding) {
    case "down":
      return false;
    case "up":
      return true;
    case "floor":
      return away < 0;
    case "ceil":
      return away > 0;
    case "half":
      return toHalf > 0 || (toHalf === 0 && isOdd);
  }
}

function trimZeros(plain: string): string {
  return plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
}
