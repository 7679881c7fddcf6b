import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { priceText } from "../../src/domain/chart-words.ts";
import { roundPrices, spanOf, spread, tagsOf, widened } from "../../src/charts/view.ts";
import { aChart, anyChart } from "../support/charts.ts";

describe("labels that would overlap", () => {
  const gap = 0.1;

  test("stay where they are when they do not", () => {
    expect(spread([0.1, 0.35, 0.9], gap)).toEqual([0.1, 0.35, 0.9]);
  });

  test("share what they move", () => {
    expect(spread([0.5, 0.5], gap).map((at) => at.toFixed(3))).toEqual(["0.450", "0.550"]);
    expect(spread([0.5, 0.52, 0.54], gap).map((at) => at.toFixed(3))).toEqual(["0.420", "0.520", "0.620"]);
  });

  test("stay inside at the edges", () => {
    expect(spread([0, 0, 1], gap).map((at) => at.toFixed(3))).toEqual(["0.050", "0.150", "0.950"]);
  });

  test("keep their order and their distance, whatever they are", () => {
    const wanted = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 });
    fc.assert(
      fc.property(wanted, (places) => {
        const spots = spread(
          places.toSorted((a, b) => a - b),
          gap,
        );
        expect(spots).toHaveLength(places.length);
        for (const [i, spot] of spots.entries()) {
          expect(spot).toBeGreaterThanOrEqual(gap / 2 - 1e-9);
          expect(spot).toBeLessThanOrEqual(1 - gap / 2 + 1e-9);
          expect(spot - (spots[i - 1] ?? -1)).toBeGreaterThan(gap - 1e-9);
        }
      }),
    );
  });
});

describe("what is seen of the prices", () => {
  test("is the candles and the levels that are near", () => {
    const chart = aChart(100, { levels: [{ role: "stop", price: 46_000 }] });
    expect(spanOf(chart, chart.candles, 4).low).toBe(46_000);
    expect(spanOf(chart, chart.candles, 0).low).toBe(Math.min(...chart.candles.map(([, , , low]) => low)));
  });

  test("pins a level that is too far to the edge, with an arrow", () => {
    const chart = aChart(100, { levels: [{ role: "target", price: 90_000 }] });
    const [tag] = tagsOf(chart, spanOf(chart, chart.candles, 4), 0.1);
    expect(tag).toEqual({ role: "target", text: "↑ Target 90,000.0", at: expect.closeTo(0.95), line: null });
  });

  test("has a height even where the market stood still", () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        if (chart.candles.length === 0) return;
        const { low, high } = widened(spanOf(chart, chart.candles, 4), 0.04, 0.2);
        expect(high).toBeGreaterThan(low);
        const prices = roundPrices({ low, high }, 8, chart.places);
        expect(prices.length).toBeLessThanOrEqual(8);
        expect(prices.every((price) => price >= low - (high - low) * 1e-6 && price <= high * (1 + 1e-9))).toBe(true);
      }),
    );
  });
});

describe("a price", () => {
  test("stands at the market's places, with thousands and a real minus", () => {
    expect(priceText(48_650, 1)).toBe("48,650.0");
    expect(priceText(0.000_012_34, 8)).toBe("0.00001234");
    expect(priceText(-1_234.5, 2)).toBe("−1,234.50");
    expect(priceText(1e21, 2)).toBe("1.000e+21");
  });

  test("is marked at round values on the market's places", () => {
    expect(roundPrices({ low: 45_260, high: 48_650 }, 8, 1)).toEqual([
      45_500, 46_000, 46_500, 47_000, 47_500, 48_000, 48_500,
    ]);
    expect(roundPrices({ low: 10, high: 12 }, 8, 0)).toEqual([10, 11, 12]);
  });
});
