/** How the paper venue ends a position whose margin is used up: at a leverage of 10, a long of 1 from 100 ends at 90.45. */
import { afterEach, describe, expect, it } from "vitest";

import type { Pair } from "../../../../src/domain/ids.ts";
import { from } from "../../../../src/domain/money.ts";
import { closeFloors, openFloor, plain } from "../../../support/paper-venue.ts";
import {
  afterOrders,
  fillsOf,
  moneyOf,
  PERPETUAL,
  perpetual,
  perpetualBars,
  positionOf,
} from "../../../support/perpetual-venue.ts";
import { quotesOf } from "../../../support/quote-market.ts";

afterEach(closeFloors);

const AT_100 = "100 100 100 100 1000000";
const THIN = "10"; // 5 % of it is 0.5
const END = "forced SELL 1 at 90: -10 − 0";

describe("on bars a position", () => {
  // prettier-ignore
  const rows: readonly (readonly [what: string, open: string, bar: string, orders: readonly string[], fills: readonly string[], money: string])[] = [
    ["ends where the low touches its liquidation price, for its margin and no fee", "BUY 1 MARKET", "100 100 90.4 95", [],
      [END], "9989.9, locked 0"],
    ["goes on where it does not", "BUY 1 MARKET", "100 100 90.5 95", [],
      [], "9999.9, locked 10"],
    ["that is short ends at the high", "SELL 1 MARKET", "100 109.5 100 100", [],
      ["forced BUY 1 at 110: -10 − 0"], "9989.9, locked 0"],
    ["that is short goes on below it", "SELL 1 MARKET", "100 109.4 90 100", [],
      [], "9999.9, locked 10"],
    ["costs its margin, however far the price has jumped", "BUY 1 MARKET", "50 51 49 50", [],
      [END], "9989.9, locked 0"],
    ["is closed by a stop that the price meets on its way there", "BUY 1 MARKET", "100 100 80 80 1000000", ["SELL 1 STOP 92 reduce-only"],
      ["SELL 1 at 92: -8 − 0.092"], "9991.808, locked 0"],
    ["is not closed by a stop beyond", "BUY 1 MARKET", "100 100 80 80 1000000", ["SELL 1 STOP 90.2 reduce-only"],
      [END], "9989.9, locked 0"],
    ["ends with what the stop could not close", "BUY 1 MARKET", `100 100 80 80 ${THIN}`, ["SELL 1 STOP 92 reduce-only"],
      ["SELL 0.5 at 92: -4 − 0.046", "forced SELL 0.5 at 90: -5 − 0"], "9990.854, locked 0"],
    ["ends though a stop was jumped over, too: no fill lies beyond its bankruptcy price", "BUY 1 MARKET", "85 85 80 80 1000000", ["SELL 1 STOP 92 reduce-only"],
      [END], "9989.9, locked 0"],
    ["is closed by a stop that was jumped over by less", "BUY 1 MARKET", "90.2 91 80 80 1000000", ["SELL 1 STOP 92 reduce-only"],
      ["SELL 1 at 90.2: -9.8 − 0.0902"], "9990.0098, locked 0"],
    ["is closed by what works at the open", "BUY 1 MARKET", "100 100 80 80 1000000", ["SELL 1 MARKET reduce-only"],
      ["SELL 1 at 100: 0 − 0.1"], "9999.8, locked 0"],
    ["ends before its target in the same bar", "BUY 1 MARKET", "100 120 80 110 1000000", ["SELL 1 LIMIT 115 reduce-only"],
      [END], "9989.9, locked 0"],
    ["ends after its target at the open", "BUY 1 MARKET", "116 120 80 110 1000000", ["SELL 1 LIMIT 115 reduce-only"],
      ["SELL 1 at 116: 16 − 0.116"], "10015.784, locked 0"],
    ["that opens in the bar ends in it", "BUY 1 MARKET", "100 100 80 80 1000000", ["BUY 1 MARKET"],
      ["BUY 1 at 100: 0 − 0.1", "forced SELL 2 at 90: -20 − 0"], "9979.8, locked 0"],
    ["that a limit opens on the way down ends in it, too", "SELL 0.1 LIMIT 150", "100 100 80 80 1000000", ["BUY 1 LIMIT 95"],
      ["BUY 1 at 95: 0 − 0.095", "forced SELL 1 at 85.5: -9.5 − 0"], "9990.405, locked 0"],
  ];
  it.each(rows)("%s", async (_what, open, bar, orders, fills, money) => {
    const floor = await perpetualBars(["100", AT_100, bar], 10);
    await afterOrders(floor, open);
    const opening = (await fillsOf(floor.venue)).length;
    await afterOrders(floor, ...orders);
    expect((await fillsOf(floor.venue)).slice(opening)).toEqual(fills);
    expect(await moneyOf(floor.venue)).toBe(money);
  });

  it("cancels the open orders of its pair alone, and is told as nobody's order", async () => {
    const floor = await perpetualBars(["100", AT_100, "100 100 80 85"], 10);
    await afterOrders(floor, "BUY 1 MARKET");
    const [entry, exit] = await afterOrders(floor, "BUY 1 LIMIT 70", "SELL 1 STOP 90.1 reduce-only");
    for (const made of [entry, exit]) {
      const id = (made ?? perpetual("BUY 1 MARKET")).clientOrderId;
      expect(plain(await floor.venue.find(PERPETUAL, id))).toMatchObject({ status: "canceled", filled: "0" });
    }
    const [opened, forced] = await floor.venue.fills(0);
    expect(plain(forced)).toMatchObject({
      ...{ clientOrderId: null, isForced: true, side: "SELL", quantity: "1", price: "90", cost: "90", pnl: "-10" },
      ...{ fee: "0", feeAsset: "USDT", liquidity: "taker", at: floor.venue.now() },
    });
    expect(forced?.exchangeOrderId).not.toBe(opened?.exchangeOrderId);
    expect(await floor.venue.openOrders()).toEqual([]);
    expect(await positionOf(floor.venue)).toBe("flat");
  });

  it("can be lost twice, each for its own margin", async () => {
    const floor = await perpetualBars(["100", AT_100, "100 100 80 100", AT_100, "100 100 80 100"], 10);
    for (const words of ["BUY 1 MARKET", "", "BUY 1 MARKET", ""])
      await afterOrders(floor, ...(words === "" ? [] : [words]));
    expect((await fillsOf(floor.venue)).filter((told) => told.startsWith("forced"))).toEqual([END, END]);
    expect(await moneyOf(floor.venue)).toBe("9979.8, locked 0");
  });

  it("is never lost at a leverage of 1, and may lose all of the account", async () => {
    const never = await perpetualBars(["100", AT_100, "1 1 0.1 0.1"], 1);
    await afterOrders(never, "BUY 1 MARKET");
    await never.step();
    expect(await positionOf(never.venue)).toBe("LONG 1 at 100, margin 100, never ends");
    const all = await perpetualBars(["100", AT_100, "100 100 1 1"], 20, { account: { feePercent: "0" } });
    await afterOrders(all, "BUY 1904.761 MARKET"); // at 105, what it locks is 9999.99525
    expect(await moneyOf(all.venue)).toBe("10000, locked 9523.805");
    await all.step();
    expect(await moneyOf(all.venue)).toBe("476.195, locked 0");
  });
});

