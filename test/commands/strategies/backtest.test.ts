import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import type { Reply } from "../../../src/domain/reply.ts";
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

const buttonsOf = ({ blocks }: Pick<Reply, "blocks">): string[] =>
  blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons.map(({ run }) => run) : []));
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

  it("of what adds to a holding marks each purchase on the picture", async () => {
    await imported();
    const { blocks } = await trader.reply("/backtest dca BTC/USDT all timeframe=1h at=08:00 every=1 dip=0 guards=off");
    const chart = blocks.find((block) => block.kind === "chart")?.chart;
    if (chart?.kind !== "equity") throw new Error("there is no picture");
    const entries = chart.traded?.marks.filter(({ role }) => role === "entry") ?? [];
    expect(entries.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(1);
  });

  it("of a grid counts each level sold as a round trip, and a grid cannot be started yet", async () => {
    await imported();
    const line = "/backtest grid BTC/USDT all timeframe=5m levels=10 spacing=0.3 size=1 guards=off";
    expect(await trader.type(line)).toMatch(/ · backtest · Grid · BTC\/USDT/);
    const [row] = await rows();
    expect(Number(row?.totalTrades)).toBeGreaterThan(20);
    const { blocks } = await trader.reply(`${line} trades=csv`);
    const [, ...trades] = (blocks.find((block) => block.kind === "file")?.text ?? "").trim().split("\n");
    expect(trades.filter((trade) => !trade.includes("open at the end"))).toHaveLength(Number(row?.totalTrades));
    expect(trades.some((trade) => trade.includes(",level,"))).toBe(true);
    expect(await trader.type("/strategy grid start")).toContain("grid can be tried on the past, and not started yet");
  });

  it("gives all trades of that very run as a file by its button, and adds no row for them", async () => {
    await imported();
    const line = "/backtest trend BTC/USDT all timeframe=1m size=1 guards=off";
    const runs = buttonsOf(await trader.reply(line));
    const all = runs.find((run) => run.includes("trades=")) ?? "";
    expect(all).toMatch(/^backtest trend BTC\/USDT all timeframe=1m size=1 guards=off trades=[0-9a-f]{16}$/);
    const { blocks } = await trader.reply(`/${all}`);
    const file = blocks.find((block) => block.kind === "file");
    expect(file?.name).toMatch(/^trend-BTC-USDT-[0-9a-f]{8}\.csv$/);
    expect(file?.text).toMatch(/^opened,closed,side,quantity,entry price,exit price,fees USDT,profit USDT,/);
    const typed = await trader.reply(`${line} trades=csv`);
    expect(typed.blocks.find((block) => block.kind === "file")).toEqual(file);
    expect(await rows()).toHaveLength(1);
  });

  it("does not give the trades of another run for those of the one whose button was pressed", async () => {
    await imported();
    const line = "/backtest trend BTC/USDT all timeframe=1m size=1";
    const all = buttonsOf(await trader.reply(line)).find((run) => run.includes("trades=")) ?? "";
    const { said, isRefused } = await trader.ask(`/${all.replace("size=1", "size=2 guards=off")}`);
    expect(isRefused).toBe(true);
    expect(said).toContain("is not to be had any more: candles, limits or settings are others now");
  });

  it("offers to use what was tried, to who may set strategies", async () => {
    await imported();
    const { blocks } = await trader.reply("/backtest trend BTC/USDT all fast=5 slow=9 timeframe=1m");
    const runs = buttonsOf({ blocks }).filter((run) => !run.includes("trades="));
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
    ["/backtest trend BTC/USDT all trades=xlsx", /trades is csv, and not xlsx/],
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

describe("a backtest of what is never sold", () => {
  it("counts and names what is open, and speaks of no round trip", async () => {
    await imported();
    const said = await trader.type("/backtest dca BTC/USDT all timeframe=1m at=12:00 every=1 window=100 guards=off");
    expect(said).toMatch(/^1 open position, −[\d.]+, not in the win rate$/m);
    expect(said).toMatch(/^0 round trips /m);
    expect(said).toContain("Win rate: no trip won or lost");
    expect(said).toMatch(/in the market 9\d\.\d+ % of the time; 11 fills/);
  });

  it("is not sized by a stop that it has not", async () => {
    const said = await trader.type("/backtest dca BTC/USDT all sizing=risk");
    expect(said).toContain("dca buys without one. Set another: /strategy dca set sizing=fixed size=100");
    expect(await rows()).toEqual([]);
  });
});
