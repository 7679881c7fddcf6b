import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import { PerformanceMetrics } from "../../../src/models/performance-metrics.ts";
import { type CandleKey, IMPORTED } from "../../../src/series/store.ts";
import { wanderingMinutes } from "../../support/engine.ts";
import { BTC, START } from "../../support/paper-venue.ts";
import { Trader } from "../../support/trader.ts";

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open("sqlite", undefined, "initial");
});
afterEach(() => trader.close());

async function imported(count = 4_000): Promise<void> {
  const key: CandleKey = { exchange: trader.venue.exchange, source: IMPORTED, pair: BTC, timeframe: "1m" };
  const minutes = wanderingMinutes(count, 3, 10_000);
  for (let i = 0; i < count; i += 1_000)
    await trader.series.candles.append([{ key, candles: minutes.slice(i, i + 1_000) }]);
}

const rows = () => PerformanceMetrics.query(trader.desk.db.reader).where({ kind: "backtest" });

describe("a backtest", () => {
  it("answers with its figures beside what the pair did, its costs and the part that was held out", async () => {
    await imported();
    const said = await trader.type("/backtest trend BTC/USDT all timeframe=1m size=1 guards=off");
    expect(said).toMatch(/^[−+][\d,.]+ USDT, [−+]?[\d.]+ % · backtest · Trend following · BTC\/USDT/);
    for (const part of [
      "1m candles (imported), with timeframe=1m size=1, from 10,000.00 USDT",
      "BTC/USDT itself: ",
      "round trips",
      "Sharpe",
      "the first 70 %: ",
      "the last 30 %, since ",
      "fee 0.1 % of each fill, spread 0.02 %, slippage 0.01 %",
      "guards=off",
      "sha256 ",
    ])
      expect(said).toContain(part);
  });

  it("is the same each time, and each adds a row to the metrics", async () => {
    await imported();
    const line = "/backtest trend BTC/USDT all timeframe=1m size=1";
    const first = await trader.type(line);
    expect(await trader.type(line)).toBe(first);
    const [one, other, ...more] = await rows();
    expect(more).toEqual([]);
    expect(one).toMatchObject({ strategyId: "trend", startTime: START, endTime: START + 4_000 * 60_000 });
    expect({ ...other, id: 0 }).toEqual({ ...one, id: 0 });
  });

  it("offers to use what was tried, to who may set strategies", async () => {
    await imported();
    const { blocks } = await trader.reply("/backtest trend BTC/USDT all fast=5 slow=9 timeframe=1m");
    const runs = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons.map(({ run }) => run) : []));
    expect(runs).toEqual([
      "strategy trend set fast=5 slow=9 timeframe=1m",
      expect.stringMatching(/^optimise trend BTC\/USDT all fast=3,4,5,8,10 slow=5,7,9,14,18 stop=\S+ timeframe=1m$/),
      "strategy trend",
    ]);
  });

  it("holds the limits of the desk as they are set, and counts what they refuse", async () => {
    await imported();
    const said = await trader.type("/backtest trend BTC/USDT all timeframe=1m sizing=equity size=20 most=100");
    expect(said).toMatch(/Refused\s+order, \d+ entries: Refused: order of .* is above the limit/);
    expect(said).toContain("0 fills");
  });

  it("trades with the capital that is named", async () => {
    await imported();
    expect(await trader.type("/backtest trend BTC/USDT all timeframe=1m capital=250000")).toContain(
      "from 250,000.00 USDT",
    );
    const [row] = await rows();
    expect(row?.profitLoss).not.toEqual(from("0"));
  });
});

describe("what cannot be meant is one sentence, and leaves no row", () => {
  it.each([
    ["/backtest trnd BTC/USDT all", /There is no strategy trnd\. Did you mean trend\?/],
    ["/backtest trend BTC/UDST all", /I don't know the pair BTC\/UDST\. Did you mean BTC\/USDT\?/],
    ["/backtest trend BTC/USDT 2022-13", /"2022-13" is not a period/],
    ["/backtest trend BTC/USDT 2019", /no minutes of BTC\/USDT in that period: they go from/],
    ["/backtest trend BTC/USDT all fsat=3", /trend has no parameter fsat/],
    ["/backtest trend BTC/USDT all fast=900", /fast of trend cannot be that/],
    ["/backtest trend BTC/USDT all fast=30 slow=20", /fast must be below slow/],
    ["/backtest trend BTC/USDT all guards=maybe", /guards is on or off/],
    ["/backtest trend BTC/USDT all pairs=ETH/USDT", /pairs is no matter of a backtest/],
    ["/backtest trend BTC/USDT all fast", /"fast" is no setting: type it like/],
  ])("%s", async (line, sentence) => {
    await imported(100);
    const { said, isRefused } = await trader.ask(line);
    expect(said).toMatch(sentence);
    expect(isRefused).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it("too few candles to begin with are counted", async () => {
    await imported(700);
    const { said, isRefused } = await trader.ask("/backtest trend BTC/USDT all timeframe=15m");
    expect(said).toMatch(
      /There are 46 candles of 15m in that period and before it, and trend enters nothing before it has seen 260/,
    );
    expect(isRefused).toBe(true);
  });

  it("without any candles it is said where they come from", async () => {
    expect(await trader.type("/backtest trend BTC/USDT all")).toContain(
      "npx outcry candles import FILE --pair BTC/USDT",
    );
  });
});
