/** The chart beside a decision: it is there when the candles are, and nothing ever waits for it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Candle, type Timeframe, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import type { CandleChart } from "../../src/domain/chart.ts";
import type { Pair } from "../../src/domain/ids.ts";
import { from } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { candleChart } from "../../src/market/candles.ts";
import { Position } from "../../src/models/position.ts";
import { NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { BTC } from "../support/venue.ts";

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open();
});
afterEach(() => trader.close());

/** So many candles of a timeframe that have closed. */
function bars(timeframe: Timeframe, count: number, close = "46100.25"): Candle[] {
  const end = NOW - (NOW % TIMEFRAME_MS[timeframe]);
  return Array.from({ length: count }, (_, i) => ({
    at: end - (count - i) * TIMEFRAME_MS[timeframe],
    ...{
      open: from("46000"),
      high: from("46200.15"),
      low: from("45900"),
      close: from(close),
      volume: from("1.123456"),
    },
  }));
}

const tells = (close?: string): void => {
  trader.venue.bars = async (timeframe) => bars(timeframe, 200, close);
};

const chartIn = (reply: Reply): CandleChart | undefined => {
  const block = reply.blocks.find(({ kind }) => kind === "chart");
  return block?.kind === "chart" && block.chart.kind === "candles" ? block.chart : undefined;
};
const levelsIn = (reply: Reply): unknown => chartIn(reply)?.levels.map(({ role, price }) => [role, price]);

describe("a chart of the market", () => {
  it("has the market's precision and the last price, and no more candles than are looked at", async () => {
    tells();
    const chart = await candleChart(trader.app, { pair: BTC, timeframe: "15m" });
    expect(chart).toMatchObject({ kind: "candles", exchange: "paper", pair: BTC, timeframe: "15m", places: 1 });
    expect(chart?.candles).toHaveLength(96);
    expect(chart?.candles.at(-1)?.slice(1)).toEqual([46_000, 46_200.2, 45_900, 46_100.2, 1.1235]);
    expect(chart?.levels).toEqual([{ role: "last", price: 46_250 }]);
    expect(JSON.stringify(chart).length).toBeLessThan(8_000);
    expect((await candleChart(trader.app, { pair: BTC, timeframe: "15m", limit: 5 }))?.candles).toHaveLength(5);
  });

  it("is none where the venue has no candles, does not list the pair, or fails", async () => {
    const wanted = { pair: BTC, timeframe: "15m" } as const;
    expect(await candleChart(trader.app, wanted)).toBeNull();
    tells();
    expect(await candleChart(trader.app, { ...wanted, pair: "NO/PAIR" as Pair })).toBeNull();
    trader.venue.bars = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    expect(await candleChart(trader.app, wanted)).toBeNull();
  });

  it("is shown by /chart, with what is held of the pair", async () => {
    expect(await trader.type("/chart btc/usdt 1h")).toContain("paper tells no 1h candles of BTC/USDT now");
    tells();
    expect((await trader.type("/chart BTC/USDT")).split("\n")[0]).toBe(
      "BTC/USDT 15m · 46,250.0 USDT, +0.54 % in 24 h · paper",
    );
    await trader.type("/buy BTC/USDT 0.01");
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: "46251.3" });
    await trader.turn();
    await Position.query(trader.desk.db.writer).patch({ stopLoss: from("45000"), takeProfit: from("48000") });
    expect(levelsIn(await trader.reply("/chart BTC/USDT exchange=paper"))).toEqual([
      ["entry", 46_251.3],
      ["stop", 45_000],
      ["target", 48_000],
      ["last", 46_250],
    ]);
  });

  it("has the indicators that were asked for, warm from the first candle that is shown", async () => {
    tells();
    const chart = chartIn(await trader.reply("/chart BTC/USDT 15m ema:2 rsi:3 sma:150"));
    expect(chart?.lines.map(({ label, where }) => [label, where])).toEqual([
      ["EMA 2", "price"],
      ["RSI 3", 0],
      ["SMA 150", "price"],
    ]);
    const firsts = chart?.lines.map(({ values }) => values.findIndex((value) => value !== null));
    // Of 200 candles 96 are shown, and the first average of 150 is that of the 150th.
    expect(firsts).toEqual([0, 0, 150 - 1 - (200 - 96)]);
    expect(chart?.candles).toHaveLength(96);
    expect(chart?.lines[0]?.values.at(-1)).toBe(46_100.25);
  });

  it("says what to leave out where there are more than two panels", async () => {
    expect(await trader.type("/chart BTC/USDT rsi macd atr")).toContain(
      "rsi, macd, atr want a panel each, and a chart has 2: leave atr out.",
    );
    expect(await trader.type("/chart BTC/USDT 1h emma:12")).toContain("type ema:12.");
  });

  it("of what is not a timeframe is told off with what is", async () => {
    expect(await trader.type("/chart BTC/USDT 15min")).toContain("15m");
  });
});

