/** The equity of a run, minute by minute, as what its figures and its chart need of it. */
import { TIMEFRAME_MS } from "../candle.ts";
import type { EquityPoint } from "../chart.ts";
import { type Decimal, toNumber, ZERO } from "../money.ts";
import type { EquitySeries } from "../performance/daily.ts";

export interface MinuteEquity {
  /** Open times, ms UTC. */
  readonly at: Float64Array;
  readonly equity: Float64Array;
  /** The first minute that counts, and what was there before it. */
  readonly first: number;
  readonly capital: Decimal;
  readonly exactlyAfter: (minute: number) => Decimal;
}

const MINUTE_MS = TIMEFRAME_MS["1m"];
const DAY_MS = TIMEFRAME_MS["1d"];

/**
 * The ends of its UTC days, and the peaks and troughs of its largest falls, in money and relative: what the whole series has
 * beyond them changes no figure. `also`: minutes that must be there as well.
 */
export function seriesOf(minutes: MinuteEquity, also: readonly number[]): EquitySeries {
  const { at, first, capital, exactlyAfter } = minutes;
  const last = at.length - 1;
  const kept = new Set([...dayEnds(minutes), ...largestFalls(minutes), ...also, last]);
  const later = [...kept]
    .filter((minute) => minute >= first)
    .toSorted((a, b) => a - b)
    .map((minute) => ({ at: closeOf(at, minute), equity: exactlyAfter(minute), flows: ZERO }));
  return { start: { at: at[first] ?? 0, equity: capital, flows: ZERO }, later, until: closeOf(at, last) };
}

export function closeOf(at: Float64Array, minute: number): number {
  return (at[minute] ?? Number.NaN) + MINUTE_MS;
}

function dayEnds({ at, first }: MinuteEquity): number[] {
  const ends: number[] = [];
  const begin = closeOf(at, first);
  const toMidnight = Math.ceil(begin / DAY_MS) * DAY_MS - begin;
  for (let minute = first + toMidnight / MINUTE_MS; minute < at.length; minute += DAY_MS / MINUTE_MS) ends.push(minute);
  return ends;
}

/** Peak and trough of each, by their minutes. */
function largestFalls({ equity, first, capital }: MinuteEquity): number[] {
  let [peak, peakAt] = [toNumber(capital), first];
  let [money, relative] = [
    { fall: 0, from: first, to: first },
    { fall: 0, from: first, to: first },
  ];
  for (let i = first; i < equity.length; i += 1) {
    const value = equity[i] ?? Number.NaN;
    if (value > peak) [peak, peakAt] = [value, i];
    const fall = peak - value;
    if (fall > money.fall) money = { fall, from: peakAt, to: i };
    if (fall / peak > relative.fall) relative = { fall: fall / peak, from: peakAt, to: i };
  }
  return [money.from, money.to, relative.from, relative.to];
}

const MOST_POINTS = 240;

/** Of each part of it the minute that lies deepest below the peak before it, and the last of all. */
export function curveOf({ at, equity, first }: MinuteEquity): EquityPoint[] {
  const size = Math.max(1, (equity.length - first) / MOST_POINTS);
  const points: EquityPoint[] = [];
  let [peak, deepest, ends] = [Number.NEGATIVE_INFINITY, null as EquityPoint | null, first + size];
  for (let i = first; i < equity.length; i += 1) {
    const value = equity[i] ?? Number.NaN;
    peak = Math.max(peak, value);
    const drawdown = peak > 0 ? (1 - value / peak) * 100 : 0;
    if (deepest === null || drawdown > deepest[2]) deepest = [closeOf(at, i), value, drawdown];
    if (i + 1 < ends && i + 1 < equity.length) continue;
    points.push(deepest);
    if (i + 1 === equity.length && deepest[0] !== closeOf(at, i)) points.push([closeOf(at, i), value, drawdown]);
    [deepest, ends] = [null, ends + size];
  }
  return points;
}
