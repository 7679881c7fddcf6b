/** What of a chart fits into a picture, and where it stands there. */
import { type CandleChart, type ChartCandle, type ChartLine, type ChartMark, panelsOf } from "../../domain/chart.ts";
import { priceText } from "../../domain/chart-words.ts";
import { panelSpan, roundPrices, type Span, spanOf, type Tag, tagsOf, widened } from "../view.ts";
import { EDGE, LABEL, LETTER_WIDTH, PLOT_HEIGHT, SIZE, TAG_HEIGHT } from "./layout.ts";

/** Shares of the plot's height: air above the prices, their foot, from one label to the next. */
const AIR = 0.04;
const FOOT = 0.2;
const PANEL_AIR = 0.15;
const MOST_FIGURES = 3;
/** Decimal places: a panel has no tick. */
const FINEST = 12;
/** Floats that should meet a power of ten miss it by less. */
const EPSILON = 1e-9;
const APART = (TAG_HEIGHT + 1) / PLOT_HEIGHT;
/** From one candle to the next, in half pixels, so that each edge falls on a drawn one. */
const PITCH = { least: 8, most: 24 } as const;
const LABEL_MARGIN = 8;
/** How far a level may be, in heights of the candles. */
const HEIGHTS = 4;

export interface Plot {
  readonly candles: readonly ChartCandle[];
  readonly prices: Span;
  readonly tags: readonly Tag[];
  /** Beside those candles, as in the chart. */
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  /** What is seen in each panel. */
  readonly panels: readonly Span[];
  /** From one candle to the next, pixels. */
  readonly pitch: number;
  /** Of the labels of prices, pixels. */
  readonly room: number;
}

/** Null where there is no candle yet. */
export function plotOf(chart: CandleChart): Plot | null {
  if (chart.candles.length === 0) return null;
  const draft = spanOf(chart, chart.candles, HEIGHTS);
  const room = roomFor(chart, draft);
  const width = 2 * plotWidth(room);
  const pitch = Math.min(Math.max(Math.floor(width / (chart.candles.length + 1)), PITCH.least), PITCH.most);
  const candles = chart.candles.slice(-Math.floor(width / pitch - 1 / 2));
  const prices = widened(spanOf(chart, candles, HEIGHTS), AIR, FOOT);
  const lines = chart.lines.map((line) => ({ ...line, values: line.values.slice(-candles.length) }));
  const drawn = { candles, lines, marks: chart.marks, panels: panelSpans(chart, candles.length) };
  return { ...drawn, prices, tags: tagsOf(chart, prices, APART), pitch: pitch / 2, room };
}

function panelSpans(chart: CandleChart, count: number): readonly Span[] {
  return Array.from({ length: panelsOf(chart) }, (_, panel) => {
    const lines = chart.lines.filter(({ where }) => where === panel);
    return widened(panelSpan(lines, count), PANEL_AIR, PANEL_AIR);
  });
}

/** Round figures of a panel, with the places that tell them apart. */
export function panelFigures(span: Span): readonly { readonly value: number; readonly text: string }[] {
  const values = roundPrices(span, MOST_FIGURES, FINEST);
  const step = (values[1] ?? span.high) - (values[0] ?? span.low);
  const places = Math.min(Math.max(Math.ceil(-Math.log10(step) - EPSILON), 0), FINEST);
  return values.map((value) => ({ value, text: priceText(value, places) }));
}

export function plotWidth(room: number): number {
  return SIZE.width - EDGE.left - EDGE.right - room;
}

/** Wide enough for the longest label. */
function roomFor(chart: CandleChart, span: Span): number {
  const figures = panelSpans(chart, chart.candles.length)
    .flatMap(panelFigures)
    .map(({ text }) => text);
  const texts = [priceText(span.low, chart.places), priceText(span.high, chart.places), ...figures];
  const longest = Math.max(
    ...[...texts, ...tagsOf(chart, span, APART).map(({ text }) => text)].map((text) => text.length),
  );
  return Math.ceil(longest * LABEL.size * LETTER_WIDTH) + LABEL_MARGIN;
}
