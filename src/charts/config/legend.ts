/** The names of what is drawn, in rows above the candles: each row is an axis whose labels stand one behind the other. */
import type { CandleChart } from "../../domain/chart.ts";
import { plain } from "../../domain/format.ts";
import { legendOf, marksOf } from "../../domain/chart-words.ts";
import { LABEL, LEGEND, LETTER_WIDTH, SIZE, EDGE } from "./layout.ts";
import { inkOfIndicator, inkOfMark } from "./lines.ts";

export interface LegendMark {
  /** From the left edge, pixels. */
  readonly value: number;
  readonly text: string;
  readonly ink: string;
}

const APART = 14;
const WIDTH = SIZE.width - EDGE.left - EDGE.right;
const MOST_LETTERS = Math.floor(WIDTH / (LABEL.size * LETTER_WIDTH));

/** From the top down; none where nothing is named. */
export function legendRows(chart: CandleChart): readonly (readonly LegendMark[])[] {
  return rowsOf(namesOf(chart));
}

/** In rows, as many side by side as there is room for. */
export function rowsOf(names: readonly Pick<LegendMark, "text" | "ink">[]): readonly (readonly LegendMark[])[] {
  const rows: LegendMark[][] = [];
  let from = WIDTH;
  for (const { text, ink } of names) {
    const width = text.length * LABEL.size * LETTER_WIDTH;
    if (from + width > WIDTH) {
      rows.push([]);
      from = 0;
    }
    rows.at(-1)?.push({ value: from, text, ink });
    from += width + APART;
  }
  return rows;
}

export function legendHeight(chart: CandleChart): number {
  return rowsHeight(legendRows(chart));
}

export function rowsHeight({ length }: readonly unknown[]): number {
  return length === 0 ? 0 : length * LEGEND.row + LEGEND.below;
}

function namesOf(chart: CandleChart) {
  const indicators = legendOf(chart).map(({ text, indicator }) => ({ text, ink: inkOfIndicator(indicator) }));
  const marks = marksOf(chart).map(({ text, role }) => ({ text, ink: inkOfMark(role) }));
  return [...indicators, ...marks].map(({ text, ink }) => ({
    text: plain(text).slice(0, MOST_LETTERS),
    ink,
  }));
}
