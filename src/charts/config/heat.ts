/** A heat map: each cell is a bar from its lower edge to its upper one, so that no plugin is needed to draw it. */
import type { HeatAxis, HeatChart } from "../../domain/chart.ts";
import { plain } from "../../domain/format.ts";
import { heatAxes, type HeatCell, heatCells, heatWords } from "../heat.ts";
import { axis } from "./axes.ts";
import { type AxisMark, fitHeight, fitWidth } from "./callbacks.ts";
import { bars } from "./candles.ts";
import { subtitle, title } from "./heading.ts";
import { COLOURS, LABEL, LETTER_WIDTH, NO_EXTRAS, PLOT_HEIGHT, STILL, TIMES_HEIGHT } from "./layout.ts";
import { plotWidth } from "./plot.ts";

const HALF = 0.5;
const GAP = 1;
const FRAME = 2;
const LABEL_MARGIN = 10;
/** Pixels from one label to the next: what would not fit between is left out. */
const APART = { across: 44, up: 22 } as const;

export function heatConfig(chart: HeatChart) {
  const cells = heatCells(chart);
  const room = roomFor(chart);
  const width = Math.max(1, plotWidth(room) / chart.x.labels.length - GAP);
  const rows = chart.y?.labels.length ?? 1;
  return {
    type: "bar",
    data: { datasets: [...frameOf(cells, width), bodyOf(cells, width, (rows * GAP) / PLOT_HEIGHT / 2)] },
    options: {
      ...STILL,
      scales: {
        x: { ...scaleOf(chart.x, plotWidth(room), APART.across), afterFit: fitHeight, extent: TIMES_HEIGHT },
        y: {
          ...scaleOf(chart.y ?? ONE_ROW, PLOT_HEIGHT, APART.up),
          ...{ position: "right", afterFit: fitWidth, extent: room },
        },
      },
      plugins: {
        ...NO_EXTRAS,
        title: title(plain(`Sharpe ratio of ${chart.name}: ${heatAxes(chart)}`)),
        subtitle: subtitle(plain(`framed: the ${heatWords(chart, cells).join(" · ")}`)),
      },
    },
  };
}

const ONE_ROW: HeatAxis = { name: "", labels: [""] };

/** `gap`: of a row, so much above and below is left free. */
function bodyOf(cells: readonly HeatCell[], width: number, gap: number) {
  const data = cells.map(({ x, y }) => ({ x, y: [y - HALF + gap, y + HALF - gap] }));
  return { ...bars(data, COLOURS.grid, width), backgroundColor: cells.map(({ share }) => inkOf(share)) };
}

/** In front. */
function frameOf(cells: readonly HeatCell[], width: number) {
  const data = cells.flatMap(({ x, y, isBest }) => (isBest ? [{ x, y: [y - HALF, y + HALF] }] : []));
  const look = { borderColor: COLOURS.strong, borderWidth: FRAME, borderSkipped: false };
  return data.length === 0 ? [] : [{ ...bars(data, "transparent", width), ...look }];
}

function scaleOf({ labels }: HeatAxis, extent: number, apart: number) {
  const every = Math.max(1, Math.ceil((labels.length * apart) / extent));
  const marks = labels.flatMap((text, value): AxisMark[] =>
    value % every === 0 ? [{ value, text, ink: COLOURS.faint }] : [],
  );
  return { ...axis(marks), min: -HALF, max: labels.length - HALF };
}

function roomFor({ y }: HeatChart): number {
  const longest = Math.max(0, ...(y?.labels ?? []).map((label) => label.length));
  return Math.ceil(longest * LABEL.size * LETTER_WIDTH) + LABEL_MARGIN;
}

/** From losses over nothing to gains. */
function inkOf(share: number): string {
  const [to, part] = share < 0 ? [COLOURS.sell, -share] : [COLOURS.buy, share];
  const [nothing, most] = [channelsOf(COLOURS.grid), channelsOf(to)];
  const mixed = nothing.map((channel, i) => Math.round(channel + ((most[i] ?? channel) - channel) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channelsOf(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
