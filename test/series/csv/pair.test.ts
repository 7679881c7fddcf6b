import { describe, expect, it } from "vitest";

import { pairOf } from "../../../src/series/csv/pair.ts";

describe("a symbol", () => {
  it.each([
    ["BTCUSDT", "BTC/USDT"],
    ["btcusdt", "BTC/USDT"],
    ["BTC-USD", "BTC/USD"],
    ["BTC/USDT", "BTC/USDT"],
    ["BTC_USDT", "BTC/USDT"],
    ["BTC/USDT:USDT", "BTC/USDT:USDT"],
    ["XBTUSD", "BTC/USD"],
    ["XXBTZUSD", "BTC/USD"],
    ["XBT/EUR", "BTC/EUR"],
    ["XDGUSD", "DOGE/USD"],
    ["BNBUSD", "BNB/USD"],
    ["DOTUSD", "DOT/USD"],
    ["BTCTUSD", "BTC/TUSD"],
    ["ETHBTC", "ETH/BTC"],
    ["1000SHIBUSDT", "1000SHIB/USDT"],
    ["USDTUSD", "USDT/USD"],
  ])("%s names %s", (symbol, pair) => {
    expect(pairOf(symbol)).toBe(pair);
  });

  it.each(["", "BTC", "USDT", "gold", "BTC/", "BTC/USDT/X", "BTC USDT EUR", "=cmd()", "A".repeat(30)])(
    "%s names none",
    (symbol) => {
      expect(pairOf(symbol)).toBeNull();
    },
  );
});
