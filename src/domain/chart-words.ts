/** What a chart says in words and figures, whoever draws it. */
import type { CandleChart, ChartLine, ChartMark } from "./chart.ts";
import { formatValue } from "./format.ts";

/** Beyond it toFixed turns to powers of ten by itself, which no decimal reads. */
const HUGE = 1e20;

/** At the market's places, as prices stand everywhere: `48,650.0`. */
export function priceText(price: number, places: number): string {
  if (Math.abs(price) >= HUGE) return price.toPrecision(4);
  return formatValue({ type: "price", price: price.toFixed(places), places }, { zone: "UTC", now: 0 });
}

/** Of a figure that is no price: two places, or as many as a small one needs. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  return priceText(value, size === 0 || size >= 1 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(size))));
}

/** An indicator with the newest value of each of its lines: `EMA 12 46,231.5`, `MACD 12,26,9 -4.13 signal -3.90`. */
export interface LegendEntry {
  readonly text: string;
  /** Counted from 0: each indicator has a colour of its own. */
  readonly indicator: number;
}

export function legendOf({ lines, places }: CandleChart): readonly LegendEntry[] {
  return indicatorsOf(lines).map((own, indicator) => ({
    text: own.map((line) => `${line.label} ${newestText(line, places)}`).join(" "),
    indicator,
  }));
}

/** The lines by indicator: each main line with those that belong to it. */
export function indicatorsOf(lines: readonly ChartLine[]): readonly (readonly ChartLine[])[] {
  const indicators: ChartLine[][] = [];
  for (const line of lines) {
    const own = indicators.at(-1);
    if (line.role === "main" || own === undefined) indicators.push([line]);
    else own.push(line);
  }
  return indicators;
}

function newestText({ where, values }: ChartLine, places: number): string {
  const value = values.at(-1) ?? null;
  if (value === null) return "–";
  return where === "price" ? priceText(value, places) : figureText(value);
}

/** What was decided, with the arrow that it has in the chart: `▲ EMA 12 crossed above EMA 26`; the same words once. */
export interface MarkEntry {
  readonly text: string;
  readonly role: ChartMark["role"];
}

export function marksOf({ marks }: Pick<CandleChart, "marks">): readonly MarkEntry[] {
  const roles = new Map(marks.map(({ role, label }) => [`${ARROWS[role]} ${label}`, role]));
  return Array.from(roles, ([text, role]) => ({ text, role }));
}

const ARROWS: Readonly<Record<ChartMark["role"], string>> = { entry: "▲", exit: "▼" };
