/** The vectors of the metrics, each figure to 1e-9, and what holds for every series. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { add, fixed, from, text, toNumber, ZERO } from "../../../src/domain/money.ts";
import type { EquitySeries } from "../../../src/domain/performance/daily.ts";
import { type Performance, performanceOf } from "../../../src/domain/performance/metrics.ts";
import { BEGIN, dailySeries, DAY_MS, snapshot, tripsOf } from "../../support/equity.ts";

const TWENTY = Array.from({ length: 20 }, (_, day) => (day % 2 === 0 ? "20" : "-10"));
const TENTHS = TWENTY.flatMap((profit) => Array.from({ length: 10 }, () => fixed(from(profit), 0).replace(/0$/, "")));

const FIELDS = [
  "profitLoss",
  "profitLossPercent",
  "maxDrawdown",
  "maxDrawdownPercent",
  "volatility",
  "sharpeRatio",
  "sortinoRatio",
  "winRate",
] as const;
type Expected = readonly (number | null)[];

const D_RATIOS = [27.992325826045, 6.36103696837912, 14.0220249443898] as const;

// prettier-ignore
const VECTORS: Readonly<Record<string, { profits: readonly string[]; trips?: readonly string[]; flows?: Record<number, string>; expected: Expected }>> = {
  A: { profits: ["-200", "50", "50", "50"], expected: [-50, -5, 200, 20, 247.430260298789, -0.852678041151602, -1.10431115367557, 75] },
  B: { profits: ["-200"], expected: [-200, -20, 200, 20, null, null, null, 0] },
  C: { profits: ["10", "20", "10"], expected: [40, 4, 0, 0, 10.9760021896063, 43.7967966950115, null, 100] },
  D: { profits: TWENTY, expected: [100, 10, 10, 0.980392156862745, ...D_RATIOS, 50] },
  E: { profits: TWENTY, trips: TENTHS, expected: [100, 10, 10, 0.980392156862745, ...D_RATIOS, 50] },
  F: { profits: ["100", "0", "0", "-50", "0", "-30", "0", "60"], trips: ["100", "-50", "-30", "60"], expected: [80, 8, 80, 7.27272727272727, 89.7376725300491, 4.31133141232428, 10.6685271010211, 50] },
  G: { profits: ["500", "-300", "-100", "1000", "-400"], expected: [700, 70, 400, 26.6666666666667, 947.9232596642, 7.20264435221556, 27.6997080613976, 40] },
  H: { profits: TWENTY, flows: { 3: "500" }, expected: [100, 7.01986754966887, 10, 0.980392156862745, 20.1953212071862, 6.23689125916341, 13.7240707336583, 50] },
  I: { profits: TWENTY, flows: { 3: "-500" }, expected: [100, 18.8235294117647, 10, 1.88679245283019, 51.1962745661224, 6.41551965563806, 14.3182404730055, 50] },
};

function valuesOf(performance: Performance): (number | null)[] {
  return FIELDS.map((field) => {
    const figure = performance[field];
    return "mantissa" in figure ? toNumber(figure) : figure.value;
  });
}

function expectClose(values: readonly (number | null)[], expected: Expected): void {
  for (const [index, value] of values.entries()) {
    const wanted = expected[index] ?? null;
    if (wanted === null || wanted === 0 || value === null)
      expect([FIELDS[index], value]).toEqual([FIELDS[index], wanted]);
    else expect(Math.abs(value / wanted - 1), FIELDS[index]).toBeLessThan(1e-9);
  }
}

describe("a performance", () => {
  it.each(Object.entries(VECTORS))(
    "of vector %s has each figure of it",
    (_, { profits, trips, flows = {}, expected }) => {
      const series = dailySeries({ start: "1000", profits, flows });
      expectClose(valuesOf(performanceOf(series, tripsOf(trips ?? profits))), expected);
    },
  );

  it("has the same ratios however many fills made the day", () => {
    const once = performanceOf(dailySeries({ start: "1000", profits: TWENTY }), tripsOf(TWENTY));
    const often = performanceOf(inTenParts(dailySeries({ start: "1000", profits: TWENTY })), tripsOf(TENTHS));
    expect(often.totalTrades).toBe(10 * once.totalTrades);
    expect({ ...often, ...tripFields(once) }).toEqual(once);
  });

  it("of five losers and an open winner is a gain without a win (case 34)", () => {
    const profits = ["-40", "-40", "-40", "-40", "-40", "1017.3"];
    const figures = performanceOf(dailySeries({ start: "10000", profits }), tripsOf(profits.slice(0, 5)));
    const expected = [817.3, 8.173, 200, 2, 84.1094419451302, 6.04968235621511, 72.35224490807809, 0];
    expectClose(valuesOf(figures), expected);
    expect([figures.totalTrades, figures.winningTrades, figures.losingTrades, figures.days]).toEqual([5, 0, 5, 6]);
    expect(text(figures.profitLoss)).toBe("817.3");
  });

  it("of a flat series has volatility 0 and no Sharpe, and says why (case 53)", () => {
    const flat = performanceOf(dailySeries({ start: "10000", profits: Array.from({ length: 7 }, () => "0") }), []);
    expect(flat.volatility).toEqual({ value: 0, reason: null });
    expect(flat.sharpeRatio).toEqual({ value: null, reason: "all days were the same" });
    expect(flat.maxDrawdownPercent).toEqual({ value: 0, reason: null });
  });

  it("says of each figure that is missing why", () => {
    const one = performanceOf(dailySeries({ start: "1000", profits: ["-200"] }), tripsOf(["0"]));
    expect(reasonsOf(one)).toEqual({
      volatility: "needs 2 days, has 1",
      sharpeRatio: "needs 2 days, has 1",
      sortinoRatio: "needs 2 days, has 1",
      cagr: "needs 30 days, has 1",
      calmar: "needs 30 days, has 1",
      winRate: "no trip won or lost",
      profitFactor: "no losing trip",
    });
    const rising = performanceOf(dailySeries({ start: "1000", profits: Array.from({ length: 30 }, () => "1") }), []);
    expect(reasonsOf(rising)).toMatchObject({
      calmar: "no fall",
      sortinoRatio: "no losing day",
      expectancy: "no closed trip",
    });
    const empty = performanceOf(dailySeries({ start: "0", profits: ["0", "10"], flows: { 2: "100" } }), []);
    expect(reasonsOf(empty)).toMatchObject({
      profitLossPercent: "it began with nothing",
      sharpeRatio: "it began with nothing",
    });
    expect(text(empty.profitLoss)).toBe("10");
    const owing = performanceOf(dailySeries({ start: "100", profits: ["-150", "10"] }), []);
    expect(reasonsOf(owing)).toMatchObject({ profitLossPercent: "equity was not above zero" });
  });

  it("keeps a day that has not ended out of the ratios, and its profit in", () => {
    const series = dailySeries({ start: "1000", profits: ["10", "-20"] });
    const now = BEGIN + 2 * DAY_MS + 1;
    const running = { ...series, later: [...series.later, snapshot(now, "1089")], until: now };
    const [before, after] = [performanceOf(series, []), performanceOf(running, [])];
    expect([after.days, after.sharpeRatio, after.volatility]).toEqual([2, before.sharpeRatio, before.volatility]);
    expect(text(after.profitLoss)).toBe("89");
    expect(after.profitLossPercent.value).toBeCloseTo(8.9, 9);
  });

  it("sees a fall within a day, and counts the first day's loss", () => {
    const series = {
      start: snapshot(BEGIN + DAY_MS / 2, "1000"),
      later: [
        snapshot(BEGIN + DAY_MS / 2 + 1, "700"),
        snapshot(BEGIN + DAY_MS, "900"),
        snapshot(BEGIN + 2 * DAY_MS, "900"),
      ],
      until: BEGIN + 2 * DAY_MS,
    };
    const figures = performanceOf(series, []);
    expect([text(figures.maxDrawdown), figures.days]).toEqual(["300", 2]);
    expect(figures.maxDrawdownPercent.value).toBeCloseTo(30, 9);
    expect(figures.sortinoRatio.value).toBeCloseTo((-0.05 / Math.sqrt(0.01 / 2)) * Math.sqrt(365), 9);
  });

  it("moves no ratio by a flow that leaves the daily returns as they are", () => {
    const factors = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(factors, fc.nat(), fc.integer({ min: -90, max: 900 }), (perMille, at, percent) => {
        const [plain, moved] = [byReturns(perMille, -1, 0), byReturns(perMille, at % perMille.length, percent)];
        const [a, b] = [performanceOf(plain, []), performanceOf(moved, [])];
        for (const field of [
          "sharpeRatio",
          "sortinoRatio",
          "volatility",
          "maxDrawdownPercent",
          "profitLossPercent",
        ] as const) {
          expect(b[field].reason).toBe(a[field].reason);
          expect(Math.abs((b[field].value ?? 0) - (a[field].value ?? 0))).toBeLessThan(1e-7);
        }
      }),
    );
  });
});

/** The same day ends, each change seen in ten steps. */
function inTenParts(series: EquitySeries): EquitySeries {
  const later = series.later.flatMap((end, index) => {
    const before = series.later[index - 1]?.equity ?? series.start.equity;
    const tenth = toNumber(end.equity) - toNumber(before);
    return Array.from({ length: 10 }, (_, part) => ({
      ...end,
      at: end.at - (9 - part),
      equity: part === 9 ? end.equity : add(before, from(String(Math.round((tenth * (part + 1)) / 10)))),
    }));
  });
  return { ...series, later };
}

