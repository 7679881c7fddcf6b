/** A picture of a chart beside the encoding of an empty one, what the drawing holds up elsewhere, and what 400 leave behind. */
import { createCanvas } from "@napi-rs/canvas";

import { SIZE } from "../src/charts/config/layout.ts";
import { createDrawing } from "../src/charts/draw.ts";
import type { Drawing } from "../src/charts/drawing.ts";
import type { Log } from "../src/runtime/log.ts";
import { aChart, aChartWith } from "../test/support/charts.ts";
import { inFolder } from "./desk.ts";
import { columnOf, type Figure, figure, type Part, ratio } from "./figures.ts";

const FIRSTS = 5;
const CHARTS = 400;
const COMPARED = 100;
const CANDLES = 150;
const BYTES_PER_MIB = 2 ** 20;

const quiet = (): void => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => log };

export async function charting(): Promise<Part> {
  return {
    title: `A chart of ${CANDLES} candles as a PNG of ${SIZE.width * SIZE.ratio} × ${SIZE.height * SIZE.ratio}`,
    figures: [...(await firstFigures()), ...(await withDrawing(warmFigures))],
  };
}

/** As the desk draws them: outcry.cjs tells its workers of the compile cache in this way. */
async function firstFigures(): Promise<readonly Figure[]> {
  const before = process.env["NODE_COMPILE_CACHE"];
  const firsts = await inFolder(async (cache) => {
    process.env["NODE_COMPILE_CACHE"] = cache;
    const drawn: Timed[] = [];
    for (let i = 0; i <= FIRSTS; i++) drawn.push(await withDrawing((drawing) => timed(() => draw(drawing))));
    return drawn;
  });
  if (before === undefined) delete process.env["NODE_COMPILE_CACHE"];
  else process.env["NODE_COMPILE_CACHE"] = before;
  const [uncached, ...cached] = firsts;
  return [
    column("the first after an install: no compile cache", uncached === undefined ? [] : [uncached], "ms"),
    column("the first, with the start of its worker", cached, "ms"),
    column("main thread at work for the first", cached, "workedMs"),
  ];
}

/** In one worker: beside the blank ones at first, then on to the four hundredth. */
async function warmFigures(drawing: Drawing): Promise<readonly Figure[]> {
  const [blanks, charts, riches]: [Timed[], Timed[], Timed[]] = [[], [], []];
  const resident = new Map<number, number>();
  for (let count = 1; count <= CHARTS; count++) {
    if (count <= COMPARED) blanks.push(await timed(encodeBlank));
    charts.push(await timed(() => draw(drawing)));
    if (count <= COMPARED) riches.push(await timed(() => draw(drawing, RICH)));
    if (count === COMPARED || count === CHARTS) resident.set(count, process.memoryUsage.rss() / BYTES_PER_MIB);
  }
  const compared = charts.slice(1, COMPARED);
  const blank = column("blank canvas of that size encoded", blanks, "ms");
  const rich = column("a chart with five indicators, two in panels", riches.slice(1), "ms");
  const warm = column("a chart, asked for to there", compared, "ms");
  return [
    blank,
    warm,
    ratio("a chart : blank", warm, blank),
    rich,
    ratio("with indicators : without", rich, warm),
    column("main thread at work for a chart", charts.slice(1), "workedMs"),
    column("longest block of the main thread during a chart", charts.slice(1), "blockedMs"),
    column("the same during a blank, of which it has no part", blanks, "blockedMs"),
    ...[...resident].map(([count, mib]) => figure(`resident memory after ${count} charts`, "MiB", [mib])),
  ];
}

function column(name: string, rows: readonly Timed[], key: keyof Timed): Figure {
  return columnOf(rows)(name, key);
}

async function withDrawing<T>(work: (drawing: Drawing) => Promise<T>): Promise<T> {
  const drawing = createDrawing(log);
  try {
    return await work(drawing);
  } finally {
    await drawing.stop();
  }
}

const CHART = aChart(CANDLES);

const RICH = aChartWith(CANDLES, "ema:12", "ema:26", "bollinger", "rsi", "macd");

async function draw(drawing: Drawing, chart = CHART): Promise<void> {
  await drawing.png(chart, { zone: "Europe/Berlin" });
}

async function encodeBlank(): Promise<void> {
  await createCanvas(SIZE.width * SIZE.ratio, SIZE.height * SIZE.ratio).encode("png");
}

interface Timed {
  readonly ms: number;
  /** The longest that a timer of one millisecond came too late. */
  readonly blockedMs: number;
  /** Processor time of this thread. */
  readonly workedMs: number;
}

const TICK_MS = 1;

async function timed(work: () => Promise<void>): Promise<Timed> {
  const [begun, worked] = [performance.now(), process.threadCpuUsage()];
  let [last, blockedMs] = [begun, 0];
  const tick = (): void => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - last - TICK_MS);
    last = now;
  };
  const ticking = setInterval(tick, TICK_MS);
  await work();
  tick();
  clearInterval(ticking);
  const { user, system } = process.threadCpuUsage(worked);
  return { ms: performance.now() - begun, blockedMs, workedMs: (user + system) / 1000 };
}
