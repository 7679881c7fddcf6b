/** Cases from people who do this job, run through a backtest: fee 0.1 % a side, no spread, no slippage, limits off unless told. */
import { describe, expect, it } from "vitest";

import { backtestCard } from "../../../src/cards/strategies/backtest.ts";
import { renderText } from "../../../src/chat/text/text.ts";
import { type Backtest, backtest } from "../../../src/domain/backtest/backtest.ts";
import type { BacktestJob } from "../../../src/domain/backtest/job.ts";
import { type Candle, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import { columnsOf } from "../../../src/domain/candle-columns.ts";
import type { StrategyId } from "../../../src/domain/ids.ts";
import { from, text, ZERO } from "../../../src/domain/money.ts";
import type { SetLimit } from "../../../src/domain/risk/limits.ts";
import { RULES } from "../../../src/domain/risk/rules.ts";
import { higherOf } from "../../../src/domain/strategy/higher.ts";
import type { Configured, Reading } from "../../../src/domain/strategy/strategy.ts";
import { decideSince } from "../../../src/domain/strategy/walk.ts";
import { setupOf } from "../../support/engine.ts";
import { taped, witnessed } from "../../support/every-bar.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const BEGIN = Date.UTC(2026, 0, 5);

/** `prices`: open, high, low and close. */
function bar(minute: number, prices: readonly [string, string, string, string]): Candle {
  const [open, high, low, close] = prices.map((price) => from(price)) as [
    Candle["open"],
    Candle["high"],
    Candle["low"],
    Candle["close"],
  ];
  return { at: BEGIN + minute * MINUTE, open, high, low, close, volume: from("100000") };
}

const flat = (minute: number, price: string): Candle => bar(minute, [price, price, price, price]);

/** So much history an entry needs; nothing is traded in it. */
const WARM_UP = Array.from({ length: 10 }, (_, i) => flat(i - 10, "100"));

type Word = "in" | "out";

/** Does at the close of a minute what it is told. */
function scripted(stop: number, wordOf: (minute: number) => Word | undefined): Configured {
  const reasoned = { rule: "told", values: [] };
  const on: Configured["on"] = ({ at }) => ({
    decide(index) {
      const word = wordOf((Number(at[index]) - BEGIN) / MINUTE);
      if (word === undefined) return null;
      return word === "out"
        ? { kind: "leave", ...reasoned }
        : { kind: "enter", side: "LONG", stop, target: null, ...reasoned };
    },
  });
  return { parameters: {}, timeframe: "1m", period: 1, shows: [], on };
}

interface Case {
  readonly minutes: readonly Candle[];
  /** What an entry costs, in quote. */
  readonly size: number;
  readonly changes?: Partial<BacktestJob>;
}

function tested(strategy: Configured, { minutes, size, changes = {} }: Case): Backtest {
  const { market, rules, risk, capital, zone } = setupOf({}, { size });
  const free = { ...rules, halfSpread: ZERO, slippage: ZERO };
  const job: BacktestJob = {
    ...{ market, rules: free, risk, capital, zone, strategy: "trend" as StrategyId, parameters: {}, limits: null },
    ...{ candles: columnsOf([...WARM_UP, ...minutes]), from: BEGIN, ...changes },
  };
  return backtest(job, strategy);
}

describe("a stop of 98 on 10 that were bought at 100, with a daily loss limit of 30 (case 30)", () => {
  const limits = RULES.filter(({ mayBeOff }) => mayBeOff).map(({ name }): SetLimit => {
    const value = name === "daily-loss" ? "0.3%" : null; // of 10,000
    return { rule: name, scope: "desk", exchange: null, personId: null, strategyId: null, value };
  });
  // prettier-ignore
  const rows = [
    ["fills at its trigger, and the limit is not reached",       ["99.5", "99.8", "93", "94"], "-21.98", null],
    ["fills at the open where the price jumped, and the limit is reached", ["96", "96.5", "93", "94"], "-41.96", { rule: "daily-loss", at: BEGIN + 3 * MINUTE }],
  ] as const;

  it.each(rows)("%s", (_what, prices, profit, halted) => {
    const minutes = [
      bar(0, ["99.8", "100.2", "99.6", "100"]),
      bar(1, ["100", "100.5", "99.5", "100"]),
      bar(2, prices),
      bar(3, ["94", "94.5", "93.5", "94"]),
    ];
    const done = tested(
      scripted(98, (minute) => (minute === 0 ? "in" : undefined)),
      { minutes, size: 1_000, changes: { limits } },
    );
    expect(text(done.performance.profitLoss)).toBe(profit);
    expect([done.performance.totalTrades, done.halted]).toEqual([1, halted]);
  });
});

it("a trip that only paid fees is a loss (case 33)", () => {
  const minutes = ["100", "100", "100.15", "100", "100.3", "100", "99.9"].map((price, minute) =>
    minute > 0 && minute % 2 === 0 ? bar(minute, [price, "101", "99", "100"]) : flat(minute, price),
  );
  const { market, rules } = setupOf();
  const tick = from("0.01");
  const changes = { market: { ...market, tick }, rules: { ...rules, tick, halfSpread: ZERO, slippage: ZERO } };
  const trips = scripted(50, (minute) => (minute < 0 ? undefined : minute % 2 === 0 ? "in" : "out"));
  const { performance, open } = tested(trips, { minutes, size: 100, changes });
  expect([performance.totalTrades, performance.winningTrades, performance.losingTrades]).toEqual([3, 1, 2]);
  expect([text(performance.profitLoss), open.count]).toEqual(["-0.25035", 0]);
  expect(performance.winRate.value).toBeCloseTo(33.333333333333336, 12);
  expect(performance.profitFactor.value).toBeCloseTo(0.28481645479217255, 12);
});

describe("five losers of 40 and a winner that is open still (case 34)", () => {
  const DAY = 24 * 60;
  const [BUYS, FALLS, SELLS, RISES] = [20, 600, 601, 1_400];
  /** Each day begins at 1,000 and falls by 40 for two minutes; the last does not fall, and rises. */
  const priceAt = (minute: number): string => {
    const [day, time] = [Math.floor(minute / DAY), minute % DAY];
    if (day === 5) return time < RISES ? "1000" : "2017.3";
    return time === FALLS || time === SELLS ? "960" : "1000";
  };
  const minutes = Array.from({ length: 6 * DAY }, (_, minute) => flat(minute, priceAt(minute)));
  const word = (minute: number): Word | undefined => {
    if (minute % DAY === BUYS) return "in";
    return minute % DAY === FALLS && minute < 5 * DAY ? "out" : undefined;
  };
  const { market } = setupOf();
  const changes = { market: { ...market, maker: ZERO, taker: ZERO } };
  const done = tested(scripted(500, word), { minutes, size: 1_000, changes });

  it("are a gain without a win: the open position is in the equity and in no trip", () => {
    const { performance, open } = done;
    const { totalTrades, winningTrades, losingTrades, days } = performance;
    expect([totalTrades, winningTrades, losingTrades, days]).toEqual([5, 0, 5, 6]);
    expect([text(performance.profitLoss), text(performance.maxDrawdown)]).toEqual(["817.3", "200"]);
    expect([open.count, text(open.profit)]).toEqual([1, "1017.3"]);
    const { winRate, profitLossPercent, maxDrawdownPercent, volatility, sharpeRatio, sortinoRatio } = performance;
    const figures = [winRate, profitLossPercent, maxDrawdownPercent, volatility, sharpeRatio, sortinoRatio];
    const right = [0, 8.173, 2, 84.1094419451302, 6.04968235621511, 72.35224490807809];
    for (const [i, { value }] of figures.entries()) expect(value).toBeCloseTo(right[i] ?? Number.NaN, 9);
  });

  it("are told so that the reader sees why the two figures differ", () => {
    const costs = { taker: "0", maker: "0", spread: "0", slippage: "0" };
    const card = backtestCard({
      ...{ id: "trend", name: "Trend following", pair: "BTC/USDT", timeframe: "1m", currency: "USDT" },
      ...{
        source: "imported",
        done,
        tried: [],
        costs,
        isGuarded: false,
        mayChange: false,
        allTrades: "",
        optimise: null,
      },
    });
    const said = renderText(card, { zone: "UTC", now: BEGIN });
    expect(said).toContain("1 open position, +1,017.30, not in the win rate");
    expect(said).toMatch(/^\+817\.30 USDT, \+8\.17 %/);
  });
});

describe("5m decisions that read the last finished hour (case 36)", () => {
  const CLOSES =
    "95 96 95.5 97 96.5 98 97.5 98.5 99 98.8 99.5 100 101 102 101.5 103 104 103.5 105 106 107 108 109 110 109 108";
  const closes = CLOSES.split(" ");
  const HOUR = 11 * 60;
  const FIVE = TIMEFRAME_MS["5m"];
  /** By the open time of the deciding candle. */
  const right = closes.map((_, i) => (i < 11 ? Number.NaN : i < 23 ? 100 : 110));

  function reading(seenAt: Map<number, number>): Configured {
    const on = (candles: Parameters<Configured["on"]>[0]): Reading => {
      const { candles: hours, seen } = higherOf(candles, "5m", "1h");
      const line = seen(hours.close);
      return { decide: (index) => (seenAt.set(Number(candles.at[index]), Number(line[index])), null) };
    };
    return { parameters: {}, timeframe: "5m", period: 1, shows: [], on };
  }

  it("see it from the candle that closes with it on, in a backtest", () => {
    const minutes = closes.flatMap((close, i) =>
      Array.from({ length: 5 }, (_, part) => flat(HOUR + 5 * i + part, part < 4 ? (closes[i - 1] ?? "95") : close)),
    );
    const seenAt = new Map<number, number>();
    witnessed(setupOf(), reading(seenAt), taped(minutes));
    expect([...seenAt.keys()]).toEqual(closes.map((_, i) => BEGIN + HOUR * MINUTE + i * FIVE));
    expect([...seenAt.values()]).toEqual(right);
  });

  it("see the same at a desk, which looks when a candle has closed and knows none that is later", () => {
    const candles = closes.map((close, i): Candle => ({ ...flat(0, close), at: BEGIN + HOUR * MINUTE + i * FIVE }));
    const seen = candles.map(({ at }, i) => {
      const seenAt = new Map<number, number>();
      decideSince(reading(seenAt), columnsOf(candles.slice(0, i + 1)), { last: null, now: at + FIVE }, null);
      return seenAt.get(at);
    });
    expect(seen).toEqual(right);
  });
});
