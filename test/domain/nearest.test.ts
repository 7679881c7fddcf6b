import { describe, expect, it } from "vitest";

import { nearest, nearestPair } from "../../src/domain/nearest.ts";

const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT"];

describe("the pair that was meant", () => {
  it.each([
    ["BTCUSD", "BTC/USDT"],
    ["btcusdt", "BTC/USDT"],
    ["ETH-USDT", "ETH/USDT"],
    ["SLO/USDT", "SOL/USDT"],
    ["btc", "BTC/USDT"],
    ["ADA/USDT", null],
    ["DOGE/EUR", null],
    ["", null],
    ["x".repeat(10_000), null],
  ])("%s: %s", (typed, meant) => expect(nearestPair(typed, PAIRS)).toBe(meant));

  it("is never another coin", () => expect(nearestPair("ETH/USDT", ["BTC/USDT"])).toBeNull());
});

describe("did you mean", () => {
  it.each([
    ["buyy", "buy"],
    ["postions", "positions"],
    ["blaance", "balance"],
    ["frobnicate", null],
  ])("%s: %s", (typed, meant) => expect(nearest(typed, ["buy", "sell", "positions", "balance"])).toBe(meant));
});
