import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { timeMarks } from "../../src/charts/times.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../src/domain/candle.ts";
import type { ChartCandle } from "../../src/domain/chart.ts";
import { anyChart } from "../support/charts.ts";

function candlesFrom(from: number, count: number, timeframe: Timeframe) {
  const flat = (at: number): ChartCandle => [at, 1, 1, 1, 1, 0];
  return { timeframe, candles: Array.from({ length: count }, (_, i) => flat(from + i * TIMEFRAME_MS[timeframe])) };
}
const texts = (from: number, count: number, timeframe: Timeframe, zone: string, apart = 10): readonly string[] =>
  timeMarks(candlesFrom(from, count, timeframe), zone, apart).map(({ text }) => text);

describe("times below a chart", () => {
  test("are whole hours of the reader's zone, and its days by their date", () => {
    const evening = Date.UTC(2022, 0, 3, 18, 15);
    expect(texts(evening, 48, "15m", "UTC")).toEqual(["21:00", "4 Jan", "03:00", "06:00"]);
    expect(texts(evening, 48, "15m", "Asia/Kolkata")).toEqual(["4 Jan", "03:00", "06:00", "09:00"]);
  });

  test("follow a clock that is set forward", () => {
    const night = Date.UTC(2022, 2, 26, 22, 0);
    const marks = ["27 Mar", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"];
    expect(texts(night, 24, "1h", "Europe/Berlin", 3)).toEqual(marks);
  });

  test("are dates where a candle is a day", () => {
    expect(texts(Date.UTC(2022, 0, 1), 40, "1d", "Europe/Berlin", 14).every((text) => /^\d+ [A-Z]/.test(text))).toBe(
      true,
    );
  });

  test("are as far apart as asked, whatever is missing", () => {
    fc.assert(
      fc.property(anyChart, fc.integer({ min: 1, max: 40 }), (chart, apart) => {
        const holed = { ...chart, candles: chart.candles.filter((_, i) => i % 7 !== 3) };
        const marks = timeMarks(holed, "America/St_Johns", apart);
        for (const [i, { index }] of marks.entries()) {
          expect(index - (marks[i - 1]?.index ?? -apart)).toBeGreaterThanOrEqual(apart);
        }
      }),
    );
  });
});
