/** A chart of equity, also of a desk on which nothing has happened yet (case 53). */
import { createCanvas } from "@napi-rs/canvas";
import { Chart, type ChartConfiguration } from "chart.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import "../../src/charts/canvas.ts";
import { equityConfig } from "../../src/charts/config/equity.ts";
import { SIZE } from "../../src/charts/config/layout.ts";
import { createDrawing } from "../../src/charts/draw.ts";
import { drawText } from "../../src/charts/text.ts";
import type { EquityChart, TradedPrices } from "../../src/domain/chart.ts";
import { equityChart } from "../../src/domain/performance/chart.ts";
import { silentLog } from "../support/database.ts";
import { BEGIN, dailySeries, DAY_MS, snapshot } from "../support/equity.ts";
import { pictureOf } from "../support/picture.ts";

const UTC = { zone: "UTC" };
const OF_PAPER = { name: "paper", currency: "USDT" };
const PLOT = { left: 0.02, top: 0.15, right: 0.85, bottom: 0.7 };

const chartOf = (start: string, ...profits: string[]): EquityChart =>
  equityChart(dailySeries({ start, profits }), OF_PAPER);
const week = (start: string): EquityChart => chartOf(start, "0", "0", "0", "0", "0", "0", "0");
const oneMoment = equityChart({ start: snapshot(BEGIN, "10000"), later: [], until: BEGIN }, OF_PAPER);

const STILL: Readonly<Record<string, EquityChart>> = {
  "seven days of 10,000": week("10000"),
  "one day": chartOf("10000", "0"),
  "one moment": oneMoment,
  "nothing at all": week("0"),
};

function amounts(chart: EquityChart): (string | undefined)[] {
  return equityConfig(chart, UTC).options.scales.y.marks.map(({ text }) => text);
}

