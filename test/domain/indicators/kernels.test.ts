/** What holds for every indicator: its two forms agree, it knows the past alone, and it says how long it warms up. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { COLUMNS, newColumns } from "../../../src/domain/candle-columns.ts";
import { sma } from "../../../src/domain/indicators/averages.ts";
import { Donchian, donchian } from "../../../src/domain/indicators/extremes.ts";
import { historyFor, MEMORY } from "../../../src/domain/indicators/memory.ts";
import { Macd, macd, rsi } from "../../../src/domain/indicators/momentum.ts";
import { Atr, atr, Bollinger, bollinger, TrueRange, trueRange } from "../../../src/domain/indicators/volatility.ts";
import { DayVwap, dayVwap, RollingVwap, rollingVwap } from "../../../src/domain/indicators/vwap.ts";
import { RollingSum } from "../../../src/domain/indicators/window.ts";
import { anyColumns, anyPeriod, anyValues, headOf, SINGLES, wanderingColumns } from "../../support/indicator-series.ts";

const firstNumber = (values: Float64Array): number => values.findIndex((value) => !Number.isNaN(value));

/** Bit for bit: NaN is NaN, and 0 is not -0. */
function expectSame(a: ArrayLike<number>, b: ArrayLike<number>): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) expect([i, a[i]]).toEqual([i, b[i]]);
}

describe.each(SINGLES)("$name", ({ batch, kernel, warmUp }) => {
  test("is the same one value after the other as all at once", () => {
    fc.assert(
      fc.property(anyValues, anyPeriod, (values, period) => {
        const one = kernel(period);
        expectSame(
          batch(values, period),
          Array.from(values, (value) => one.next(value)),
        );
      }),
    );
  });

  test("gives its first number after its warm-up, and one for each value from there", () => {
    fc.assert(
      fc.property(anyValues, anyPeriod, (values, period) => {
        const results = batch(values, period);
        results.forEach((result, i) => expect(Number.isNaN(result)).toBe(i < warmUp(period) - 1));
      }),
    );
  });

  test("does not know the future", () => {
    fc.assert(
      fc.property(anyValues, anyValues, anyPeriod, (past, future, period) => {
        const results = batch(Float64Array.from([...past, ...future]), period);
        expectSame(results.subarray(0, past.length), batch(past, period));
      }),
    );
  });

  test("begins anew behind a value that there is not", () => {
    fc.assert(
      fc.property(anyValues, anyValues, anyPeriod, (before, after, period) => {
        const results = batch(Float64Array.from([...before, Number.NaN, ...after]), period);
        expect(results[before.length]).toBeNaN();
        expectSame(results.subarray(before.length + 1), batch(after, period));
      }),
    );
  });

  test("refuses what is no period", () => {
    for (const period of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => kernel(period)).toThrow("not a period");
  });
});

describe("an indicator of candles", () => {
  const forms = {
    "true range": trueRange,
    atr: (columns: Parameters<typeof atr>[0]) => atr(columns, 3),
    "the day's vwap": dayVwap,
    "rolling vwap": (columns: Parameters<typeof atr>[0]) => rollingVwap(columns, 3),
    "upper donchian": (columns: Parameters<typeof atr>[0]) => donchian(columns, 3).upper,
    "middle donchian": (columns: Parameters<typeof atr>[0]) => donchian(columns, 3).middle,
  };
  test.each(Object.entries(forms))("does not know the future: %s", (_name, form) => {
    fc.assert(
      fc.property(anyColumns, fc.nat(60), (columns, count) => {
        expectSame(form(columns).subarray(0, count), form(headOf(columns, count)));
      }),
    );
  });

  test("is the same one candle after the other as all at once", () => {
    fc.assert(
      fc.property(anyColumns, anyPeriod, (columns, period) => {
        const cells = Array.from(columns.at, (_, i) => COLUMNS.map((name) => columns[name][i] ?? 0));
        const [range, average, channel] = [new TrueRange(), new Atr(period), new Donchian(period)];
        const [day, rolling] = [new DayVwap(), new RollingVwap(period)];
        const results = cells.map(([at = 0, , high = 0, low = 0, close = 0, volume = 0]) => ({
          range: range.next(high, low, close),
          average: average.next(high, low, close),
          middle: channel.next(high, low),
          ...{ upper: channel.upper, lower: channel.lower },
          day: day.next(at, high, low, close, volume),
          rolling: rolling.next(high, low, close, volume),
        }));
        const column = (name: keyof (typeof results)[number]): number[] => results.map((result) => result[name]);
        const bands = donchian(columns, period);
        expectSame(trueRange(columns), column("range"));
        expectSame(atr(columns, period), column("average"));
        expectSame(bands.middle, column("middle"));
        expectSame(bands.upper, column("upper"));
        expectSame(bands.lower, column("lower"));
        expectSame(dayVwap(columns), column("day"));
        expectSame(rollingVwap(columns, period), column("rolling"));
      }),
    );
  });
});

