/** What fills of a perpetual move: nothing but the fee where they open, the profit where they close; margin is locked. */
import { afterEach, describe, expect, it } from "vitest";

import { from } from "../../../../src/domain/money.ts";
import { barsOf, candles, closeFloors, MINUTE, openFloor, order, plain, START } from "../../../support/paper-venue.ts";
import {
  afterOrders,
  fillsOf,
  moneyOf,
  PERPETUAL,
  perpetual,
  perpetualBars,
  positionOf,
} from "../../../support/perpetual-venue.ts";

afterEach(closeFloors);

const AT_100 = "100 100 100 100 1000000";
const AT_104 = "104 104 104 104 1000000";
const AT_95 = "95 95 95 95 1000000";

describe("a perpetual at the paper venue", () => {
  it("is listed with its rules, settles in USDT, and its mark is the candle's own price", async () => {
    const { venue } = await perpetualBars(["100 101 99 100.5"], null);
    expect(plain(await venue.markets())).toMatchObject([
      { pair: PERPETUAL, base: "BTC", quote: "USDT", settle: "USDT", tick: "0.1", step: "0.001", minCost: "5" },
    ]);
    expect(plain(await venue.quote(PERPETUAL))).toMatchObject({ last: "100.5", mark: "100.5" });
  });

  it("opens for its fee alone, with a tenth of its cost as margin at a leverage of 10", async () => {
    const floor = await perpetualBars(["100", AT_100], 10);
    await afterOrders(floor, "BUY 2 MARKET");
    expect(await fillsOf(floor.venue)).toEqual(["BUY 2 at 100: 0 − 0.2"]);
    expect(await positionOf(floor.venue)).toBe("LONG 2 at 100, margin 20, ends at 90.4522613");
    expect(await moneyOf(floor.venue)).toBe("9999.8, locked 20");
    expect(plain(await floor.venue.balances())).toHaveLength(1); // nobody holds the coin
  });

  it("has the leverage 20 on a fresh account", async () => {
    const floor = await perpetualBars(["100", AT_100], null);
    await afterOrders(floor, "SELL 2 MARKET");
    expect(await positionOf(floor.venue)).toBe("SHORT 2 at 100, margin 10, ends at 104.47761195");
  });

  // prettier-ignore
  const trips: readonly (readonly [what: string, orders: readonly string[], fills: readonly string[], position: string, money: string])[] = [
    ["a long that closes in profit", ["BUY 2 MARKET", "SELL 2 MARKET reduce-only"],
      ["BUY 2 at 100: 0 − 0.2", "SELL 2 at 104: 8 − 0.208"], "flat", "10007.592, locked 0"],
    ["a short that closes at a loss", ["SELL 2 MARKET", "BUY 2 MARKET reduce-only"],
      ["SELL 2 at 100: 0 − 0.2", "BUY 2 at 104: -8 − 0.208"], "flat", "9991.592, locked 0"],
    ["a part of a long: its share of the margin is free", ["BUY 2 MARKET", "SELL 0.5 MARKET reduce-only"],
      ["BUY 2 at 100: 0 − 0.2", "SELL 0.5 at 104: 2 − 0.052"], "LONG 1.5 at 100, margin 75, ends at 50.25125628", "10001.748, locked 75"],
    ["more of a long: cost and margin add up", ["BUY 2 MARKET", "BUY 2 MARKET"],
      ["BUY 2 at 100: 0 − 0.2", "BUY 2 at 104: 0 − 0.208"], "LONG 4 at 102, margin 204, ends at 51.2562814", "9999.592, locked 204"],
    ["a turn: it is closed, then opened, in two fills", ["BUY 2 MARKET", "SELL 3 MARKET"],
      ["BUY 2 at 100: 0 − 0.2", "SELL 2 at 104: 8 − 0.208", "SELL 1 at 104: 0 − 0.104"],
      "SHORT 1 at 104, margin 52, ends at 155.2238806", "10007.488, locked 52"],
  ];
  it.each(trips)("%s", async (_what, orders, fills, position, money) => {
    const floor = await perpetualBars(["100", AT_100, AT_104], 2);
    for (const words of orders) await afterOrders(floor, words);
    expect(await fillsOf(floor.venue)).toEqual(fills);
    expect(new Set((await floor.venue.fills(0)).map(({ exchangeTradeId }) => exchangeTradeId)).size).toBe(fills.length);
    expect(await positionOf(floor.venue)).toBe(position);
    expect(await moneyOf(floor.venue)).toBe(money);
  });

  it("rounds the profit of a part in the account's favour, and the last part takes the rest", async () => {
    const bars = ["100", "100 100 100 100 1000000", "100.1 100.1 100.1 100.1 1000000", "101", "101", "101"];
    const floor = await perpetualBars(bars, 3, { account: { feePercent: "0" } });
    await afterOrders(floor, "BUY 0.1 MARKET");
    await afterOrders(floor, "BUY 0.2 MARKET"); // cost 30.02, margin 10.00666666
    for (const part of ["0.1", "0.1", "0.1"]) await afterOrders(floor, `SELL ${part} MARKET reduce-only`);
    expect((await fillsOf(floor.venue)).slice(2)).toEqual([
      "SELL 0.1 at 101: 0.09333334 − 0",
      "SELL 0.1 at 101: 0.09333333 − 0",
      "SELL 0.1 at 101: 0.09333333 − 0", // 0.28 in all
    ]);
    expect(await moneyOf(floor.venue)).toBe("10000.28, locked 0");
  });

  it("locks the margin of an order that may open, at its bound and with its fee, and frees it at the cancel", async () => {
    // prettier-ignore
    const rows = [
      ["BUY 1 LIMIT 90",          "9.09"],   // 90 ÷ 10 + 0.09
      ["BUY 1 MARKET",            "10.605"], // 105 ÷ 10 + 0.105
      ["SELL 1 LIMIT 110",        "11.11"],
      ["SELL 1 LIMIT 90",         "10.1"],   // at the price that it would meet
      ["SELL 1 MARKET",           "10.605"],
      ["SELL 1 STOP 95",          "9.595"],
      ["SELL 1 STOP_LIMIT 95 96", "9.696"],
    ] as const;
    const { venue } = await perpetualBars(["100"], 10);
    for (const [words, locked] of rows) {
      const made = perpetual(words);
      await venue.place(made);
      expect(await moneyOf(venue)).toBe(`10000, locked ${locked}`);
      await venue.cancel(PERPETUAL, made.clientOrderId);
      expect(await moneyOf(venue)).toBe("10000, locked 0");
    }
  });

  it("refuses an order whose margin the account has not", async () => {
    const { venue } = await perpetualBars(["100"], 10);
    await expect(venue.place(perpetual("BUY 1000 LIMIT 100"))).rejects.toMatchObject({
      code: "InsufficientFunds",
      message: "Available are 10000 USDT; the order needs 10100 USDT.",
    });
  });

  it("cancels a sale that would open at a price for which the margin does not suffice", async () => {
    const floor = await perpetualBars(["100", "200 200 200 200 1000000"], 1, { account: { feePercent: "0" } });
    const [sale] = await afterOrders(floor, "SELL 90 LIMIT 110");
    expect(await floor.venue.find(PERPETUAL, sale?.clientOrderId ?? order("BUY", "1").clientOrderId)).toMatchObject({
      status: "canceled",
    });
    expect(await moneyOf(floor.venue)).toBe("10000, locked 0");
    expect(await positionOf(floor.venue)).toBe("flat");
  });

  it("is paid for in quote where the fee is taken in base: nobody receives the base of a contract", async () => {
    const floor = await perpetualBars(["100", AT_100], 10, { account: { feeAsset: "base" } });
    await afterOrders(floor, "BUY 2 MARKET");
    expect(plain(await floor.venue.fills(0))).toMatchObject([{ fee: "0.2", feeAsset: "USDT" }]);
  });

  it("is not filled beyond the price at which its margin is gone", async () => {
    const account = { feePercent: "0", slippagePercent: "4" };
    const floor = await perpetualBars(["100", AT_100, "101 101 101 101 1000000"], 20, { account });
    await afterOrders(floor, "BUY 1 MARKET"); // at 104, and its margin is gone at 98.8
    const [sale] = await afterOrders(floor, "SELL 1 MARKET reduce-only"); // at 96.9
    expect(await floor.venue.find(PERPETUAL, sale?.clientOrderId ?? order("BUY", "1").clientOrderId)).toMatchObject({
      status: "expired",
    });
    expect(await positionOf(floor.venue)).toMatch(/^LONG 1 at 104, margin 5.2/);
  });
});

