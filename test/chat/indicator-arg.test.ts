import { describe, expect, test } from "vitest";

import { readArgs } from "../../src/chat/grammar/read-args.ts";
import { readLine } from "../../src/chat/grammar/line.ts";
import { indicatorArg } from "../../src/chat/grammar/indicator-arg.ts";
import { chart } from "../../src/commands/market/chart.ts";
import { type ChosenIndicator, wordOf } from "../../src/domain/indicators/chosen.ts";
import { Refusal } from "../../src/domain/errors.ts";

const read = (word: string): string => wordOf(indicatorArg.parse(word));

function refused(word: string): string {
  try {
    return `taken: ${read(word)}`;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

describe("an indicator", () => {
  test.each([
    ["ema", "ema:20"],
    ["EMA:12", "ema:12"],
    ["rsi:1000", "rsi:1000"],
    ["bollinger", "bollinger:20,2"],
    ["bollinger:50", "bollinger:50,2"],
    ["bollinger:50,2.5", "bollinger:50,2.5"],
    ["macd:5,34,5", "macd:5,34,5"],
    ["vwap", "vwap"],
  ])("is read with its numbers, or the usual ones: %s", (typed, meant) => {
    expect(read(typed)).toBe(meant);
  });

  test.each([
    ["emma:12", "type ema:12."],
    ["bolinger", "type bollinger."],
    ["15min", "1m or 5m or 15m or 1h or 4h or 1d"],
    ["zzz", "type it like ema:12, rsi or bollinger:20,2."],
    ["ema:1", '"ema:1" has no period that is a whole number from 2 to 1000: type it like ema:20.'],
    ["ema:1001", "from 2 to 1000"],
    ["ema:2.5", "a whole number"],
    ["ema:", "a whole number from 2 to 1000: type it like ema:20."],
    ["ema:1e2", "a whole number"],
    ["bollinger:20,0", "has no deviations that is a number from 0.1 to 10"],
    ["ema:12,26", '"ema:12,26" has more numbers than it takes (period): type ema:12.'],
    ["vwap:20", '"vwap:20" has more numbers than it takes (no number): type vwap.'],
    ["ema:12:26", "has more than one colon"],
  ])("is refused with what to type: %s", (typed, sentence) => {
    expect(refused(typed)).toContain(sentence);
  });

  test("stands behind the timeframe, or in its place", () => {
    const values = (line: string) => readArgs(chart, readLine(line));
    const words = (line: string) =>
      Object.entries(values(line)).map(
        ([name, value]) => `${name} ${typeof value === "string" ? value : wordOf(value as ChosenIndicator)}`,
      );
    expect(words("/chart BTC/USDT 1h ema:12 rsi exchange=paper2")).toEqual([
      "pair BTC/USDT",
      "timeframe 1h",
      "indicator ema:12",
      "indicator2 rsi:14",
      "exchange paper2",
    ]);
    expect(words("/chart BTC/USDT ema:12")).toEqual(["pair BTC/USDT", "indicator ema:12"]);
    expect(() => values("/chart BTC/USDT ema sma rsi vwap wma rma")).toThrow(`I don't know what "rma" is for.`);
  });
});