describe("a chart of equity", () => {
  it.each(Object.entries(STILL))("of %s is a line inside the plot", async (_, chart) => {
    const drawing = createDrawing(silentLog);
    const picture = await pictureOf(await drawing.png(chart, UTC));
    await drawing.stop();
    expect([picture.width, picture.height]).toEqual([1280, 720]);
    expect(picture.coloured("#35C7B8", PLOT)).toBeGreaterThan(2_000);
    const text = drawText(chart, 60, UTC).join("\n");
    expect(text).toMatch(/[▀▄]{20}/);
    expect(text).not.toContain("NaN");
    const shown = amounts(chart);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it("that stood at 10,000 has it on its axis once", () => {
    expect(amounts(week("10000")).filter((text) => text === "10,000")).toHaveLength(1);
    expect(drawText(week("10000"), 60, UTC).filter((line) => line.endsWith(" 10,000"))).toHaveLength(1);
  });

  it("shows at its foot how far it lies below its peak, and says so", async () => {
    const fallen = chartOf("1000", "500", "-300", "-100", "1000", "-400");
    expect(equityConfig(fallen, UTC).options.plugins.subtitle.text).toBe(
      "5 Jan 2026 to 10 Jan 2026 · drawdown 19.05 %, most 26.67 % · times in UTC",
    );
    expect(drawText(fallen, 32, UTC).at(-1)).toBe("drawdown 19.05 %, most 26.67 %");
    const drawing = createDrawing(silentLog);
    const picture = await pictureOf(await drawing.png(fallen, UTC));
    await drawing.stop();
    expect(picture.coloured("#FF8A5C", { left: 0, top: 0.6, right: 0.9, bottom: 0.95 })).toBeGreaterThan(1_000);
  });

  it("keeps its deepest fall however many points there are", () => {
    const profits = Array.from({ length: 2_000 }, (_, day) => (day === 1_234 ? "-500" : day === 1_235 ? "500" : "0"));
    const { points } = equityChart(dailySeries({ start: "1000", profits }), OF_PAPER);
    expect(points.length).toBeLessThanOrEqual(240);
    expect(Math.max(...points.map(([, , drawdown]) => drawdown))).toBe(50);
    expect(points.map(([at]) => at)).toEqual(points.map(([at]) => at).toSorted((a, b) => a - b));
  });

  it("of any series is laid out by Chart.js, and fits the columns of a terminal", () => {
    const anySeries = fc.record({
      start: fc.constantFrom("0", "0.000001", "1000", "123456789012"),
      profits: fc.array(fc.integer({ min: -900, max: 900 }).map(String), { minLength: 1, maxLength: 40 }),
    });
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: 120 }), (given, columns) => {
        const chart = equityChart(dailySeries(given), OF_PAPER);
        const config = equityConfig(chart, { zone: "Asia/Kolkata" });
        const canvas = createCanvas(SIZE.width, SIZE.height) as never;
        new Chart(canvas, config as unknown as ChartConfiguration).destroy();
        for (const line of drawText(chart, columns, UTC)) expect(line.length).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 25 },
    );
  });

  it("of years has times below it", () => {
    const years = equityChart(
      dailySeries({ start: "1000", profits: Array.from({ length: 1_200 }, () => "1") }),
      OF_PAPER,
    );
    const times = equityConfig(years, UTC).options.scales.x.marks.filter(({ text }) => text !== undefined);
    expect(times.length).toBeGreaterThan(2);
    expect(years.points.at(-1)?.[0]).toBe(BEGIN + 1_200 * DAY_MS);
  });

  it("with what was traded has its prices above, entries below the band and exits above it", async () => {
    const chart: EquityChart = { ...week("10000"), traded: TRADED };
    const drawing = createDrawing(silentLog);
    const picture = await pictureOf(await drawing.png(chart, UTC));
    await drawing.stop();
    expect([picture.width, picture.height]).toEqual([1280, 1064]);
    const inPanel = { left: 0, top: 0.13, right: 0.85, bottom: 0.42 };
    for (const ink of ["#35C7B8", "#FF8A5C", "#8E99A2"]) expect(picture.coloured(ink, inPanel)).toBeGreaterThan(10);
    const { data, options } = equityConfig(chart, UTC);
    expect(Object.keys(options.scales)).toEqual(["x", "traded", "y", "legend0"]);
    const [entries, exits] = data.datasets.map((set) => set.data[0] as { readonly y: number });
    expect(entries?.y).toBeLessThan(100);
    expect(exits?.y).toBeGreaterThan(110);
  });

  it("names how many entries and exits there are, and that one mark stands for several", () => {
    const namesOf = (traded: TradedPrices): (string | undefined)[] =>
      Object.entries(equityConfig({ ...week("10000"), traded }, UTC).options.scales).flatMap(([name, scale]) =>
        name.startsWith("legend") ? scale.marks.map(({ text }) => text) : [],
      );
    expect(namesOf(TRADED)).toEqual(["BTC/USDT", "▲ 1,001 entries", "▼ 1 exit", "the larger, the more"]);
    expect(namesOf({ ...TRADED, marks: [] })).toEqual(["BTC/USDT", "▲ 0 entries", "▼ 0 exits"]);
  });

  it("is drawn by Chart.js beside any market, also one that stood still", () => {
    for (const price of [0.000001, 1, 48_000, 1e12]) {
      const spans = TRADED.spans.map(([at]) => [at, price, price] as const);
      const config = equityConfig({ ...week("10000"), traded: { ...TRADED, spans } }, UTC);
      const canvas = createCanvas(SIZE.width, SIZE.height) as never;
      const drawn = new Chart(canvas, config as unknown as ChartConfiguration);
      const { top, bottom } = drawn.scales["traded"] ?? { top: 0, bottom: 0 };
      const place = drawn.scales["traded"]?.getPixelForValue(price) ?? 0;
      drawn.destroy();
      expect(place).toBeGreaterThan(top);
      expect(place).toBeLessThan(bottom);
    }
  });
});

const TRADED: TradedPrices = {
  ...{ pair: "BTC/USDT", places: 1 },
  spans: Array.from({ length: 7 }, (_, day) => [BEGIN + day * DAY_MS, 100, 110] as const),
  marks: [
    { at: BEGIN + DAY_MS, role: "entry", count: 1_000 },
    { at: BEGIN + 5 * DAY_MS, role: "entry", count: 1 },
    { at: BEGIN + 2 * DAY_MS, role: "exit", count: 1 },
  ],
};
