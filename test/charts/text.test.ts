import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { drawText } from "../../src/charts/text.ts";
import { widthOf } from "../../src/chat/text/columns.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { aChart, aChartWith, anyChart } from "../support/charts.ts";

const UTC = { zone: "UTC" };

describe("a chart in characters", () => {
  test("has its levels at the right, their lines across, and the times below", () => {
    const drawn = drawText(aChart(60), 60, UTC);
    expect(drawn).toHaveLength(13);
    const row = (word: string): string => drawn.find((line) => line.includes(word)) ?? "";
    expect(row("Entry")).toMatch(/─.* Entry 4\d,\d{3}\.\d$/);
    expect(row("Stop")).toMatch(/^[╌│┃█▄▀╷╵╻╹╽╿]+ (↓ )?Stop 4\d,\d{3}\.\d$/);
    expect(drawn.at(-1)).toMatch(/\d\d:00/);
  });

  test("shows a rising candle hollow, a falling one filled, with their wicks", () => {
    const candles = [
      [0, 10, 14, 4, 12, 1],
      [60_000, 12, 16, 2, 6, 1],
    ] as const;
    const drawn = drawText(aChart(0, { candles, places: 0, timeframe: "1m" }), 30, UTC);
    const column = (index: number): string =>
      drawn
        .slice(0, 12)
        .map((line) => line[index] ?? " ")
        .join("")
        .trim();
    expect(column(0)).toMatch(/^[╷│]+[╽┃╿╹╻]+[│╵]+$/);
    expect(column(1)).toMatch(/^[╷│]+[█▄▀]+[│╵]+$/);
  });

  test("names its indicators with their newest values below it", () => {
    const drawn = drawText(aChartWith(60, "ema:12", "rsi"), 60, UTC);
    expect(drawn.at(-1)).toMatch(/^EMA 12 [\d,]+\.\d · RSI 14 \d+\.\d\d$/);
    expect(drawn).toHaveLength(14);
  });

  test("without candles says so calmly", () => {
    expect(drawText(aChart(0), 60, UTC)).toEqual(["No candles yet"]);
  });

  test("shows the newest where not all fit", () => {
    const chart = aChart(300);
    expect(drawText(chart, 60, UTC)).toEqual(drawText({ ...chart, candles: chart.candles.slice(-150) }, 60, UTC));
  });

  test("is never wider than asked, and never fails", () => {
    fc.assert(
      fc.property(anyChart, fc.integer({ min: 1, max: 120 }), (chart, columns) => {
        const drawn = drawText(chart, columns, { zone: "Asia/Kathmandu" });
        expect(drawn.length).toBeLessThanOrEqual(13 + chart.lines.length);
        for (const line of drawn) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  test("labels each of up to twelve levels in a row of its own", () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        const levels = chart.levels.slice(0, 12);
        const drawn = drawText({ ...chart, levels }, 120, UTC).slice(0, 12);
        const labelled = drawn.filter((line) => /(Entry|Stop|Target|Last) /.test(line));
        if (chart.candles.length > 0) expect(labelled).toHaveLength(levels.length);
      }),
    );
  });

  test("stands in a card where the chat draws it", () => {
    const chart = aChart(60);
    const card = { outcome: "done", blocks: [{ kind: "chart", chart }] } as const;
    const shown = renderText(card, { zone: "UTC", now: 0, width: 72, chart: drawText });
    expect(shown.split("\n")).toEqual(drawText(chart, 72, UTC));
    expect(renderText(card, { zone: "UTC", now: 0 })).toBe("");
  });
});
