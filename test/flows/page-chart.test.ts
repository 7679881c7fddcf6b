/** A chart with indicators in the page, as a person asks for it. */
import { expect, it, vi } from "vitest";

import { pageHouse, PATIENCE, seriousFindings } from "../support/page.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const house = pageHouse();

it.each(["dark", "light"] as const)(
  "names what is drawn above the candles, and has a pane for what is no price: %s",
  async (colorScheme) => {
    await house.start({ OUTCRY_FEED: "synthetic" });
    const at = await house.open(house.desk().address(), { colorScheme, bypassCSP: true });
    await at.type("/chart BTC/USDT 15m ema:12 ema:26 bollinger:20,2 rsi macd");
    const chart = at.page.locator('#log candle-chart[data-panels="2"]');
    await chart.locator("canvas").first().waitFor(PATIENCE);
    const names = await chart.locator(".chart-legend span").allTextContents();
    expect(names).toEqual([
      expect.stringMatching(/^EMA 12 [\d,]+\.\d$/),
      expect.stringMatching(/^EMA 26 [\d,]+\.\d$/),
      expect.stringMatching(/^Bollinger 20,2 [\d,]+\.\d upper [\d,]+\.\d lower [\d,]+\.\d$/),
      expect.stringMatching(/^RSI 14 \d+\.\d\d$/),
      expect.stringMatching(/^MACD 12,26,9 .+ signal .+ histogram .+$/),
    ]);
    expect(await chart.getAttribute("aria-label")).toContain(names.join(", "));
    // A row of the chart's table is a pane or what parts two; the last one is the axis of times.
    const heights = await at.page.evaluate<number[]>(`Array.from(
      document.querySelectorAll('#log candle-chart[data-panels="2"] tr'), (row) => row.clientHeight)`);
    expect(heights.filter((height) => height > 5)).toHaveLength(4);
    // What was decided is told above the candles, where it has room, and not at its candle, which may be the last.
    const decided = "▲ EMA 12 crossed above EMA 26";
    await chart.evaluate((element, label) => {
      const candles = [0, 1, 2].map((i) => [i * 900_000, 10, 12, 9, 11, 1]);
      const marks = [{ at: 1_800_000, role: "entry", label }];
      const market = { kind: "candles", exchange: "paper", pair: "BTC/USDT", timeframe: "15m", places: 1 };
      Object.assign(element, { spec: { ...market, candles, levels: [], lines: [], marks } });
    }, decided.slice(2));
    const marked = at.page.locator("#log candle-chart").last();
    expect(await marked.locator(".chart-legend span").allTextContents()).toEqual([decided]);
    expect(await marked.getAttribute("aria-label")).toContain(decided);
    expect(await seriousFindings(at.page)).toEqual([]);
    expect(at.troubles).toEqual([]);
  },
);
