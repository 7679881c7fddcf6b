import { afterEach, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import type { Pair } from "../../../src/domain/ids.ts";
import { syntheticSource } from "../../../src/exchange/synthetic/source.ts";
import { gatewayContract } from "../../contract/gateway.ts";
import { perpetualContract } from "../../contract/gateway-perpetual.ts";
import {
  barsOf,
  BTC,
  candles,
  closeFloors,
  MINUTE,
  openFloor,
  order,
  plain,
  START,
} from "../../support/paper-venue.ts";
import { PERPETUAL } from "../../support/perpetual-venue.ts";

afterEach(closeFloors);

const RISING = candles("100", "101", "102", "103", "104", "105", "106");
const NOTHING_MORE = { stops: "no", trailing: "no", links: "no", amends: "no" } as const;

gatewayContract("the paper venue on bars", async () => {
  const { venue, step } = await openFloor(barsOf(RISING));
  await step();
  return { gateway: venue, goOn: async () => void (await step()) };
});

gatewayContract("the paper venue on quotes", async () => {
  const { venue, step } = await openFloor(syntheticSource({ spread: from("0.0002") }));
  return { gateway: venue, goOn: async () => void (await step()) };
});

gatewayContract("the paper venue that can no more than it must", async () => {
  const { venue, step } = await openFloor(barsOf(RISING), { account: NOTHING_MORE });
  await step();
  return { gateway: venue, goOn: async () => void (await step()) };
});

perpetualContract("the paper venue on bars", async () => {
  const { venue, step } = await openFloor(barsOf(RISING, "replay:rising", PERPETUAL));
  await step();
  return { gateway: venue, goOn: async () => void (await step()) };
});

perpetualContract("the paper venue on quotes", async () => {
  const { venue, step } = await openFloor(syntheticSource({ spread: from("0.0002") }));
  return { gateway: venue, goOn: async () => void (await step()) };
});

perpetualContract("the paper venue that can no more than it must", async () => {
  const { venue, step } = await openFloor(barsOf(RISING, "replay:rising", PERPETUAL), { account: NOTHING_MORE });
  await step();
  return { gateway: venue, goOn: async () => void (await step()) };
});

describe("a paper account", () => {
  it("opens with 10,000 USDT, a time and a price, before its market runs", async () => {
    const { venue } = await openFloor(barsOf(candles("46000 46100 45900 46050")), {
      account: { spreadPercent: "0.02" },
    });
    expect(plain(await venue.balances())).toEqual([{ asset: "USDT", total: "10000", locked: "0", available: "10000" }]);
    expect(venue.now()).toBe(START + MINUTE);
    expect(plain(await venue.quote(BTC))).toEqual({
      pair: BTC,
      at: START + MINUTE,
      bid: "46045.3", // 46050 × 0.9999 = 46045.395
      ask: "46054.7", // 46050 × 1.0001 = 46054.605
      last: "46050",
      book: { bids: [], asks: [] },
    });
  });

  it("locks the cost and the taker fee of a resting buy: 0.01 at 40000 locks 400.4", async () => {
    const { venue } = await openFloor(barsOf(candles("46250", "46250")));
    const first = order("BUY", "0.01", { limit: "40000" });
    await venue.place(first);
    expect(plain(await venue.balances())).toEqual([
      { asset: "USDT", total: "10000", locked: "400.4", available: "9599.6" },
    ]);
    await expect(venue.place(order("BUY", "0.24", { limit: "40000" }))).rejects.toMatchObject({
      code: "InsufficientFunds",
      message: "Available are 9599.6 USDT; the order needs 9609.6 USDT.",
    });
    await venue.cancel(BTC, first.clientOrderId);
    expect(plain(await venue.balances())).toEqual([{ asset: "USDT", total: "10000", locked: "0", available: "10000" }]);
  });

  it("fills an order at market at the next bar's open, not in place()", async () => {
    const { venue, step } = await openFloor(barsOf(candles("46000", "46100 46200 46000 46150", "47000")));
    const { report } = await venue.place(order("BUY", "0.01"));
    expect(report).toBeNull();
    expect(await venue.fills(0)).toEqual([]);
    await step();
    expect(plain(await venue.fills(0))).toMatchObject([
      {
        quantity: "0.01",
        price: "46100",
        cost: "461",
        fee: "0.461",
        feeAsset: "USDT",
        feeQuote: "0.461",
        liquidity: "taker",
      },
    ]);
    expect(plain(await venue.balances())).toEqual([
      { asset: "BTC", total: "0.01", locked: "0", available: "0.01" },
      { asset: "USDT", total: "9538.539", locked: "0", available: "9538.539" },
    ]);
  });

  it("locks a buy at market at 1.05 times the ask, and lets it expire when the market jumps over that", async () => {
    const { venue, step } = await openFloor(barsOf(candles("40000", "42000.1")));
    const bought = order("BUY", "0.01");
    await venue.place(bought);
    expect(plain(await venue.balances())).toMatchObject([{ locked: "420.42" }]); // 42000 × 0.01 × 1.001
    await step();
    expect(await venue.find(BTC, bought.clientOrderId)).toMatchObject({ status: "expired" });
    expect(plain(await venue.balances())).toMatchObject([{ total: "10000", locked: "0" }]);
  });

  it("goes on with the rest of an order at market, and expires that of an IOC limit", async () => {
    const thin = "40000 40000 40000 40000 1"; // 5 % of 1 BTC
    const { venue, step } = await openFloor(barsOf(candles(thin, thin, thin, thin)));
    const [plainOrder, ioc] = [order("BUY", "0.08"), order("BUY", "0.08", { limit: "40100", timeInForce: "IOC" })];
    await venue.place(plainOrder);
    await venue.place(ioc);
    await step();
    expect(plain(await venue.find(BTC, plainOrder.clientOrderId))).toMatchObject({
      status: "open",
      filled: "0.05",
      price: null,
    });
    expect(plain(await venue.find(BTC, ioc.clientOrderId))).toMatchObject({
      status: "expired",
      filled: "0.05",
      price: "40100",
    });
    await step();
    expect(plain(await venue.find(BTC, plainOrder.clientOrderId))).toMatchObject({ status: "filled", filled: "0.08" });
    expect(plain(await venue.balances())).toMatchObject([{ total: "0.13" }, { locked: "0" }]);
  });

  it("sells what it holds and no more; a resting sale locks base", async () => {
    const { venue, step } = await openFloor(barsOf(candles("40000", "40000", "40000 41000 40000 40500", "40500")));
    await venue.place(order("BUY", "0.1"));
    await step();
    await expect(venue.place(order("SELL", "0.1001"))).rejects.toMatchObject({ code: "InsufficientFunds" });
    await venue.place(order("SELL", "0.1", { limit: "40900" }));
    expect(plain(await venue.balances())).toMatchObject([
      { asset: "BTC", total: "0.1", locked: "0.1", available: "0" },
      {},
    ]);
    await step();
    expect(plain(await venue.fills(0))).toMatchObject([
      { side: "BUY" },
      { side: "SELL", price: "40900", liquidity: "maker" },
    ]);
    // 10000 − 4000 − 4 + 4090 − 4.09
    expect(plain(await venue.balances())).toMatchObject([{ total: "0" }, { total: "10081.91", locked: "0" }]);
  });

  it("lists the pairs of its source alone", async () => {
    const { venue } = await openFloor(barsOf(candles("100")));
    expect((await venue.markets()).map(({ pair }) => pair)).toEqual([BTC]);
    await expect(venue.place(order("BUY", "1", { pair: "ETH/USDT" as Pair }))).rejects.toMatchObject({
      code: "BadSymbol",
    });
  });

  it("refuses a source whose pair it does not list", async () => {
    const opening = openFloor(barsOf(candles("1"), "replay:odd", "DOGE/USDT" as Pair));
    await expect(opening).rejects.toThrow("does not list DOGE/USDT; it has BTC/USDT, ETH/USDT, SOL/USDT, BNB/USDT");
  });

  it("shows one instant to questions that are asked together", async () => {
    const { venue, step } = await openFloor(barsOf(candles("100", "100", "100")));
    await venue.place(order("BUY", "1"));
    const stepping = step();
    const [open, fills, balances] = await Promise.all([venue.openOrders(), venue.fills(0), venue.balances()]);
    await stepping;
    expect([open.length, fills.length, balances.length]).toEqual([1, 0, 1]);
  });
});

describe("after a restart", () => {
  it("the account, its orders, the time and the prices are as they were, and no fill is doubled", async () => {
    const bars = candles("40000", "40000 40000 39000 39500", "39500", "38000 38000 37000 37500", "37500");
    const before = await openFloor(barsOf(bars));
    await before.venue.place(order("BUY", "0.01"));
    const waits = order("BUY", "0.01", { limit: "38500" });
    await before.venue.place(waits);
    await before.step();
    const kept = await stateOf(before.venue);

    const after = await before.restart();
    expect(await stateOf(after.venue)).toEqual(kept);
    await after.step();
    await after.step();
    expect(plain(await after.venue.fills(0))).toMatchObject([
      { price: "40000", at: START + 2 * MINUTE },
      { price: "38000", at: START + 4 * MINUTE, clientOrderId: waits.clientOrderId, liquidity: "maker" },
    ]);
    await after.step();
    expect(await after.venue.fills(0)).toHaveLength(2);
  });

  it("of another source, no price of the old one is left", async () => {
    const before = await openFloor(barsOf(candles("40000")));
    const after = await before.restart(barsOf(candles("3000"), "replay:ether", "ETH/USDT" as Pair));
    expect(await after.venue.quote(BTC)).toBeNull();
    expect(plain(await after.venue.quote("ETH/USDT" as Pair))).toMatchObject({ last: "3000" });
  });

  it("an order is never held against events from before it was placed", async () => {
    const bars = candles("40000", "40000 40000 30000 40000", "40000", "40000", "40000");
    const before = await openFloor(barsOf(bars));
    await before.step();
    await before.step();
    await before.venue.place(order("BUY", "0.01", { limit: "35000" }));
    const after = await before.restart();
    while (await after.step());
    expect(await after.venue.fills(0)).toEqual([]);
  });

  it("runs to the same end as without one, on every place", async () => {
    const bars = candles("100", "101 102 99 100", "98 99 97 98", "99 103 98 102", "102 104 101 103", "103");
    const play = async (restartAt: number | null): Promise<unknown> => {
      let floor = await openFloor(barsOf(bars), { account: { spreadPercent: "0.02", slippagePercent: "0.01" } });
      await floor.venue.place(order("BUY", "2"));
      await floor.venue.place(order("BUY", "3", { limit: "97.5" }));
      for (let i = 0, more = true; more; i++) {
        if (i === restartAt) floor = await floor.restart();
        more = await floor.step();
      }
      const fills = (await floor.venue.fills(0)).map((fill) => ({ ...fill, clientOrderId: null }));
      return plain([fills, await floor.venue.balances()]);
    };
    const whole = await play(null);
    for (let i = 0; i < 5; i++) expect(await play(i)).toEqual(whole);
  });

  it("another source begins at its own beginning, and what it fills is told though its time lies earlier", async () => {
    const late = await openFloor(barsOf(candles("40000", "40000")));
    await late.venue.place(order("BUY", "0.01"));
    await late.step();
    const cursor = late.venue.now();
    const early = await late.restart(syntheticSource({ spread: from("0.0002") }));
    expect(early.venue.now()).toBe(Date.UTC(2020, 0, 1));
    await early.venue.place(order("BUY", "0.01"));
    await early.step();
    // The desk may have stopped before it booked what the earlier source filled: that is told as well.
    expect(plain(await early.venue.fills(cursor))).toMatchObject([
      { at: cursor },
      { at: Date.UTC(2020, 0, 1) + 2_000 },
    ]);
    expect(plain(await early.venue.fills(cursor + 1))).toMatchObject([{ at: Date.UTC(2020, 0, 1) + 2_000 }]);
    expect(await early.venue.fills(0)).toHaveLength(2);
  });
});

describe("after a crash", () => {
  it("a fill is there once, with the balances and the place of the market that belong to it", async () => {
    const thin = "40000 40000 40000 40000 1"; // 5 % of 1 BTC: the order fills in two parts
    const before = await openFloor(barsOf(candles("40000", thin, thin, "40000")));
    await before.venue.place(order("BUY", "0.08"));
    await before.step();
    const kept = await stateOf(before.venue);

    const after = await before.crash();
    expect(await stateOf(after.venue)).toEqual(kept);
    while (await after.step());
    expect(plain(await after.venue.fills(0))).toMatchObject([{ quantity: "0.05" }, { quantity: "0.03" }]);
  });

  it("an order that was placed is there, and the market is not played again from before it", async () => {
    const before = await openFloor(barsOf(candles("40000", "40000 40000 30000 40000", "40000", "40000")));
    await before.step();
    await before.venue.place(order("BUY", "0.01", { limit: "35000" }));
    const kept = await stateOf(before.venue);
    const after = await before.crash();
    expect(await stateOf(after.venue)).toEqual(kept);
    while (await after.step());
    expect(await after.venue.fills(0)).toEqual([]);
  });

  it("a cancel holds, and so does the place of the market at it", async () => {
    const before = await openFloor(barsOf(candles("40000", "40000", "40000", "40000")));
    const made = order("BUY", "0.01", { limit: "35000" });
    await before.venue.place(made);
    await before.step();
    await before.venue.cancel(BTC, made.clientOrderId);
    const kept = await stateOf(before.venue);
    expect(await stateOf((await before.crash()).venue)).toEqual(kept);
  });

  it("at most a second of the market is played again where nothing happened", async () => {
    let now = 0;
    const before = await openFloor(barsOf(candles("1", "2", "3", "4", "5")), { wall: () => now });
    await before.step();
    expect((await before.crash()).venue.now()).toBe(START + MINUTE);
    now += 1_000;
    await before.step();
    expect((await before.crash()).venue.now()).toBe(START + 3 * MINUTE);
  });
});

async function stateOf(venue: Awaited<ReturnType<typeof openFloor>>["venue"]): Promise<unknown> {
  const parts = await Promise.all([venue.balances(), venue.openOrders(), venue.fills(0), venue.quote(BTC)]);
  return plain([venue.now(), ...parts]);
}
