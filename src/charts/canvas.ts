/** Draws a configuration on this machine. Only the worker imports it: it is slow to load and works in one go. */
import { fileURLToPath } from "node:url";

import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import {
  BarController,
  BarElement,
  Chart,
  type ChartConfiguration,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  SubTitle,
  Title,
} from "chart.js";

import type { ChartConfig } from "./config/config.ts";
import { COLOURS, FONTS, SIZE } from "./config/layout.ts";

Chart.register(BarController, BarElement, LineController, LineElement, PointElement);
Chart.register(Filler, LinearScale, Title, SubTitle);

// Without fonts of its own, a machine that has none draws no text and says nothing about it.
const FILES = [
  [import.meta.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"), FONTS.text],
  [import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"), FONTS.rest],
  [import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"), FONTS.rest],
] as const;
for (const [url, family] of FILES) GlobalFonts.registerFromPath(fileURLToPath(url), family);

/** What QuickChart paints by itself. */
const background: Plugin = {
  id: "background",
  beforeDraw({ ctx, width, height }) {
    ctx.fillStyle = COLOURS.background;
    ctx.fillRect(0, 0, width, height);
  },
};

/** `height` in pixels, as heightOf gives it. */
export async function pngOf(config: ChartConfig, height: number): Promise<Uint8Array> {
  const canvas = createCanvas(SIZE.width, height);
  const chart = new Chart(canvas, {
    ...(config as unknown as ChartConfiguration),
    plugins: [background],
  });
  try {
    return await canvas.encode("png");
  } finally {
    chart.destroy();
  }
}
