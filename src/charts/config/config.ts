/**
 * A chart as one Chart.js 4 configuration, drawn by charts/canvas.ts or by a QuickChart server. That server's Chart.js 4 has
 * no candlesticks, no time axis and no plugins of ours, and it reads functions as text. So a candle is two floating bars, a
 * level is a line of the grid and its label one of the price axis, and the names of indicators are labels of axes above.
 */
import { type CandleChart, type ChartSpec, panelsOf } from "../../domain/chart.ts";
import { formatValue, plain } from "../../domain/format.ts";
import type { ChartLook } from "../drawing.ts";
import { scales } from "./axes.ts";
import { datasets } from "./candles.ts";
import { equityConfig } from "./equity.ts";
import { heatConfig } from "./heat.ts";
import { heading, subtitle, title } from "./heading.ts";
import { COLOURS, FAMILY, NO_EXTRAS, PANEL_HEIGHT, PLOT_HEIGHT, SIZE, STILL, TITLE } from "./layout.ts";
import { legendHeight } from "./legend.ts";
import { lineSets, markSets } from "./lines.ts";
import { type Plot, plotOf } from "./plot.ts";
import { tradedHeight } from "./traded.ts";

export type ChartConfig = ReturnType<typeof configOf>;

export function configOf(chart: ChartSpec, look: ChartLook) {
  switch (chart.kind) {
    case "equity":
      return equityConfig(chart, look);
    case "heat":
      return heatConfig(chart);
    case "candles":
      return candleConfig(chart, look);
  }
}

function candleConfig(chart: CandleChart, { zone }: ChartLook) {
  const plot = plotOf(chart);
  return {
    type: "bar",
    data: { datasets: plot === null ? [] : [...markSets(plot), ...lineSets(plot), ...datasets(plot)] },
    options: {
      ...STILL,
      scales: plot === null ? NO_SCALES : scales(chart, plot, zone),
      plugins: {
        ...NO_EXTRAS,
        title: titleOf(chart),
        subtitle: plot === null ? NOTHING_YET : subtitleOf(plot, zone),
      },
    },
  };
}

/** Pixels: names above the candles and panels below them make a picture higher, so that these keep their room. */
export function heightOf(chart: ChartSpec): number {
  if (chart.kind === "equity") return SIZE.height + tradedHeight(chart);
  if (chart.kind !== "candles" || chart.candles.length === 0) return SIZE.height;
  return SIZE.height + legendHeight(chart) + panelsOf(chart) * PANEL_HEIGHT;
}

function titleOf({ pair, timeframe, exchange }: CandleChart) {
  return title(plain(`${pair} ${timeframe} · ${exchange}`));
}

/** `4 Jan 2022 · times in Europe/Berlin`: the day of the newest candle. */
function subtitleOf({ candles }: Plot, zone: string) {
  const [at = 0] = candles.at(-1) ?? [];
  const day = formatValue({ type: "time", at, style: "day" }, { zone, now: at });
  return subtitle(`${day} · times in ${zone}`);
}

const NO_SCALES = { x: { type: "linear", display: false }, y: { type: "linear", display: false } };
const NOTHING_YET = {
  ...heading("No candles yet", 0),
  align: "center",
  color: COLOURS.faint,
  padding: { top: PLOT_HEIGHT / 2 },
  font: { family: FAMILY, size: TITLE.size },
};