function tripFields({
  expectancy,
  averageDuration,
  totalTrades,
  winningTrades,
  losingTrades,
  profitFactor,
}: Performance) {
  return { expectancy, averageDuration, totalTrades, winningTrades, losingTrades, profitFactor };
}

/** Exact returns, in parts of a thousand; on one day so many percent of what is there are moved in or out first. */
function byReturns(perMille: readonly number[], flowDay: number, percent: number): EquitySeries {
  const profits: string[] = [];
  const flows: Record<number, string> = {};
  let equity = 1_000_000;
  for (const [day, each] of perMille.entries()) {
    if (day === flowDay) flows[day + 1] = ((equity * percent) / 100).toFixed(9);
    const base = equity + Number(flows[day + 1] ?? 0);
    profits.push(((base * each) / 1_000).toFixed(9));
    equity = base + (base * each) / 1_000;
  }
  return dailySeries({ start: "1000000", profits, flows });
}

function reasonsOf(performance: Performance): Record<string, string> {
  const reasons = Object.entries(performance).flatMap(([field, figure]: [string, unknown]) =>
    typeof figure === "object" && figure !== null && "reason" in figure && typeof figure.reason === "string"
      ? [[field, figure.reason] as const]
      : [],
  );
  return Object.fromEntries(reasons);
}

it("has nothing to add up where nothing was closed", () => {
  expect(performanceOf(dailySeries({ start: "1", profits: ["0"] }), []).tripProfit).toEqual(ZERO);
});
