/** What of an equity chart is seen, whoever draws it: money from bottom to top, its marks, and the line at even steps of time. */
import type { EquityChart, EquityPoint } from "../domain/chart.ts";
import { formatValue } from "../domain/format.ts";
import { fromFloat, text } from "../domain/money.ts";
import { priceText } from "../domain/chart-words.ts";
import { roundPrices, type Span } from "./view.ts";

/** Equity that stood still gets a height of this much, of itself. */
const FLAT_SHARE = 0.002;
const HALF_A_DAY_MS = 12 * 60 * 60_000;

/** One moment alone is drawn as a line through a day of its own. */
export function lineOf({ points }: EquityChart): readonly EquityPoint[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first[0] < last[0]) return points;
  return [
    [last[0] - HALF_A_DAY_MS, last[1], last[2]],
    [last[0] + HALF_A_DAY_MS, last[1], last[2]],
  ];
}

export function moneySpan({ points, places }: EquityChart): Span {
  const values = points.map(([, equity]) => equity);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = Math.max(Math.abs(high) * FLAT_SHARE, 10 ** -places);
  return high - low >= least ? { low, high } : { low: (low + high - least) / 2, high: (low + high + least) / 2 };
}

export interface MoneyMark {
  readonly value: number;
  readonly text: string;
}

/** Round amounts, without decimals where none of them has any. */
export function moneyMarks(span: Span, most: number, { places }: EquityChart): readonly MoneyMark[] {
  const values = roundPrices(span, most, places);
  const isWhole = values.every((value) => Number(value.toFixed(places)) % 1 === 0);
  return values.map((value) => ({ value, text: priceText(value, isWhole ? 0 : places) }));
}

/** `drawdown 0.30 %, most 2.10 %`: now, and the largest. */
export function drawdownWords({ points }: EquityChart): string {
  const falls = points.map(([, , drawdown]) => drawdown);
  const shown = (fall: number): string =>
    formatValue({ type: "percent", percent: text(fromFloat(fall, 2)) }, { zone: "UTC", now: 0 });
  return `drawdown ${shown(falls.at(-1) ?? 0)}, most ${shown(Math.max(...falls))}`;
}

/** Evenly from the first to the last: moments in ms UTC. */
export function momentsOf(line: readonly EquityPoint[], count: number): readonly number[] {
  const [from, until] = [line[0]?.[0] ?? 0, line.at(-1)?.[0] ?? 0];
  return Array.from({ length: count }, (_, index) => from + ((until - from) * index) / Math.max(1, count - 1));
}
