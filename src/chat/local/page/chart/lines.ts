/** The lines of indicators in a chart, over the candles and in panes below them, with the marks of what was decided. */
import {
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";

import { type CandleChart, type ChartLine, type ChartMark, panelsOf } from "../../../../domain/chart.ts";
import { figureText, indicatorsOf, legendOf, marksOf } from "../../../../domain/chart-words.ts";

export interface Lines {
  /** Anew: another market has other lines, another look other colours. */
  show(spec: CandleChart): void;
}

/** Above the candles stands the name of each indicator, and what was decided, in their colours. */
export function createLines(chart: IChartApi, candles: ISeriesApi<"Candlestick">, legend: HTMLElement): Lines {
  const markers = createSeriesMarkers(candles, []);
  let drawn: readonly ISeriesApi<"Line" | "Histogram">[] = [];
  return {
    show(spec) {
      for (const series of drawn) chart.removeSeries(series);
      drawn = indicatorsOf(spec.lines).flatMap((own, indicator) =>
        own.map((line) => addLine(chart, line, inkOf(indicator), spec)),
      );
      sharePanes(chart, panelsOf(spec));
      markers.setMarkers(spec.marks.map(markerOf));
      const indicators = legendOf(spec).map(({ text, indicator }) => nameOf(text, inkName(indicator)));
      const marks = marksOf(spec).map(({ text, role }) => nameOf(text, `mark-${role}`));
      legend.replaceChildren(...indicators, ...marks);
    },
  };
}

/** Colours of the page's sheet. */
const INKS = 5;
const inkName = (indicator: number): string => `ink-${indicator % INKS}`;

function inkOf(indicator: number): string {
  return colour(inkName(indicator));
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const QUIET = { lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false } as const;
/** Of a colour, as two hexadecimal digits: bars lie behind the lines that they belong to. */
const FAINT = "66";

function addLine(chart: IChartApi, line: ChartLine, ink: string, spec: CandleChart): ISeriesApi<"Line" | "Histogram"> {
  const pane = line.where === "price" ? 0 : line.where + 1;
  const series =
    line.role === "bars"
      ? chart.addSeries(HistogramSeries, { ...QUIET, color: ink + FAINT }, pane)
      : chart.addSeries(LineSeries, { ...QUIET, color: ink, ...strokeOf(line.role) }, pane);
  if (pane > 0) series.applyOptions({ priceFormat: { type: "custom", minMove: FINEST, formatter: figureText } });
  series.setData(
    spec.candles.map(([at], i) => {
      const [time, value] = [secondsOf(at), line.values[i] ?? null];
      return value === null ? { time } : { time, value };
    }),
  );
  return series;
}

const FINEST = 1e-12;

function strokeOf(role: ChartLine["role"]) {
  return {
    lineWidth: role === "main" ? (2 as const) : (1 as const),
    lineStyle: role === "signal" ? LineStyle.Dashed : LineStyle.Solid,
  };
}

/** Heights against that of a pane with lines alone. */
const CANDLES_HEIGHT = 3;

function sharePanes(chart: IChartApi, panels: number): void {
  const panes = chart.panes();
  for (const [index, pane] of panes.entries()) pane.setStretchFactor(index === 0 ? CANDLES_HEIGHT : 1);
  // What is left of a market that had more.
  for (let index = panes.length - 1; index > panels; index--) chart.removePane(index);
}

/** An arrow alone: its words stand above, where they have room. */
function markerOf({ at, role }: ChartMark): SeriesMarker<Time> {
  const isEntry = role === "entry";
  return {
    time: secondsOf(at),
    position: isEntry ? "belowBar" : "aboveBar",
    shape: isEntry ? "arrowUp" : "arrowDown",
    color: colour(isEntry ? "buy" : "sell"),
  };
}

function nameOf(text: string, colourClass: string): HTMLElement {
  const name = document.createElement("span");
  name.className = colourClass;
  name.textContent = text;
  return name;
}

function secondsOf(ms: number): UTCTimestamp {
  return (ms / 1000) as UTCTimestamp;
}
