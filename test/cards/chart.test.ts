import { describe, expect, test } from "vitest";

import { chartCard, type ChartFacts } from "../../src/cards/chart.ts";
import { type Timeframe, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import type { CandleChart, ChartCandle, ChartLevel } from "../../src/domain/chart.ts";
import { NOW, read, runs } from "./facts.ts";

function chartOf(timeframe: Timeframe, count: number, levels: readonly ChartLevel[]): CandleChart {
  const at = (i: number): number => NOW - (count - i) * TIMEFRAME_MS[timeframe];
  const candles = Array.from({ length: count }, (_, i): ChartCandle => [
    at(i),
    46_000 + i,
    46_100,
    45_900,
    46_001,
    1.5,
  ]);
  return {
    kind: "candles",
    exchange: "paper",
    pair: "BTC/USDT",
    timeframe,
    places: 1,
    candles,
    levels,
    lines: [],
    marks: [],
  };
}

function facts(timeframe: Timeframe, chart: CandleChart | null, changes: Partial<ChartFacts> = {}): ChartFacts {
  return {
    exchange: "paper",
    mode: "paper",
    pair: "BTC/USDT",
    timeframe,
    chart,
    indicators: [],
    isNamed: false,
    ...changes,
  };
}

describe("a chart", () => {
  const last = { role: "last", price: 46_570.4 } as const;

  test("says in its first line what the pair costs and how it moved", () => {
    const chart = chartOf("15m", 96, [{ role: "entry", price: 45_000 }, last]);
    const card = chartCard(facts("15m", chart));
    expect(read(card)).toEqual([
      "BTC/USDT 15m · 46,570.4 USDT, +1.24 % in 24 h · paper",
      "[ 1m ] [ 5m ] [ 1h ] [ 4h ] [ 1d ] [ Buy ]",
    ]);
    expect(card.outcome).toBe("done");
    expect(card.blocks[1]).toEqual({ kind: "chart", chart });
  });

  test("leads to the other timeframes and to buying, at the account that was named", () => {
    const chart = chartOf("1d", 60, [last]);
    expect(runs(chartCard(facts("1d", chart)))).toMatchObject({ "1h": "chart BTC/USDT 1h", Buy: "buy BTC/USDT" });
    const named = facts("1d", chart, { exchange: "paper2", isNamed: true });
    expect(runs(chartCard(named))).toMatchObject({
      "1h": "chart BTC/USDT 1h exchange=paper2",
      Buy: "buy BTC/USDT exchange=paper2",
    });
    expect(runs(chartCard(named))).not.toHaveProperty("1d");
  });

  test("keeps its indicators on the way to another timeframe", () => {
    const chart = chartOf("15m", 96, [last]);
    const card = chartCard(facts("15m", chart, { indicators: ["ema:12", "rsi:14"] }));
    expect(runs(card)).toMatchObject({ "1h": "chart BTC/USDT 1h ema:12 rsi:14", Buy: "buy BTC/USDT" });
  });

  test.each([
    ["1m", 96, "96 min"],
    ["5m", 96, "8 h"],
    ["1h", 96, "4 days"],
    ["1d", 60, "60 days"],
  ] as const)("of %s candles names its span", (timeframe, count, words) => {
    expect(read(chartCard(facts(timeframe, chartOf(timeframe, count, [last]))))[0]).toContain(` in ${words} · paper`);
  });

  test("falls with a minus, stands without a sign, and without a price takes the last close", () => {
    const first = (price: number): string =>
      read(chartCard(facts("15m", chartOf("15m", 2, [{ ...last, price }]))))[0] ?? "";
    expect(first(45_540)).toContain("45,540.0 USDT, −1.00 % in 30 min");
    expect(first(46_000)).toContain("46,000.0 USDT, 0.00 % in 30 min");
    expect(read(chartCard(facts("15m", chartOf("15m", 2, []))))[0]).toContain("46,001.0 USDT");
  });

  test("of a live account says so", () => {
    const live = facts("15m", chartOf("15m", 2, [last]), { exchange: "bybit", mode: "live" });
    expect(read(chartCard(live))[0]).toMatch(/ · LIVE bybit$/);
  });

  test("that there is not is a calm sentence with what to do", () => {
    const card = chartCard(facts("4h", null));
    expect(read(card)).toEqual([
      "paper tells no 4h candles of BTC/USDT now. Its price: /price BTC/USDT",
      "[ 1m ] [ 5m ] [ 15m ] [ 1h ] [ 1d ] [ Buy ]",
    ]);
    expect(card.outcome).toBe("done");
  });
});
