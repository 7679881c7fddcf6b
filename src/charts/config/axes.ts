/** The axes: round prices and levels at the right, figures of the panels below these, times at the bottom, names at the top. */
import type { CandleChart, ChartLevel } from "../../domain/chart.ts";
import { type TimeMark, timeMarks } from "../times.ts";
import { priceText } from "../../domain/chart-words.ts";
import { roundPrices, shareOf, type Span } from "../view.ts";
import {
  type AxisMark,
  dashOf,
  fillOf,
  fitHeight,
  fitWidth,
  hasFill,
  inkOf,
  lineOf,
  textOf,
  useMarks,
  weightOf,
} from "./callbacks.ts";
import {
  COLOURS,
  FAMILY,
  LABEL,
  LEGEND,
  PANEL_HEIGHT,
  PLOT_HEIGHT,
  TAG_HEIGHT,
  TAG_PADDING,
  TIMES_HEIGHT,
} from "./layout.ts";
import { type LegendMark, legendRows } from "./legend.ts";
import { panelName } from "./lines.ts";
import { panelFigures, type Plot, plotWidth } from "./plot.ts";

const APART_FROM_PRICE = (TAG_HEIGHT + LABEL.height) / 2 / PLOT_HEIGHT;
const MOST_PRICES = 8;
const TIMES_APART = 72;
const HALF_A_TIME = 20;

export function scales(chart: CandleChart, plot: Plot, zone: string) {
  const { candles, prices, pitch, room } = plot;
  return {
    x: {
      ...axis(timeAxisMarks(chart, plot, zone)),
      min: candles.length - plotWidth(room) / pitch,
      max: candles.length,
      afterFit: fitHeight,
      extent: TIMES_HEIGHT,
    },
    y: {
      ...axis(priceAxisMarks(chart, plot)),
      position: "right",
      min: prices.low,
      max: prices.high,
      afterFit: fitWidth,
      extent: room,
      stack: STACK,
      stackWeight: PLOT_HEIGHT,
    },
    // Behind these two: bars take the first axis of times, and what comes first stands above in a stack.
    ...panelScales(plot),
    ...legendScales(legendRows(chart), room),
  };
}

/** The axes of prices and panels stand on each other, with heights in these shares. */
export const STACK = "plot";

/** Each with a line at its top. */
function panelScales({ panels, room }: Plot) {
  const scaleOf = (span: Span) => ({
    ...axis([
      { value: span.high, line: COLOURS.line },
      ...panelFigures(span).map((figure) => ({ ...figure, line: COLOURS.grid, ink: COLOURS.faint })),
    ]),
    ...{ axis: "y", position: "right", min: span.low, max: span.high },
    ...{ afterFit: fitWidth, extent: room, stack: STACK, stackWeight: PANEL_HEIGHT },
  });
  return Object.fromEntries(panels.map((span, panel) => [panelName(panel), scaleOf(span)]));
}

/** The row nearest to the candles comes first. */
export function legendScales(names: readonly (readonly LegendMark[])[], room: number) {
  const rows = names.toReversed();
  const scaleOf = (marks: readonly AxisMark[], below: number) => {
    const { ticks, ...rest } = axis(marks);
    return {
      ...rest,
      ...{ axis: "x", position: "top", min: 0, max: plotWidth(room) },
      ...{ afterFit: fitHeight, extent: LEGEND.row + below },
      border: { display: false },
      grid: { display: false, drawTicks: false },
      ticks: { ...ticks, align: "start", padding: below },
    };
  };
  return Object.fromEntries(rows.map((marks, row) => [`legend${row}`, scaleOf(marks, row === 0 ? LEGEND.below : 0)]));
}

/** Its own marks and nothing else. */
export function axis(marks: readonly AxisMark[]) {
  return {
    type: "linear",
    offset: false,
    marks,
    afterBuildTicks: useMarks,
    border: { display: true, color: COLOURS.line, dash: dashOf },
    grid: { offset: false, drawTicks: false, color: lineOf },
    ticks: {
      autoSkip: false,
      includeBounds: false,
      maxRotation: 0,
      padding: 6,
      crossAlign: "near",
      callback: textOf,
      color: inkOf,
      font: { family: FAMILY, size: LABEL.size, weight: weightOf },
      showLabelBackdrop: hasFill,
      backdropColor: fillOf,
      backdropPadding: TAG_PADDING,
    },
  };
}

function timeAxisMarks(chart: CandleChart, { candles, pitch, room }: Plot, zone: string): readonly AxisMark[] {
  const marks = timeMarks({ candles, timeframe: chart.timeframe }, zone, Math.ceil(TIMES_APART / pitch));
  const width = plotWidth(room);
  const isWhole = ({ index }: TimeMark): boolean => {
    const fromRight = (candles.length - index) * pitch;
    return Math.min(fromRight, width - fromRight) >= HALF_A_TIME;
  };
  return marks.filter(isWhole).map(({ index, text, isDay }) => ({
    value: index,
    text,
    line: COLOURS.grid,
    ...(isDay ? { ink: COLOURS.text, weight: "bold" } : { ink: COLOURS.faint }),
  }));
}

const TAGS: Readonly<Record<ChartLevel["role"], { fill: string; ink: string; line: string; dash: readonly number[] }>> =
  {
    entry: { fill: COLOURS.strong, ink: COLOURS.background, line: COLOURS.strong, dash: [] },
    stop: { fill: COLOURS.sell, ink: COLOURS.background, line: COLOURS.sell, dash: [3, 3] },
    target: { fill: COLOURS.buy, ink: COLOURS.background, line: COLOURS.buy, dash: [3, 3] },
    last: { fill: COLOURS.last, ink: COLOURS.strong, line: COLOURS.faint, dash: [1, 3] },
  };

/** Round prices, then the levels' lines, then their labels; a price too near to one of these goes without its own. */
function priceAxisMarks({ places }: CandleChart, { prices, tags }: Plot): readonly AxisMark[] {
  const valueOf = (share: number): number => prices.low + share * (prices.high - prices.low);
  const isFree = (price: number): boolean =>
    tags.every(({ at }) => Math.abs(at - shareOf(price, prices)) >= APART_FROM_PRICE);
  return [
    ...roundPrices(prices, MOST_PRICES, places).map((price) => ({
      value: price,
      line: COLOURS.grid,
      ink: COLOURS.faint,
      ...(isFree(price) ? { text: priceText(price, places) } : {}),
    })),
    ...tags.flatMap(({ role, line }) =>
      line === null ? [] : [{ value: valueOf(line), line: TAGS[role].line, dash: TAGS[role].dash }],
    ),
    ...tags.map(({ role, at, text }) => ({ value: valueOf(at), text, ink: TAGS[role].ink, fill: TAGS[role].fill })),
  ];
}