describe("the leverage", () => {
  it("is set and read back: isolated, one-way", async () => {
    const { venue } = await perpetualBars(["100"], null);
    expect(plain(await venue.setMargin(PERPETUAL, from(3)))).toEqual({
      leverage: "3",
      isIsolated: true,
      isOneWay: true,
    });
  });

  it.each(["0", "0.5", "2.5", "21"])("cannot be %s", async (leverage) => {
    const { venue } = await perpetualBars(["100"], null);
    await expect(venue.setMargin(PERPETUAL, from(leverage))).rejects.toMatchObject({
      code: "InvalidLeverage",
      message: "The leverage must be a whole number from 1 to 20.",
    });
  });

  it("is none of a pair that is no perpetual, or unknown", async () => {
    const { venue } = await openFloor(barsOf(candles("100")));
    for (const pair of ["BTC/USDT", "NO/PAIR:PAIR"] as (typeof PERPETUAL)[])
      await expect(venue.setMargin(pair, from(3))).rejects.toMatchObject({ code: "BadSymbol" });
  });

  it("stays while the pair has an order or a position; setting it to what it is changes nothing", async () => {
    const floor = await perpetualBars(["100", AT_100, AT_100], 3);
    const { venue } = floor;
    const waits = perpetual("BUY 1 LIMIT 90");
    await venue.place(waits);
    await expect(venue.setMargin(PERPETUAL, from(2))).rejects.toMatchObject({ code: "NotAllowed" });
    expect(plain(await venue.setMargin(PERPETUAL, from(3)))).toMatchObject({ leverage: "3" });
    await venue.cancel(PERPETUAL, waits.clientOrderId);
    await venue.setMargin(PERPETUAL, from(2));
    await afterOrders(floor, "BUY 1 MARKET");
    await expect(venue.setMargin(PERPETUAL, from(5))).rejects.toMatchObject({ code: "NotAllowed" });
    expect(plain(await venue.positions())).toMatchObject([{ leverage: "2", margin: "50" }]);
  });
});

