/** What was traded, above the equity that came of it: the price as a band, entries below it and exits above. */
import type { EquityChart, TradedPrices, TradeMark } from "../../domain/chart.ts";
import { priceText } from "../../domain/chart-words.ts";
import { plain } from "../../domain/format.ts";
import { roundPrices, type Span, widened } from "../view.ts";
import { axis, legendScales, STACK } from "./axes.ts";
import { fitWidth } from "./callbacks.ts";
import { COLOURS, TRADED_HEIGHT } from "./layout.ts";
import { rowsHeight, rowsOf } from "./legend.ts";
import { inkOfMark, triangles } from "./lines.ts";

type Chart = Pick<EquityChart, "traded">;

const AXIS = "traded";
/** Shares of its height, above and below: room for the marks. */
const AIR = 0.1;
const MOST_FIGURES = 4;
/** A market that stood still gets a height of this much, of its price. */
const FLAT_SHARE = 0.002;
/** Pixels: of the smallest and the largest triangle, and of its middle from the band. */
const MARK = { least: 3, most: 5, away: 8 } as const;
const BAND = { color: COLOURS.faint, width: 1 } as const;

export function tradedHeight({ traded }: Chart): number {
  return traded === undefined ? 0 : TRADED_HEIGHT + rowsHeight(namesOf(traded));
}

export function tradedFigures({ traded }: Chart): readonly { readonly value: number; readonly text: string }[] {
  if (traded === undefined) return [];
  return roundPrices(seenOf(traded), MOST_FIGURES, traded.places).map((value) => ({
    value,
    text: priceText(value, traded.places),
  }));
}

export function tradedScale(chart: Chart, room: number) {
  if (chart.traded === undefined) return {};
  const { low, high } = seenOf(chart.traded);
  const marks = tradedFigures(chart).map((figure) => ({ ...figure, line: COLOURS.grid, ink: COLOURS.faint }));
  return {
    [AXIS]: {
      ...axis([{ value: low, line: COLOURS.line }, ...marks]),
      ...{ axis: "y", position: "right", min: low, max: high, afterFit: fitWidth, extent: room },
      ...{ stack: STACK, stackWeight: TRADED_HEIGHT },
    },
  };
}

/** In a row above it. */
export function tradedNames({ traded }: Chart, room: number) {
  return traded === undefined ? {} : legendScales(namesOf(traded), room);
}

export function tradedSets({ traded }: Chart) {
  if (traded === undefined) return [];
  return [...markSets(traded), ...bandSets(traded)];
}

function namesOf({ pair, marks }: TradedPrices) {
  const countOf = (role: TradeMark["role"]): number =>
    marks.reduce((sum, mark) => sum + (mark.role === role ? mark.count : 0), 0);
  const counted = (role: TradeMark["role"], sign: string, one: string, many: string) => {
    const count = countOf(role);
    return { text: `${sign} ${priceText(count, 0)} ${count === 1 ? one : many}`, ink: inkOfMark(role) };
  };
  return rowsOf([
    { text: plain(pair), ink: COLOURS.text },
    counted("entry", "▲", "entry", "entries"),
    counted("exit", "▼", "exit", "exits"),
    ...(marks.some(({ count }) => count > 1) ? [{ text: "the larger, the more", ink: COLOURS.faint }] : []),
  ]);
}

function seenOf({ spans, places }: TradedPrices): Span {
  const [low, high] = [Math.min(...spans.map((span) => span[1])), Math.max(...spans.map((span) => span[2]))];
  const least = Math.max(high * FLAT_SHARE, 10 ** -places);
  const grown = Math.max(0, least - (high - low)) / 2;
  return widened({ low: low - grown, high: high + grown }, AIR, AIR);
}

function bandSets({ spans }: TradedPrices) {
  const shape = { type: "line", pointRadius: 0, tension: 0, parsing: true, yAxisID: AXIS } as const;
  const look = { borderColor: BAND.color, borderWidth: BAND.width, backgroundColor: BAND.color };
  return [
    { ...shape, ...look, data: spans.map(([x, , y]) => ({ x, y })), fill: "+1" },
    { ...shape, ...look, data: spans.map(([x, y]) => ({ x, y })), fill: false },
  ];
}

/** An entry points up from below the price, an exit down from above it. The more they stand for, the larger they are. */
function markSets(traded: TradedPrices) {
  const { low, high } = seenOf(traded);
  const away = (MARK.away * (high - low)) / TRADED_HEIGHT;
  const largest = Math.max(...traded.marks.map(({ count }) => count));
  return (["entry", "exit"] as const).flatMap((role) => {
    const own = traded.marks.filter((mark) => mark.role === role);
    const data = own.map(({ at }) => {
      const near = spanAround(traded.spans, at);
      return { x: at, y: role === "entry" ? near.low - away : near.high + away };
    });
    const radii = own.map(({ count }) => MARK.least + (MARK.most - MARK.least) * Math.sqrt(count / largest));
    return data.length === 0 ? [] : [triangles(role, data, AXIS, radii)];
  });
}

/** With its neighbours: a triangle is wider than a step of the band. */
function spanAround(spans: TradedPrices["spans"], at: number): Span {
  const place = spans.findLastIndex(([begins]) => begins <= at);
  const near = spans.slice(Math.max(0, place - 1), place + 2);
  return { low: Math.min(...near.map((span) => span[1])), high: Math.max(...near.map((span) => span[2])) };
}
