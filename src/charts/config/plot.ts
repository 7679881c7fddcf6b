/** What of a chart fits into a picture, and where it stands there. */
import type { CandleChart, ChartCandle } from "../../domain/chart.ts";
import { priceText, type Span, spanOf, type Tag, tagsOf, widened } from "../view.ts";
import { EDGE, LABEL, PLOT_HEIGHT, SIZE, TAG_HEIGHT } from "./layout.ts";

/** Shares of the plot's height: air above the prices, their foot, from one label to the next. */
const AIR = 0.04;
const FOOT = 0.2;
const APART = (TAG_HEIGHT + 1) / PLOT_HEIGHT;
/** From one candle to the next, in half pixels, so that each edge falls on a drawn one. */
const PITCH = { least: 8, most: 24 } as const;
/** Of the font's size, on average over what a label says. */
const LETTER_WIDTH = 0.57;
const LABEL_MARGIN = 8;
/** How far a level may be, in heights of the candles. */
const HEIGHTS = 4;

export interface Plot {
  readonly candles: readonly ChartCandle[];
  readonly prices: Span;
  readonly tags: readonly Tag[];
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
  return { candles, prices, tags: tagsOf(chart, prices, APART), pitch: pitch / 2, room };
}

export function plotWidth(room: number): number {
  return SIZE.width - EDGE.left - EDGE.right - room;
}

/** Wide enough for the longest label. */
function roomFor(chart: CandleChart, span: Span): number {
  const texts = [priceText(span.low, chart.places), priceText(span.high, chart.places)];
  const longest = Math.max(
    ...[...texts, ...tagsOf(chart, span, APART).map(({ text }) => text)].map((text) => text.length),
  );
  return Math.ceil(longest * LABEL.size * LETTER_WIDTH) + LABEL_MARGIN;
}