describe("what reduces only", () => {
  const found = async (
    floor: Awaited<ReturnType<typeof perpetualBars>>,
    made: ReturnType<typeof perpetual> | undefined,
  ) => plain(await floor.venue.find(PERPETUAL, made?.clientOrderId ?? order("BUY", "1").clientOrderId));

  it.each(["SELL 1 MARKET reduce-only", "BUY 1 STOP 105 reduce-only"])(
    "is refused without a position: %s",
    async (words) => {
      const { venue } = await perpetualBars(["100"], 10);
      await expect(venue.place(perpetual(words))).rejects.toMatchObject({
        name: "PlacementRefused",
        code: "ReduceOnly",
      });
      expect(await venue.openOrders()).toEqual([]);
    },
  );

  it("is refused on the side of the position", async () => {
    const floor = await perpetualBars(["100", AT_100], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    await expect(floor.venue.place(perpetual("BUY 1 LIMIT 90 reduce-only"))).rejects.toMatchObject({
      code: "ReduceOnly",
      message: "There is no position in BTC/USDT:USDT that a BUY order would reduce.",
    });
  });

  it("locks nothing, however large", async () => {
    const floor = await perpetualBars(["100", AT_100], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    await floor.venue.place(perpetual("SELL 5000 LIMIT 120 reduce-only"));
    expect(await moneyOf(floor.venue)).toBe("9999.9, locked 10");
  });

  it("may be worth less than the least", async () => {
    const floor = await perpetualBars(["100", AT_100, AT_104], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    await afterOrders(floor, "SELL 0.001 MARKET reduce-only");
    expect(await positionOf(floor.venue)).toMatch(/^LONG 0.999 /);
    await expect(floor.venue.place(perpetual("SELL 0.001 MARKET"))).rejects.toMatchObject({ code: "InvalidOrder" });
    await expect(floor.venue.place(perpetual("SELL 0.0001 MARKET reduce-only"))).rejects.toMatchObject({
      message: "The amount must be a multiple of 0.001 BTC.",
    });
  });

  it("is cut to what is left of the position, and ends with it", async () => {
    const floor = await perpetualBars(["100", AT_100, AT_104], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    const [sale] = await afterOrders(floor, "SELL 3 MARKET reduce-only");
    expect(await found(floor, sale)).toMatchObject({ status: "canceled", filled: "1", quantity: "3" });
    expect(await positionOf(floor.venue)).toBe("flat");
    expect((await fillsOf(floor.venue)).at(-1)).toBe("SELL 1 at 104: 4 − 0.104");
  });

  it("is canceled by the venue when the position goes flat, whoever closed it", async () => {
    const floor = await perpetualBars(["100", AT_100, AT_104], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    const exits = ["SELL 1 STOP 95 reduce-only", "SELL 1 LIMIT 120 reduce-only"].map(perpetual);
    for (const exit of exits) await floor.venue.place(exit);
    await afterOrders(floor, "SELL 1 MARKET");
    for (const exit of exits) expect(await found(floor, exit)).toMatchObject({ status: "canceled", filled: "0" });
    expect(await floor.venue.openOrders()).toEqual([]);
  });

  it("is canceled when the position turns, too", async () => {
    const floor = await perpetualBars(["100", AT_100, AT_104], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    await floor.venue.place(perpetual("SELL 1 STOP 95 reduce-only"));
    await afterOrders(floor, "SELL 2 MARKET");
    expect(await positionOf(floor.venue)).toMatch(/^SHORT 1 /);
    expect(await floor.venue.openOrders()).toEqual([]);
  });

  it("with a link: what one closes is taken off the other", async () => {
    const floor = await perpetualBars(["100", AT_100, "100 121 100 100 10", "95 95 94 94 1000000"], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    const [stop] = await afterOrders(floor, "SELL 1 STOP 96 reduce-only link=a", "SELL 1 LIMIT 120 reduce-only link=a");
    expect(await found(floor, stop)).toMatchObject({ status: "open", quantity: "0.5" });
    await floor.step();
    expect(await positionOf(floor.venue)).toBe("flat");
    expect(await fillsOf(floor.venue)).toEqual([
      "BUY 1 at 100: 0 − 0.1",
      "SELL 0.5 at 120: 10 − 0.06",
      "SELL 0.5 at 95: -2.5 − 0.0475",
    ]);
  });

  it("without links both rest, and the stop comes first where both lie in one bar", async () => {
    const floor = await perpetualBars(["100", AT_100, "100 121 95 100 1000000"], 10, { account: { links: "no" } });
    await afterOrders(floor, "BUY 1 MARKET");
    await afterOrders(floor, "SELL 1 LIMIT 120 reduce-only", "SELL 1 STOP 96 reduce-only");
    expect((await fillsOf(floor.venue)).slice(1)).toEqual(["SELL 1 at 96: -4 − 0.096"]);
    expect(await floor.venue.openOrders()).toEqual([]);
  });

  it("buys at whatever the market asks: it locks nothing that would bound it", async () => {
    const floor = await perpetualBars(["100", AT_100, "108 108 108 108 1000000"], 10);
    await afterOrders(floor, "SELL 1 MARKET");
    await afterOrders(floor, "BUY 1 MARKET reduce-only");
    expect((await fillsOf(floor.venue)).at(-1)).toBe("BUY 1 at 108: -8 − 0.108");
  });

  it("may be changed, and stays free of what opens", async () => {
    const floor = await perpetualBars(["100", AT_100], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    const stop = perpetual("SELL 1 STOP 95 reduce-only");
    await floor.venue.place(stop);
    const terms = { quantity: from("2"), trigger: from("96") };
    expect(plain(await floor.venue.amend(PERPETUAL, stop.clientOrderId, terms))).toMatchObject({
      quantity: "2",
      trigger: "96",
    });
    expect(await moneyOf(floor.venue)).toBe("9999.9, locked 10");
  });
});

it("a change of positions rings, and positions stand after a restart and a crash", async () => {
  const floor = await perpetualBars(["100", AT_100, AT_95, AT_104], 3);
  let rings = 0;
  floor.venue.onChange(() => (rings += 1));
  await afterOrders(floor, "BUY 1.5 MARKET");
  expect(rings).toBe(2);
  const seen = [await positionOf(floor.venue), await moneyOf(floor.venue)];
  const crashed = await floor.crash();
  expect([await positionOf(crashed.venue), await moneyOf(crashed.venue)]).toEqual(seen);
  const after = await floor.restart();
  expect([await positionOf(after.venue), await moneyOf(after.venue)]).toEqual(seen);
  expect(after.venue.now()).toBe(START + 2 * MINUTE);
});
