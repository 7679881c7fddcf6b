import { afterEach, beforeEach, expect, it } from "vitest";

import { findMarket } from "../../src/market/rules.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("a pair as typed", (_open, client) => {
  let trader: Trader;
  beforeEach(async () => (trader = await Trader.open(client)));
  afterEach(() => trader.close());

  const find = (pair: string, line: string) => findMarket(trader.desk.db.reader, trader.venue.exchange, pair, line);

  it("is found", async () => {
    expect((await find("BTC/USDT", "/buy BTC/USDT 0.01")).base).toBe("BTC");
  });

  it.each([
    ["BTCUSDT", "/buy btcusdt 0.01", "/buy BTC/USDT 0.01"],
    ["BTCUSD", "/sell  BTCUSD 25% price=+1%", "/sell  BTC/USDT 25% price=+1%"],
    ["BTC", "/price btc", "/price BTC/USDT"],
  ])("%s is answered with the line that was meant", async (pair, line, meant) => {
    await expect(find(pair, line)).rejects.toMatchObject({ rule: "pair", suggestions: [meant] });
  });

  it("of another coin is answered with what there is, and with nothing that buys it", async () => {
    await expect(find("DOGE/USDT", "/buy DOGE/USDT 1")).rejects.toMatchObject({
      rule: "pair",
      suggestions: ["/price BTC/USDT"],
    });
  });
});