describe("on quotes a position", () => {
  const at = (mark: string, price: string): string => `BTC/USDT:USDT ${price} mark=${mark} ${price}×9 | ${price}×9`;

  it("ends by its mark, not by its last price, for its bankruptcy price, not for that of the book", async () => {
    const lines = [at("100", "100"), at("100", "100"), at("91", "70"), at("90.4", "120")];
    const floor = await openFloor(quotesOf(...lines));
    await floor.venue.setMargin(PERPETUAL, from(10));
    await afterOrders(floor, "BUY 1 MARKET");
    await floor.step();
    expect(await positionOf(floor.venue)).toMatch(/^LONG 1 /);
    expect(plain(await floor.venue.positions())).toMatchObject([{ mark: "91" }]);
    await floor.step();
    expect((await fillsOf(floor.venue)).at(-1)).toBe(END);
  });

  it("is stopped by its mark, and filled from the book", async () => {
    const lines = [at("100", "100"), at("100", "100"), at("96", "90"), at("95", "97"), at("90", "60")];
    const floor = await openFloor(quotesOf(...lines));
    await floor.venue.setMargin(PERPETUAL, from(10));
    await afterOrders(floor, "BUY 1 MARKET");
    await expect(floor.venue.place(perpetual("SELL 1 STOP 100 reduce-only"))).rejects.toMatchObject({
      code: "WouldTrigger",
      message: "The mark price is 100 USDT: the trigger 100 is reached already.",
    });
    await afterOrders(floor, "SELL 1 STOP 95 reduce-only");
    expect(await floor.venue.openOrders()).toHaveLength(1);
    await floor.step();
    expect((await fillsOf(floor.venue)).at(-1)).toBe("SELL 1 at 97: -3 − 0.097");
  });

  it("follows the mark with a trailing stop", async () => {
    const lines = [at("100", "100"), at("100", "100"), at("104", "99"), at("102", "103")];
    const floor = await openFloor(quotesOf(...lines));
    await floor.venue.setMargin(PERPETUAL, from(10));
    await afterOrders(floor, "BUY 1 MARKET");
    await afterOrders(floor, "SELL 1 TRAILING_STOP 98 2 reduce-only");
    expect(plain(await floor.venue.openOrders())).toMatchObject([{ trigger: "102" }]);
    await floor.step();
    expect((await fillsOf(floor.venue)).at(-1)).toBe("SELL 1 at 103: 3 − 0.103");
  });

  it("is valued by its mark again after a restart", async () => {
    const floor = await openFloor(quotesOf(at("100", "100"), at("101", "100")));
    await afterOrders(floor, "BUY 1 MARKET");
    const after = await floor.restart();
    expect(plain(await after.venue.positions())).toMatchObject([{ mark: "101" }]);
  });

  it("of a pair that a new source does not price is shown at what it cost", async () => {
    const floor = await openFloor(quotesOf(at("100", "100"), at("101", "100")));
    await afterOrders(floor, "BUY 1 MARKET");
    const after = await floor.restart({
      ...quotesOf("ETH/USDT 9 9×9 | 9×9"),
      name: "other",
      pairs: ["ETH/USDT" as Pair],
    });
    expect(plain(await after.venue.positions())).toMatchObject([{ mark: "100", quantity: "1" }]);
    expect(await moneyOf(after.venue)).toBe("9999.9, locked 5");
  });
});
