import { describe, expect, it } from "vitest";

import { nearest } from "../../src/domain/nearest.ts";

const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT"];

describe("did you mean", () => {
  it.each([
    ["BTCUSD", "BTC/USDT"],
    ["btcusdt", "BTC/USDT"],
    ["ETH-USDT", "ETH/USDT"],
    ["SLO/USDT", "SOL/USDT"],
    ["DOGE/EUR", null],
    ["", null],
    ["x".repeat(10_000), null],
  ])("%s: %s", (typed, meant) => expect(nearest(typed, PAIRS)).toBe(meant));
});
