/** A chart in characters, each one column wide: what a terminal shows. */
import type { CandleChart, ChartCandle, ChartLevel, ChartSpec } from "../domain/chart.ts";
import type { ChartLook } from "./drawing.ts";
import { equityText } from "./equity-text.ts";
import { heatText } from "./heat-text.ts";
import { timeMarks } from "./times.ts";
import { legendOf, priceText } from "../domain/chart-words.ts";
import { roundPrices, shareOf, type Span, spanOf, type Tag, tagsOf } from "./view.ts";

const ROWS = 12;
const MOST_PRICES = 5;
const HEIGHTS = 1;
const TIMES_APART = 9;
/** Below so many columns of candles the labels give way. */
const FEWEST_CANDLES = 8;
const NOTHING_YET = "No candles yet";
/** Floats that should meet a row's edge miss it by less. */
const EPSILON = 1e-9;

/** With `columns` for what fits, labels included. */
export function drawText(chart: ChartSpec, columns: number, look: ChartLook): readonly string[] {
  switch (chart.kind) {
    case "equity":
      return equityText(chart, columns, look);
    case "heat":
      return heatText(chart, columns);
    case "candles":
      return candleText(chart, columns, look);
  }
}

/** Oldest at the left, one column a candle. */
function candleText(chart: CandleChart, columns: number, { zone }: ChartLook): readonly string[] {
  if (chart.candles.length === 0) return [NOTHING_YET.slice(0, columns)];
  const draft = spanOf(chart, chart.candles, HEIGHTS);
  const room = labelRoom(chart, draft, columns);
  const candles = chart.candles.slice(-Math.max(1, columns - room));
  const span = spanOf(chart, candles, HEIGHTS);
  const tags = tagsOf(chart, span, 1 / ROWS);
  const labels = room === 0 ? [] : labelRows(chart, span, tags);
  const rows = plotRows(candles, span, tags).map((row, i) => `${row}${labels[i] ?? ""}`.trimEnd());
  return [...rows, timeRow(chart, candles, zone), ...legendRows(chart, columns)];
}

const BETWEEN = " · ";

/** `EMA 12 46,231.5 · RSI 14 55.81`: lines among candles of a character each would be read as these. */
function legendRows(chart: CandleChart, columns: number): readonly string[] {
  const rows: string[] = [];
  for (const entry of legendOf(chart)) {
    const text = entry.text.slice(0, columns);
    const joined = `${rows.at(-1) ?? ""}${BETWEEN}${text}`;
    if (rows.length > 0 && joined.length <= columns) rows[rows.length - 1] = joined;
    else rows.push(text);
  }
  return rows;
}

/** With the space before them; 0 where they would leave no room for candles. */
function labelRoom(chart: CandleChart, span: Span, columns: number): number {
  const room = Math.max(...labelRows(chart, span, tagsOf(chart, span, 1 / ROWS)).map((label) => label.length));
  return columns - room < FEWEST_CANDLES ? 0 : room;
}

/** From the top down. A level's label takes its row, the next price another. */
function labelRows(chart: CandleChart, span: Span, tags: readonly Tag[]): readonly string[] {
  const rows = new Map<number, string>();
  for (const price of roundPrices(span, MOST_PRICES, chart.places)) {
    rows.set(rowOf(shareOf(price, span)), priceText(price, chart.places));
  }
  for (const { at, text } of tags) rows.set(rowOf(at), text);
  return Array.from({ length: ROWS }, (_, row) => (rows.has(row) ? ` ${rows.get(row)}` : ""));
}

const LINES: Readonly<Record<ChartLevel["role"], string>> = { entry: "─", stop: "╌", target: "╌", last: "┈" };

function plotRows(candles: readonly ChartCandle[], span: Span, tags: readonly Tag[]): readonly string[] {
  const lines = new Map(tags.flatMap(({ line, role }) => (line === null ? [] : [[rowOf(line), LINES[role]] as const])));
  return Array.from({ length: ROWS }, (_, row) =>
    candles.map((candle) => cell(candle, row, span) ?? lines.get(row) ?? " ").join(""),
  );
}

function rowOf(share: number): number {
  return ROWS - 1 - Math.min(Math.max(Math.floor(share * ROWS + EPSILON), 0), ROWS - 1);
}

/** By what stands in the upper and in the lower half of a cell: nothing, a wick, a body. A falling body is filled. */
type Part = "none" | "wick" | "body";
const RISING: Readonly<Record<Part, Readonly<Record<Part, string | null>>>> = {
  none: { none: null, wick: "╷", body: "╻" },
  wick: { none: "╵", wick: "│", body: "╽" },
  body: { none: "╹", wick: "╿", body: "┃" },
};
const FALLING: typeof RISING = {
  none: { none: null, wick: "╷", body: "▄" },
  wick: { none: "╵", wick: "│", body: "▄" },
  body: { none: "▀", wick: "▀", body: "█" },
};

/** Null where the candle leaves the cell free. */
function cell([, open, high, low, close]: ChartCandle, row: number, span: Span): string | null {
  const half = (price: number): number => Math.min(Math.floor(shareOf(price, span) * 2 * ROWS + EPSILON), 2 * ROWS - 1);
  const partOf = (at: number): Part => {
    if (at >= half(Math.min(open, close)) && at <= half(Math.max(open, close))) return "body";
    return at >= half(low) && at <= half(high) ? "wick" : "none";
  };
  const lower = 2 * (ROWS - 1 - row);
  const shapes = close < open ? FALLING : RISING;
  return shapes[partOf(lower + 1)][partOf(lower)];
}

/** Each time begins below its candle; what would stand out at the right is left out. */
function timeRow(chart: CandleChart, candles: readonly ChartCandle[], zone: string): string {
  return timeMarks({ candles, timeframe: chart.timeframe }, zone, TIMES_APART)
    .filter(({ index, text }) => index + text.length <= candles.length)
    .reduce((row, { index, text }) => row.padEnd(index) + text, "");
}
