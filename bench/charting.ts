/** A picture of a chart beside the encoding of an empty one, what the drawing holds up elsewhere, and what 400 leave behind. */
import { createCanvas } from "@napi-rs/canvas";

import { SIZE } from "../src/charts/config/layout.ts";
import { createDrawing } from "../src/charts/draw.ts";
import type { Drawing } from "../src/charts/drawing.ts";
import type { Log } from "../src/runtime/log.ts";
import { aChart, aChartWith } from "../test/support/charts.ts";
import { gatewayOf } from "../src/market/gateways.ts";
import { createCollector } from "../src/market/collect.ts";
import { inFolder, withDesk } from "./desk.ts";
import { type Figure, figure, type Part, ratio } from "./figures.ts";
import { type Timed, timed, timedColumn } from "./timed.ts";

const FIRSTS = 5;
const CHARTS = 400;
const COMPARED = 100;
const CANDLES = 150;
const LINE = "/chart BTC/USDT 15m";
const BYTES_PER_MIB = 2 ** 20;

const quiet = (): void => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => log };

export async function charting(): Promise<Part> {
  return {
    title: `A chart of ${CANDLES} candles as a PNG of ${SIZE.width * SIZE.ratio} × ${SIZE.height * SIZE.ratio}`,
    figures: [...(await firstFigures()), ...(await withDrawing(warmFigures)), ...(await askedFigures())],
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
    timedColumn("the first after an install: no compile cache", uncached === undefined ? [] : [uncached]),
    timedColumn("the first, with the start of its worker", cached),
    timedColumn("main thread at work for the first", cached, "workedMs"),
  ];
}

/** In one worker: beside the blank ones at first, then on to the four hundredth. */
async function warmFigures(drawing: Drawing): Promise<readonly Figure[]> {
  const [blanks, charts, indicated, riches]: [Timed[], Timed[], Timed[], Timed[]] = [[], [], [], []];
  const resident = new Map<number, number>();
  for (let count = 1; count <= CHARTS; count++) {
    if (count <= COMPARED) blanks.push(await timed(encodeBlank));
    charts.push(await timed(() => draw(drawing)));
    if (count <= COMPARED) indicated.push(await timed(() => draw(drawing, INDICATED)));
    if (count <= COMPARED) riches.push(await timed(() => draw(drawing, RICH)));
    if (count === COMPARED || count === CHARTS) resident.set(count, process.memoryUsage.rss() / BYTES_PER_MIB);
  }
  const compared = charts.slice(1, COMPARED);
  const blank = timedColumn("blank canvas of that size encoded", blanks);
  const three = timedColumn(`a chart with ${WORDS.join(" ")}`, indicated.slice(1));
  const rich = timedColumn("a chart with five indicators, two in panels", riches.slice(1));
  const warm = timedColumn("a chart, asked for to there", compared);
  return [
    blank,
    warm,
    ratio("a chart : blank", warm, blank),
    three,
    ratio("with these three : without", three, warm),
    rich,
    ratio("with all five : without", rich, warm),
    timedColumn("main thread at work for a chart", charts.slice(1), "workedMs"),
    timedColumn("longest block of the main thread during a chart", charts.slice(1), "blockedMs"),
    timedColumn("the same during a blank, of which it has no part", blanks, "blockedMs"),
    ...[...resident].map(([count, mib]) => figure(`resident memory after ${count} charts`, "MiB", [mib])),
  ];
}

/** The card with all that its picture is drawn of, which is computed in the desk's own thread. */
async function askedFigures(): Promise<readonly Figure[]> {
  const [plain, indicated]: [Timed[], Timed[]] = [[], []];
  await inFolder((dataDir) =>
    withDesk(dataDir, "synthetic", async ({ app, chat }) => {
      await createCollector(app, gatewayOf(app)).round();
      for (let i = 0; i < COMPARED; i++) {
        plain.push(await timed(() => chat.ask(LINE)));
        indicated.push(await timed(() => chat.ask(`${LINE} ${WORDS.join(" ")}`)));
      }
    }),
  );
  const [without, withThree] = [
    timedColumn(`the card of ${LINE}`, plain),
    timedColumn("… with these three", indicated),
  ];
  return [
    without,
    withThree,
    ratio("the card with them : without", withThree, without),
    timedColumn("longest block of the main thread for the card with them", indicated, "blockedMs"),
  ];
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

const WORDS = ["ema:12", "rsi", "bollinger:20,2"] as const;
const INDICATED = aChartWith(CANDLES, ...WORDS);
const RICH = aChartWith(CANDLES, "ema:12", "ema:26", "bollinger", "rsi", "macd");

async function draw(drawing: Drawing, chart = CHART): Promise<void> {
  await drawing.png(chart, { zone: "Europe/Berlin" });
}

async function encodeBlank(): Promise<void> {
  await createCanvas(SIZE.width * SIZE.ratio, SIZE.height * SIZE.ratio).encode("png");
}