describe("an indicator of several lines", () => {
  test("is the same one value after the other as all at once", () => {
    fc.assert(
      fc.property(anyValues, anyPeriod, anyPeriod, anyPeriod, (values, fast, slow, signal) => {
        const [one, band] = [new Macd({ fast, slow, signal }), new Bollinger(fast, 2.5)];
        const rows = Array.from(values, (value) => [
          ...[one.next(value), one.signal, one.histogram],
          ...[band.next(value), band.upper, band.lower],
        ]);
        const [lines, bands] = [macd(values, { fast, slow, signal }), bollinger(values, fast, 2.5)];
        const all = [lines.line, lines.signal, lines.histogram, bands.middle, bands.upper, bands.lower];
        all.forEach((line, place) =>
          expectSame(
            line,
            rows.map((row) => row[place] ?? 0),
          ),
        );
      }),
    );
  });

  test("has the simple average as the middle of Bollinger's bands, to the last bit", () => {
    const { close } = wanderingColumns(500);
    expectSame(bollinger(close, 20, 2).middle, sma(close, 20));
  });
});

describe("a rolling sum", () => {
  test("is the double nearest to the exact one, or its neighbour, over half a million prices", () => {
    const { close } = wanderingColumns(500_000);
    const period = 1_000;
    const sum = new RollingSum(period);
    const tenths = (i: number): number => Math.round((close[i] ?? 0) * 10);
    let [exact, worst] = [0, 0];
    close.forEach((price, i) => {
      exact += tenths(i) - (i < period ? 0 : tenths(i - period));
      const given = sum.next(price);
      if (i >= period - 1) worst = Math.max(worst, Math.abs(given - exact / 10) / (exact / 10));
    });
    expect(worst).toBeLessThanOrEqual(Number.EPSILON);
  });

  test("does not depend on where its series began", () => {
    const { close } = wanderingColumns(20_000);
    const all = sma(close, 50);
    for (const begin of [1, 777, 19_000])
      expectSame(sma(close.subarray(begin), 50).subarray(49), all.subarray(begin + 49));
  });
});

describe("an average by volume", () => {
  test("begins at midnight in UTC, and is none before the first one that was seen", () => {
    const columns = wanderingColumns(3 * 60, 7, Date.UTC(2022, 0, 2, 23));
    const results = dayVwap(columns);
    expect(firstNumber(results)).toBe(60);
    const [high, low, close] = [columns.high[60] ?? 0, columns.low[60] ?? 0, columns.close[60] ?? 0];
    expect(results[60]).toBeCloseTo((high + low + close) / 3, 9);
  });

  test("is none where nothing was traded", () => {
    const columns = newColumns(40);
    columns.close.fill(10);
    columns.volume.fill(0.1, 0, 10);
    columns.volume.fill(0.3, 30);
    const rolling = rollingVwap(columns, 5);
    expect([...rolling.keys()].filter((i) => Number.isNaN(rolling[i]))).toEqual([0, 1, 2, 3, ...range(14, 30)]);
    columns.volume.fill(0);
    expect(firstNumber(dayVwap(columns))).toBe(-1);
  });
});

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test("an RSI of a market that stands still is neither high nor low", () => {
  expect(rsi(new Float64Array(40).fill(46_000), 14)[39]).toBe(50);
});

test("the memory of an indicator says when its first number comes, and how much it must have read to be exact", () => {
  const { close, ...rest } = wanderingColumns(5_000);
  const columns = { close, ...rest };
  const periods = { fast: 12, slow: 26, signal: 9 };
  const numbers: readonly (readonly [Float64Array, number])[] = [
    ...SINGLES.filter(({ name }) => name in MEMORY).map(
      ({ name, batch }) => [batch(close, 9), MEMORY[name as "sma"](9).warmUp] as const,
    ),
    [macd(close, periods).histogram, MEMORY.macd(periods).warmUp],
    [atr(columns, 9), MEMORY.atr(9).warmUp],
    [bollinger(close, 9, 2).upper, MEMORY.bollinger(9).warmUp],
    [donchian(columns, 9).upper, MEMORY.donchian(9).warmUp],
    [rollingVwap(columns, 9), MEMORY.rollingVwap(9).warmUp],
  ];
  for (const [values, warmUp] of numbers) expect(firstNumber(values)).toBe(warmUp - 1);

  const history = historyFor([MEMORY.macd(periods), MEMORY.rsi(14), MEMORY.sma(50)]);
  expect(history).toBe(40 * 35);
  const late = close.subarray(5_000 - history - 1);
  for (const batch of [
    (values: Float64Array) => macd(values, periods).histogram,
    (values: Float64Array) => rsi(values, 14),
  ])
    expect(batch(late).at(-1)).toBeCloseTo(batch(close).at(-1) ?? 0, 10);
  expect(historyFor([MEMORY.sma(50)])).toBe(49);
  expect(historyFor([])).toBe(0);
});
