/** The lines of indicators, over the candles and in their panels, and the marks of what was decided. */
import type { ChartLine, ChartMark, LineRole } from "../../domain/chart.ts";
import { indicatorsOf } from "../../domain/chart-words.ts";
import { bars } from "./candles.ts";
import { COLOURS, INKS, PLOT_HEIGHT } from "./layout.ts";
import type { Plot } from "./plot.ts";

const PRICES = "y";

export function panelName(panel: number): string {
  return `panel${panel}`;
}

export function inkOfIndicator(indicator: number): string {
  return INKS[indicator % INKS.length] ?? COLOURS.text;
}

const STROKES: Readonly<
  Record<Exclude<LineRole, "bars">, { readonly width: number; readonly dash: readonly number[] }>
> = {
  main: { width: 1.5, dash: [] },
  band: { width: 1, dash: [] },
  signal: { width: 1, dash: [4, 3] },
};

/** Of a colour, as two hexadecimal digits: bars lie behind the lines that they belong to. */
const FAINT = "66";

/** Before the candles: what comes first is drawn in front. */
export function lineSets(plot: Plot) {
  return indicatorsOf(plot.lines).flatMap((own, indicator) =>
    own.map((line) => lineSet(line, inkOfIndicator(indicator), plot)),
  );
}

function lineSet({ role, where, values }: ChartLine, ink: string, { pitch }: Plot) {
  const data = values.map((y, x) => ({ x, y }));
  const yAxisID = where === "price" ? PRICES : panelName(where);
  if (role === "bars") return bars(data, ink + FAINT, Math.max(1, Math.floor(pitch / 2)), yAxisID);
  const { width, dash } = STROKES[role];
  return {
    ...{ type: "line", data, yAxisID, parsing: true, spanGaps: false },
    ...{ borderColor: ink, borderWidth: width, borderDash: dash, borderJoinStyle: "round" },
    ...{ pointRadius: 0, fill: false },
  };
}

/** Pixels: of a triangle, and of its middle from the candle's end. */
const MARK = { radius: 5, away: 9 } as const;
const SHAPES: Readonly<Record<ChartMark["role"], { readonly ink: string; readonly turned: number }>> = {
  entry: { ink: COLOURS.buy, turned: 0 },
  exit: { ink: COLOURS.sell, turned: 180 },
};

/** An entry points up from below its candle, an exit down from above it. */
export function markSets({ candles, prices, marks }: Plot) {
  const away = (MARK.away * (prices.high - prices.low)) / PLOT_HEIGHT;
  const at = new Map(candles.map((candle, x) => [candle[0], { x, low: candle[3] - away, high: candle[2] + away }]));
  const spots = marks.flatMap((mark) => {
    const spot = at.get(mark.at);
    return spot === undefined ? [] : [{ ...mark, x: spot.x, y: mark.role === "entry" ? spot.low : spot.high }];
  });
  return (["entry", "exit"] as const).flatMap((role) => {
    const data = spots.filter((spot) => spot.role === role).map(({ x, y }) => ({ x, y }));
    return data.length === 0 ? [] : [triangles(role, data, PRICES, MARK.radius)];
  });
}

/** `radius` in pixels: of all, or of each. */
export function triangles(
  role: ChartMark["role"],
  data: readonly object[],
  yAxisID: string,
  radius: number | readonly number[],
) {
  const { ink, turned } = SHAPES[role];
  const look = { pointStyle: "triangle", pointRadius: radius, pointRotation: turned };
  const inks = { pointBackgroundColor: ink, pointBorderColor: COLOURS.background };
  return { type: "line", data, yAxisID, parsing: true, showLine: false, ...look, ...inks };
}

/** In the colour of its arrow. */
export const inkOfMark = (role: ChartMark["role"]): string => SHAPES[role].ink;
