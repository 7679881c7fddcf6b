/** An equity chart as a configuration: the line, and at the foot how far it lies below its peak. */
import type { EquityChart, EquityPoint } from "../../domain/chart.ts";
import { formatValue, plain } from "../../domain/format.ts";
import type { ChartLook } from "../drawing.ts";
import { drawdownWords, lineOf, moneyMarks, moneySpan, momentsOf } from "../equity.ts";
import { marksOf } from "../times.ts";
import { type Span, widened } from "../view.ts";
import { axis, STACK } from "./axes.ts";
import { type AxisMark, fitHeight, fitWidth } from "./callbacks.ts";
import { subtitle, title } from "./heading.ts";
import { COLOURS, LABEL, NO_EXTRAS, PLOT_HEIGHT, STILL, TIMES_HEIGHT } from "./layout.ts";
import { plotWidth } from "./plot.ts";
import { tradedFigures, tradedNames, tradedScale, tradedSets } from "./traded.ts";

/** Shares of the plot's height: air above the line, and below it the room of the drawdown. */
const AIR = 0.06;
const FOOT = 0.26;
const DEEPEST = 0.2;
const MOST_AMOUNTS = 6;
const TIMES_APART = 72;
const HALF_A_TIME = 20;
/** Of the font's size, on average over the digits of an amount. */
const DIGIT_WIDTH = 0.6;
const LABEL_MARGIN = 10;

export function equityConfig(chart: EquityChart, { zone }: ChartLook) {
  const line = lineOf(chart);
  const seen = widened(moneySpan(chart), AIR, FOOT);
  return {
    type: "line",
    data: { datasets: [...tradedSets(chart), equityLine(line), drawdownArea(line, seen)] },
    options: {
      ...STILL,
      scales: scalesOf(chart, line, seen, zone),
      plugins: {
        ...NO_EXTRAS,
        title: title(plain(`Equity of ${chart.name}, ${chart.currency}`)),
        subtitle: subtitle(`${spanWords(chart, zone)} · ${drawdownWords(chart)} · times in ${zone}`),
      },
    },
  };
}

function equityLine(line: readonly EquityPoint[]) {
  const data = line.map(([x, y]) => ({ x, y }));
  return { ...SHAPE, data, borderColor: COLOURS.buy, borderWidth: 2, yAxisID: "y" };
}

/** From the foot up. It stands on the axis of the amounts, for one of its own would reach above them into what was traded. */
function drawdownArea(line: readonly EquityPoint[], { low, high }: Span) {
  const deepest = Math.max(...line.map(([, , drawdown]) => drawdown)) || 1;
  const data = line.map(([x, , drawdown]) => ({ x, y: low + (drawdown / deepest) * DEEPEST * (high - low) }));
  return { ...SHAPE, data, fill: "start", backgroundColor: COLOURS.sell, borderWidth: 0, yAxisID: "y" };
}

const SHAPE = { type: "line", pointRadius: 0, tension: 0, parsing: true } as const;

function scalesOf(chart: EquityChart, line: readonly EquityPoint[], seen: Span, zone: string) {
  const amounts = moneyMarks(moneySpan(chart), MOST_AMOUNTS, chart);
  const labels = [...amounts, ...tradedFigures(chart)].map(({ text }) => text.length);
  const room = Math.ceil(Math.max(0, ...labels) * LABEL.size * DIGIT_WIDTH) + LABEL_MARGIN;
  const marks: readonly AxisMark[] = amounts.map((mark) => ({ ...mark, line: COLOURS.grid, ink: COLOURS.faint }));
  return {
    x: {
      ...axis(timeMarks(line, plotWidth(room), zone)),
      min: line[0]?.[0],
      max: line.at(-1)?.[0],
      afterFit: fitHeight,
      extent: TIMES_HEIGHT,
    },
    // Before the amounts: what comes first stands above in a stack.
    ...tradedScale(chart, room),
    y: {
      ...axis(marks),
      ...{ axis: "y", position: "right", min: seen.low, max: seen.high, afterFit: fitWidth, extent: room },
      ...{ stack: STACK, stackWeight: PLOT_HEIGHT },
    },
    ...tradedNames(chart, room),
  };
}

/** A moment a pixel; those too near to an edge to be written whole are left out. */
function timeMarks(line: readonly EquityPoint[], width: number, zone: string): readonly AxisMark[] {
  const moments = momentsOf(line, Math.floor(width));
  const [first = 0, second = first] = moments;
  return marksOf(moments, second - first, zone, TIMES_APART)
    .filter(({ index }) => Math.min(index, moments.length - index) >= HALF_A_TIME)
    .map(({ index, text, isDay }) => ({
      value: moments[index] ?? first,
      text,
      line: COLOURS.grid,
      ...(isDay ? { ink: COLOURS.text, weight: "bold" } : { ink: COLOURS.faint }),
    }));
}

/** `1 Jan 2022 to 4 Jan 2022` */
function spanWords({ points }: EquityChart, zone: string): string {
  const day = (at: number): string => formatValue({ type: "time", at, style: "day" }, { zone, now: at });
  const [from, until] = [day(points[0]?.[0] ?? 0), day(points.at(-1)?.[0] ?? 0)];
  return from === until ? until : `${from} to ${until}`;
}
