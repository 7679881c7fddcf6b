/** What the commands tell of markets, accounts and coins on a desk at work. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { type Candle, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import type { ExchangeName, Pair } from "../../src/domain/ids.ts";
import { from } from "../../src/domain/money.ts";
import type { Quote } from "../../src/domain/quote.ts";
import { ask } from "../support/asking.ts";
import { NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { testMarket, TestVenue } from "../support/venue.ts";

let trader: Trader;
beforeAll(async () => void (trader = await Trader.open()));
beforeEach(() => trader.startOver());
afterAll(() => trader.close());

const said = async (line: string): Promise<readonly string[]> => (await ask(trader, line)).lines;

describe("/book", () => {
  const quoted = (change: Partial<Quote>): void => {
    const quote: Quote = {
      ...{ pair: "BTC/USDT" as Pair, at: NOW, bid: from("46245.4"), ask: from("46254.6"), last: from("46250") },
      book: { bids: [], asks: [] },
      ...change,
    };
    trader.venue.quote = async () => quote;
  };

  it("shows the levels that the exchange gives, with the market's precision", async () => {
    const level = (price: string) => ({ price: from(price), quantity: from("1") });
    quoted({ book: { bids: [level("46245.4")], asks: [level("46254.6"), level("46255")] } });
    const lines = await said("/book btc/usdt");
    expect(lines[0]).toBe("BTC/USDT bid 46,245.4, ask 46,254.6 USDT · paper");
    expect(lines.slice(1, 4)).toEqual([
      "Ask       Quantity     Sum",
      "46,255.0    1.0000  2.0000",
      "46,254.6    1.0000  1.0000",
    ]);
  });

  it("says in one sentence that a source of bars has none", async () => {
    quoted({});
    expect(await said("/book BTC/USDT")).toEqual([
      "paper is played from bars: there is no order book of BTC/USDT. Its price: /price BTC/USDT",
    ]);
  });

  it("of a mistyped pair offers the one that was meant", async () => {
    const { buttons } = await ask(trader, "/book BTCUSD");
    expect(buttons.map(({ run }) => run)).toEqual(["book BTC/USDT"]);
  });
});

describe("/exchanges", () => {
  it("tells how each account stands, and how much is at work there", async () => {
    await trader.type("/buy BTC/USDT 0.01 price=40000");
    await trader.type(`/approve ${await trader.newest()}`);
    await trader.turn();
    const lines = await said("/exchanges");
    expect(lines[0]).toBe("2 accounts");
    expect(lines[1]).toBe("paper   active");
    expect(lines[3]).toBe("        1 pair, 1 open order");
    expect(lines).toContain("paper2  not active");
  });

  it("tells of a halt, of a feed that has ended, and of a book that was not compared", async () => {
    const state = async (): Promise<string | undefined> => (await said("/exchanges"))[1];
    await trader.type("/halt paper");
    expect(await state()).toBe("paper   HALTED");
    trader.app.endedFeeds.add("paper" as ExchangeName);
    expect(await state()).toBe("paper   HALTED · the feed has ended: nothing fills any more");
    trader.app.endedFeeds.clear();
    trader.app.compared.clear();
    expect(await state()).toBe("paper   HALTED · not yet compared with the book: nothing is sent there");
  });
});

describe("/assets", () => {
  it("tells what is held of each coin and what it is worth at the price of now, those that are held first", async () => {
    await trader.bought("0.01");
    const lines = await said("/assets");
    expect(lines[0]).toBe("5 coins");
    expect(lines[2]).toMatch(/^BTC +8 +0\.01 +462\.50 USDT$/);
    expect(lines[3]).toMatch(/^USDT /);
    expect(lines[5]).toMatch(/^ETH +8 +0 +0\.00 USDT$/);
    expect(lines.at(-1)).toMatch(/^On all paper accounts [\d,]+\.\d\d USDT$/);
  });

  it("says which coin has no price", async () => {
    await trader.bought("0.01");
    trader.venue.quote = async () => null;
    const lines = await said("/assets");
    expect(lines.find((line) => line.startsWith("BTC"))).toMatch(/n\/a$/);
    expect(lines.at(-1)).toContain("without BTC: no price");
  });
});

describe("/pairs", () => {
  const listed = (count: number): Promise<void> => {
    const coins = Array.from({ length: count }, (_, i) => `C${i}`);
    const markets = coins.map((base) => testMarket({ pair: `${base}/USDT` as Pair, base }));
    return trader.startOver(new TestVenue(NOW, [testMarket(), ...markets]));
  };

  /** As many quarters of an hour that have closed, each opened at this price. */
  const opened = (count: number, open: string): void => {
    const end = NOW - (NOW % TIMEFRAME_MS["15m"]);
    const candle = (i: number): Candle => ({
      ...{ at: end - (count - i) * TIMEFRAME_MS["15m"], open: from(open), high: from("50000"), low: from("40000") },
      ...{ close: from("46000"), volume: from("1") },
    });
    trader.venue.bars = async () => Array.from({ length: count }, (_, i) => candle(i));
  };

  it("tells last price, change in a day, tick and minimum", async () => {
    opened(96, "50000");
    expect(await said("/pairs")).toEqual([
      "1 pair · paper",
      "Pair          Last  24 h %  Tick             Minimum",
      "BTC/USDT  46,250.0   −7.50   0.1  0.0001 BTC, 5 USDT",
    ]);
  });

  it("tells the same change as the chart of that day", async () => {
    opened(96, "44000");
    expect((await said("/pairs"))[2]).toContain("+5.11");
    expect((await said("/chart BTC/USDT"))[0]).toContain("+5.11 % in 24 h");
  });

  it("tells no change of a day that it has not seen whole", async () => {
    opened(90, "50000");
    expect((await said("/pairs"))[2]).toContain("46,250.0     n/a");
  });

  it("shows the rules of a pair whose price the exchange does not tell", async () => {
    trader.venue.quote = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    expect((await said("/pairs"))[2]).toMatch(/BTC\/USDT +n\/a +n\/a +0\.1 +0\.0001 BTC/);
  });

  it("keeps its filter and its account from page to page", async () => {
    await listed(25);
    const first = await ask(trader, "/pairs c exchange=paper");
    expect(first.lines[0]).toBe("26 pairs · paper · 1–10 of 26");
    const second = await ask(trader, first.run("Next ▸"));
    expect(second.lines[0]).toBe("26 pairs · paper · 11–20 of 26");
    const few = await ask(trader, "/pairs c1/");
    expect(few.lines[0]).toBe("1 pair · paper");
  });

  it("that has none says so and offers all", async () => {
    const { lines, buttons } = await ask(trader, "/pairs xyz");
    expect(lines[0]).toBe("❌ paper lists no pair with XYZ in its name. /pairs shows all.");
    expect(buttons.map(({ run }) => run)).toEqual(["pairs"]);
  });

  it("is completed by the coins that are traded", async () => {
    const { words } = await trader.app.commands.complete(trader.app, "viewer", "/pairs b");
    expect(words).toContain("BTC");
  });
});
