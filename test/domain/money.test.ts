import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  abs,
  add,
  compare,
  type Decimal,
  div,
  fixed,
  from,
  fromFloat,
  isZero,
  max,
  min,
  mul,
  neg,
  round,
  type Rounding,
  roundTo,
  sign,
  sub,
  sum,
  text,
  toNumber,
  ZERO,
} from "../../src/domain/money.ts";

const Exact = Oracle.clone({ precision: 400, toExpNeg: -1_000, toExpPos: 1_000 });
const RUNS = { numRuns: 2_000 };
const ROUNDINGS: Readonly<Record<Rounding, Oracle.Rounding>> = {
  down: Oracle.ROUND_DOWN,
  up: Oracle.ROUND_UP,
  floor: Oracle.ROUND_FLOOR,
  ceil: Oracle.ROUND_CEIL,
  half: Oracle.ROUND_HALF_EVEN,
};

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const mantissas = fc.oneof(
  fc.bigInt({ min: -2_000n, max: 2_000n }),
  fc.bigInt({ min: -SAFE, max: SAFE }),
  fc.bigInt({ min: -5n, max: 5n }).map((n) => SAFE + n),
  fc.bigInt({ min: -5n, max: 5n }).map((n) => n - SAFE),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
);
const decimals = fc
  .tuple(mantissas, fc.integer({ min: 0, max: 18 }))
  .map(([mantissa, places]) => from(spell(mantissa, places)));
const nonZero = decimals.filter((value) => !isZero(value));
const roundings = fc.constantFrom<Rounding>("down", "up", "floor", "ceil", "half");
const places = fc.integer({ min: 0, max: 20 });

/** Independent of the code under test: digits with a point put into them. */
function spell(mantissa: bigint, places: number): string {
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(places + 1, "0");
  const point = digits.length - places;
  const sign = mantissa < 0n ? "-" : "";
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const oracle = (value: Decimal): Oracle => new Exact(value.mantissa.toString()).div(new Exact(10).pow(value.places));
const same = (value: Decimal, expected: Oracle): void =>
  expect(oracle(value).toFixed()).toBe(withoutMinusZero(expected.toFixed()));
const withoutMinusZero = (digits: string): string => (/[1-9]/.test(digits) ? digits : digits.replace("-", ""));

describe("against decimal.js", () => {
  test("sums, differences and products are exact", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        same(add(a, b), oracle(a).plus(oracle(b)));
        same(sub(a, b), oracle(a).minus(oracle(b)));
        same(mul(a, b), oracle(a).times(oracle(b)));
      }),
      RUNS,
    );
  });

  test("a quotient is rounded from its exact value", () => {
    fc.assert(
      fc.property(decimals, nonZero, places, roundings, (a, b, n, rounding) => {
        same(div(a, b, n, rounding), oracle(a).div(oracle(b)).toDecimalPlaces(n, ROUNDINGS[rounding]));
      }),
      RUNS,
    );
  });

  test("rounding to places follows the rule it is given", () => {
    fc.assert(
      fc.property(decimals, places, roundings, (a, n, rounding) => {
        const rounded = round(a, n, rounding);
        same(rounded, oracle(a).toDecimalPlaces(n, ROUNDINGS[rounding]));
        expect(rounded.places).toBeLessThanOrEqual(Math.max(n, 0));
      }),
      RUNS,
    );
  });

  test("rounding to a step gives the multiple that the rule names", () => {
    const steps = nonZero.map(abs);
    fc.assert(
      fc.property(decimals, steps, roundings, (a, step, rounding) => {
        same(roundTo(a, step, rounding), oracle(a).toNearest(oracle(step), ROUNDINGS[rounding]));
      }),
      RUNS,
    );
  });

  test("comparison, sign, least and greatest agree", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(compare(a, b)).toBe(oracle(a).comparedTo(oracle(b)));
        expect(sign(a)).toBe(oracle(a).isZero() ? 0 : oracle(a).s);
        same(min(a, b), Oracle.min(oracle(a), oracle(b)));
        same(max(a, b), Oracle.max(oracle(a), oracle(b)));
        same(abs(a), oracle(a).abs());
        same(neg(a), oracle(a).neg());
      }),
      RUNS,
    );
  });

  test("text is the plain notation without trailing zeros, and reads back", () => {
    fc.assert(
      fc.property(decimals, (a) => {
        expect(text(a)).toBe(withoutMinusZero(oracle(a).toFixed()));
        expect(compare(from(text(a)), a)).toBe(0);
        expect(toNumber(a)).toBe(Number(withoutMinusZero(oracle(a).toFixed())));
      }),
      RUNS,
    );
  });

  test("fixed shows exactly so many places, ties to the even digit, zero without a sign", () => {
    fc.assert(
      fc.property(decimals, places, (a, n) => {
        expect(fixed(a, n)).toBe(withoutMinusZero(oracle(a).toFixed(n, Oracle.ROUND_HALF_EVEN)));
      }),
      RUNS,
    );
  });

  test("a sum over many is the sum of all", () => {
    fc.assert(
      fc.property(fc.array(decimals, { maxLength: 20 }), (values) => {
        same(
          sum(values),
          values.reduce((total, each) => total.plus(oracle(each)), new Exact(0)),
        );
      }),
      RUNS,
    );
  });
});

describe("the mantissa", () => {
  test("is a double while it is safe and a bigint beyond, whatever the way to it", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        for (const value of [a, add(a, b), sub(a, b), mul(a, b), neg(a), div(a, from(3), 8)]) {
          const big = BigInt(value.mantissa);
          const safe = big <= SAFE && big >= -SAFE;
          expect(typeof value.mantissa).toBe(safe ? "number" : "bigint");
          expect(Object.is(value.mantissa, -0)).toBe(false);
        }
      }),
      RUNS,
    );
  });
});

describe("reading", () => {
  test("every digit of a long amount survives", () => {
    const long = "9007199254740993.123456789012345678";
    expect(text(from(long))).toBe(long);
    expect(text(mul(from(long), from(1)))).toBe(long);
  });

  test.each([
    "",
    " ",
    "1,5",
    "1e3",
    "1e-7",
    ".5",
    "5.",
    "+1",
    "--1",
    "0x10",
    "NaN",
    "Infinity",
    "1 000",
    "１",
    "1_000",
    "1\n",
  ])("%j is not a plain decimal", (bad) => {
    expect(() => from(bad)).toThrow(RangeError);
  });

  test.each([0.1, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])("the number %d is not exact", (bad) => {
    expect(() => from(bad)).toThrow(RangeError);
  });

  test("integers of each kind are read", () => {
    expect([from(12), from(12n), from("12")].map(text)).toEqual(["12", "12", "12"]);
    expect(text(fromFloat(0.1 + 0.2, 4))).toBe("0.3");
  });

  test("minus zero is zero", () => {
    expect([text(from("-0.00")), text(neg(ZERO)), fixed(from("-0.004"), 2)]).toEqual(["0", "0", "0.00"]);
  });
});

test("what has no answer is refused", () => {
  expect(() => div(from(1), ZERO, 2)).toThrow(RangeError);
  expect(() => roundTo(from(1), ZERO, "down")).toThrow(RangeError);
  expect(() => roundTo(from(1), from(-1), "down")).toThrow(RangeError);
});
