import { describe, expect, it } from "vitest";

import { heatConfig } from "../../src/charts/config/heat.ts";
import { createDrawing } from "../../src/charts/draw.ts";
import { drawText } from "../../src/charts/text.ts";
import type { HeatChart } from "../../src/domain/chart.ts";
import { silentLog } from "../support/database.ts";
import { pictureOf } from "../support/picture.ts";

const UTC = { zone: "UTC" };
const CHART: HeatChart = {
  ...{ kind: "heat", name: "Trend following, BTC/USDT" },
  x: { name: "fast", labels: ["5", "10", "15"] },
  y: { name: "slow", labels: ["20", "30"] },
  cells: [
    [-1.5, 0, null],
    [0.5, 2.25, 1],
  ],
};
const EMPTY: HeatChart = { ...CHART, y: null, cells: [[null, null, null]] };
const PLOT = { left: 0.02, top: 0.15, right: 0.95, bottom: 0.92 };

const picture = async (chart: HeatChart) => {
  const drawing = createDrawing(silentLog);
  const drawn = await pictureOf(await drawing.png(chart, UTC));
  await drawing.stop();
  return drawn;
};

describe("a heat map", () => {
  it("is drawn from losses to gains, with the best one framed", async () => {
    const { width, height, coloured } = await picture(CHART);
    expect([width, height]).toEqual([1280, 720]);
    const cell = (left: number, top: number) => ({
      left: left - 0.02,
      right: left + 0.02,
      top: top - 0.02,
      bottom: top + 0.02,
    });
    expect(coloured("#35C7B8", cell(0.48, 0.33))).toBeGreaterThan(500);
    expect(coloured("#1B2024", cell(0.48, 0.7))).toBeGreaterThan(500);
    expect(coloured("#0E1113", cell(0.8, 0.7))).toBeGreaterThan(500);
    expect(coloured("#E9EDF0", PLOT)).toBeGreaterThan(1_000);
  });

  it("says in words which parameters lie where, and the best and worst of them", () => {
    const { title, subtitle } = heatConfig(CHART).options.plugins;
    expect(title.text).toBe("Sharpe ratio of Trend following, BTC/USDT: fast across, slow up");
    expect(subtitle.text).toBe("framed: the best 2.25 at fast 10, slow 30 · worst −1.50");
  });

  it("of characters has the same, in as many columns as there are", () => {
    expect(drawText(CHART, 60, UTC)).toEqual([
      "▒▒◆◆▓▓ 30",
      "··▒▒   20",
      "fast across, slow up: 5 to 15",
      "◆ best 2.25 at fast 10, slow 30",
      "worst −1.50",
    ]);
    for (const columns of [1, 4, 8, 20])
      expect(Math.max(...drawText(CHART, columns, UTC).map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it("of nothing is a picture, too", async () => {
    const { inked } = await picture(EMPTY);
    expect(inked({ left: 0, top: 0, right: 1, bottom: 0.13 })).toBeGreaterThan(1_000);
    expect(drawText(EMPTY, 40, UTC).at(-1)).toContain("nothing has a figure");
  });
});
