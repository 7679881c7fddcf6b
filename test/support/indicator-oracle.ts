/** Asks an indicator of trading-signals for a whole series, and compares. */
import { expect } from "vitest";

import type { CandleColumns } from "../../src/domain/candle-columns.ts";

interface Asked<In, Out> {
  add(value: In): Out | null;
  readonly isStable: boolean;
}

/** Null while it warms up. */
export function oracle<Out>(indicator: Asked<number, Out>, values: Float64Array): (Out | null)[] {
  return Array.from(values, (value) => answerOf(indicator, value));
}

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export function oracleOfCandles<Out>(indicator: Asked<Bar, Out>, columns: CandleColumns): (Out | null)[] {
  const { open, high, low, close, volume } = columns;
  const cell = (column: Float64Array, i: number): number => column[i] ?? 0;
  return Array.from(close, (_, i) =>
    answerOf(indicator, {
      ...{ open: cell(open, i), high: cell(high, i), low: cell(low, i) },
      ...{ close: cell(close, i), volume: cell(volume, i) },
    }),
  );
}

function answerOf<In, Out>(indicator: Asked<In, Out>, value: In): Out | null {
  const result = indicator.add(value);
  return indicator.isStable ? result : null;
}

/** Equal to 1e-9 of the value, or 1e-9 where it is smaller than one. */
export function expectNear(values: Float64Array, expected: readonly (number | null)[]): void {
  expect(values.length).toBe(expected.length);
  expected.forEach((wanted, i) => {
    const given = values[i] ?? 0;
    const isNear =
      wanted === null ? Number.isNaN(given) : Math.abs(given - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
    if (!isNear) expect([i, given]).toEqual([i, wanted]);
  });
}
