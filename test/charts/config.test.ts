import { createCanvas } from "@napi-rs/canvas";
import { Chart, type ChartConfiguration } from "chart.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import "../../src/charts/canvas.ts";
import { configOf, heightOf } from "../../src/charts/config/config.ts";
import { COLOURS, EDGE, PLOT_HEIGHT, SIZE, TAG_HEIGHT, TIMES_HEIGHT } from "../../src/charts/config/layout.ts";
import type { ChartSpec } from "../../src/domain/chart.ts";
import { aChart, aChartWith, anyChart } from "../support/charts.ts";

const configured = (chart: ChartSpec, zone = "UTC") => configOf(chart, { zone });

/** As Chart.js lays it out, nothing drawn by whoever asks. */
function laidOut(chart: ChartSpec): Chart {
  const canvas = createCanvas(SIZE.width, heightOf(chart)) as never;
  return new Chart(canvas, configured(chart) as unknown as ChartConfiguration);
}

function priceMarks(chart: ChartSpec) {
  const { y } = configured(chart).options.scales;
  if (!("marks" in y)) return [];
  const pixel = (value: number): number => ((y.max - value) / (y.max - y.min)) * PLOT_HEIGHT;
  return y.marks.map((mark) => ({ ...mark, at: pixel(mark.value) }));
}

describe("a chart's configuration", () => {
  test("names the market, the day and the zone", () => {
    const { title, subtitle } = configured(aChart(60), "Europe/Berlin").options.plugins;
    expect(title.text).toBe("BTC/USDT 15m · paper");
    expect(subtitle.text).toBe("3 Jan 2022 · times in Europe/Berlin");
  });

  test("shows a name as it is, without what would hide or turn it", () => {
    const pair = "A_B*/USDT <b>\u202Egnp\u200B\n";
    expect(configured(aChart(3, { pair })).options.plugins.title.text).toBe("A_B*/USDT <b>gnp  15m · paper");
  });

  test("writes prices at the market's places, each level with its word", () => {
    const texts = priceMarks(aChart(60, { levels: [{ role: "stop", price: 46_806 }] })).flatMap(
      ({ text }) => text ?? [],
    );
    expect(texts).toContain("Stop 46,806.0");
    expect(texts.filter((text) => !text.startsWith("Stop")).every((text) => /^\d\d,\d00\.0$/.test(text))).toBe(true);
  });

  test("keeps the labels of prices and levels apart, wherever the levels lie", () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        const marks = priceMarks(chart).filter(({ text }) => text !== undefined);
        const tags = marks.filter(({ fill }) => fill !== undefined);
        if (chart.candles.length > 0) expect(tags.length).toBe(Math.min(chart.levels.length, 14));
        for (const tag of tags) {
          for (const other of marks.filter((each) => each !== tag)) {
            const least = other.fill === undefined ? TAG_HEIGHT - 3 : TAG_HEIGHT;
            expect(Math.abs(tag.at - other.at)).toBeGreaterThanOrEqual(least - 1e-6);
          }
        }
      }),
    );
  });

  test("hollows what rises and fills what falls", () => {
    const { candles, ...chart } = aChart(60);
    const [inside, rising, falling] = configured({ ...chart, candles }).data.datasets.map(({ data }) =>
      (data as readonly { readonly x: number }[]).map(({ x }) => x),
    );
    const isRising = (x: number): boolean => (candles[x]?.[4] ?? 0) >= (candles[x]?.[1] ?? 0);
    expect(rising).toEqual([...candles.keys()].filter(isRising));
    expect(falling).toEqual([...candles.keys()].filter((x) => !isRising(x)));
    expect(inside?.length).toBeGreaterThan(0);
    expect(rising).toEqual(expect.arrayContaining(inside ?? []));
  });

  test("gives each indicator a colour of its own, that of its name, and none that a candle has", () => {
    const { data, options } = configured(aChartWith(60, "ema:12", "bollinger", "macd"));
    const sets = data.datasets.filter((set) => "borderColor" in set);
    const names = Object.entries(options.scales).flatMap(([id, scale]) =>
      id.startsWith("legend") ? (scale as { marks: readonly { text: string; ink: string }[] }).marks : [],
    );
    expect(names).toHaveLength(3);
    expect(new Set(names.map(({ ink }) => ink)).size).toBe(3);
    expect(new Set(sets.map(({ borderColor }) => borderColor))).toEqual(new Set(names.map(({ ink }) => ink)));
    for (const { ink } of names) expect([COLOURS.buy, COLOURS.sell]).not.toContain(ink);
  });

  test("leaves the candles their room, whatever stands above and below them, on one axis of times", () => {
    const chart = aChartWith(60, "ema:12", "ema:26", "bollinger", "rsi", "macd");
    const { scales, chartArea } = laidOut(chart);
    expect(scales["y"]?.height).toBeCloseTo(PLOT_HEIGHT, 6);
    expect(scales["y"]?.top).toBeCloseTo(chartArea.top, 6);
    expect(scales["panel0"]?.top).toBeCloseTo(scales["y"]?.bottom ?? 0, 6);
    expect(scales["panel1"]?.top).toBeCloseTo(scales["panel0"]?.bottom ?? 0, 6);
    expect(scales["panel1"]?.bottom).toBeCloseTo(chartArea.bottom, 6);
    expect(scales["x"]?.top).toBeCloseTo(chartArea.bottom, 6);
  });

  test("marks what was decided at its candle, an entry below and an exit above it", () => {
    const chart = aChart(60);
    const [entered, left] = [chart.candles[10], chart.candles[20]];
    const marks = [
      { at: entered?.[0] ?? 0, role: "entry", label: "in" },
      { at: left?.[0] ?? 0, role: "exit", label: "out" },
      { at: 0, role: "exit", label: "before all of it" },
    ] as const;
    const points = configured({ ...chart, marks }).data.datasets.flatMap((set) =>
      "pointStyle" in set ? (set.data as readonly { x: number; y: number }[]) : [],
    );
    expect(points.map(({ x }) => x)).toEqual([10, 20]);
    expect(points[0]?.y).toBeLessThan(entered?.[3] ?? 0);
    expect(points[1]?.y).toBeGreaterThan(left?.[2] ?? Infinity);
  });

  test("takes the plot to be where Chart.js puts it, candles on whole half pixels", () => {
    for (const chart of [aChart(3), aChart(90), aChart(300)]) {
      const { chartArea, scales } = laidOut(chart);
      expect(chartArea.left).toBe(EDGE.left);
      expect([chartArea.bottom, chartArea.height]).toEqual([SIZE.height - EDGE.bottom - TIMES_HEIGHT, PLOT_HEIGHT]);
      const first = scales["x"]?.getPixelForValue(0) ?? 0;
      expect(first * SIZE.ratio).toBeCloseTo(Math.round(first * SIZE.ratio), 6);
      expect(first).toBeGreaterThanOrEqual(EDGE.left);
    }
  });
});
