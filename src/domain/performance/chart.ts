/** A series as a chart: few enough points to be kept in a reply, none of its falls left out. */
import type { EquityChart, EquityPoint } from "../chart.ts";
import { moneyPlaces } from "../format.ts";
import { toNumber } from "../money.ts";
import { daysOf, type EquitySeries } from "./daily.ts";
import { fallsOf } from "./drawdown.ts";

const MOST_POINTS = 240;

export function equityChart(
  series: EquitySeries,
  { name, currency }: Pick<EquityChart, "name" | "currency">,
): EquityChart {
  return { kind: "equity", name, currency, places: moneyPlaces(currency), points: thinned(pointsOf(series)) };
}

/** One more stands at the end: what was there last is there still. */
function pointsOf(series: EquitySeries): EquityPoint[] {
  const { start, later, until } = series;
  const falls = fallsOf(daysOf(series, "UTC"));
  const points = later.map(({ at, equity }, index): EquityPoint => {
    const { fall } = falls[index] ?? { fall: 0 };
    return [at, toNumber(equity), Number.isFinite(fall) ? fall * 100 : 0];
  });
  const all: EquityPoint[] = [[start.at, toNumber(start.equity), 0], ...points];
  const [at, equity, drawdown] = all.at(-1) ?? [until, 0, 0];
  return at < until ? [...all, [until, equity, drawdown]] : all;
}

/** The first, the last, and of each part between them the one that lies deepest. */
function thinned(points: readonly EquityPoint[]): readonly EquityPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const size = (points.length - 2) / (MOST_POINTS - 2);
  const deepest = Array.from({ length: MOST_POINTS - 2 }, (_, part) => {
    const own = points.slice(1 + Math.floor(part * size), 1 + Math.floor((part + 1) * size));
    return own.reduce((deep, each) => (each[2] > deep[2] ? each : deep));
  });
  return [...points.slice(0, 1), ...deepest, ...points.slice(-1)];
}