describe("the card of a proposal", () => {
  it("has a chart with the price that it asks about, until it is decided", async () => {
    tells();
    await trader.type("/buy BTC/USDT 0.01 price=45000");
    const limit = await trader.newest();
    expect(levelsIn(await trader.card(limit))).toEqual([
      ["entry", 45_000],
      ["last", 46_250],
    ]);
    await trader.type("/buy BTC/USDT 0.01");
    const market = await trader.newest();
    const card = await trader.card(market);
    expect(levelsIn(card)).toEqual([
      ["entry", 46_250],
      ["last", 46_250],
    ]);
    const kinds = card.blocks.map(({ kind }) => kind);
    expect(kinds.slice(-3)).toEqual(["chart", "text", "buttons"]);
    await trader.type(`/approve ${market}`);
    expect(chartIn(await trader.card(market))).toBeUndefined();
    await trader.type(`/reject ${limit}`);
    expect(chartIn(await trader.card(limit))).toBeUndefined();
  });

  it("looks closer where there are few candles, and at what there is where all are few", async () => {
    const asked = async (counts: Partial<Record<Timeframe, number>>): Promise<unknown> => {
      trader.venue.bars = async (timeframe) => bars(timeframe, counts[timeframe] ?? 0);
      await trader.type("/buy BTC/USDT 0.01 price=40000");
      const id = await trader.newest();
      const chart = chartIn(await trader.card(id));
      await trader.type(`/reject ${id}`);
      return [chart?.timeframe, chart?.candles.length];
    };
    expect(await asked({ "15m": 24, "5m": 60, "1m": 90 })).toEqual(["15m", 24]);
    expect(await asked({ "15m": 5, "5m": 15, "1m": 75 })).toEqual(["1m", 75]);
    expect(await asked({ "15m": 0, "5m": 1, "1m": 7 })).toEqual(["1m", 7]);
    expect(await asked({ "15m": 3 })).toEqual(["15m", 3]);
    expect(await asked({})).toEqual([undefined, undefined]);
  });

  it("of a new quote has new candles", async () => {
    tells();
    await trader.type("/buy BTC/USDT 0.01");
    const id = await trader.newest();
    tells("46900");
    trader.venue.price = "47000";
    await trader.type(`/approve ${id}`);
    const card = await trader.card(id);
    expect(card).toMatchObject({ outcome: "asks", binds: { version: 2 } });
    expect(chartIn(card)?.candles.at(-1)?.[4]).toBe(46_900);
    expect(levelsIn(card)).toEqual([
      ["entry", 47_000],
      ["last", 47_000],
    ]);
  });

  it("of a new quote keeps its candles where there are no new ones, but no price that is no longer so", async () => {
    tells();
    await trader.type("/buy BTC/USDT 0.01");
    const id = await trader.newest();
    const before = chartIn(await trader.card(id));
    trader.venue.bars = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    trader.venue.price = "47000";
    await trader.type(`/approve ${id}`);
    const card = await trader.card(id);
    expect(chartIn(card)?.candles).toEqual(before?.candles);
    expect(levelsIn(card)).toEqual([["entry", 47_000]]);
  });

  it("is there without one when the venue is silent about its past", async () => {
    trader.venue.bars = () => new Promise(() => undefined);
    await trader.type("/buy BTC/USDT 0.01");
    const card = await trader.card(await trader.newest());
    expect([card.outcome, chartIn(card)]).toEqual(["asks", undefined]);
  });

  it("of an exit has none: nobody is asked", async () => {
    tells();
    await trader.type("/buy BTC/USDT 0.01");
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    await trader.turn();
    const told: Timeframe[] = [];
    trader.venue.bars = async (timeframe) => {
      told.push(timeframe);
      return bars(timeframe, 200);
    };
    for (const line of ["/sell BTC/USDT 0.005", "/close BTC/USDT"]) {
      await trader.type(line);
      const exit = await trader.newest();
      expect(await trader.order(exit)).toMatchObject({ side: "SELL" });
      expect(chartIn(await trader.card(exit))).toBeUndefined();
    }
    expect(told).toEqual([]);
  });
});
