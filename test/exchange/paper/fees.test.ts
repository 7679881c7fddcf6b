/** In which coin the paper venue is paid, to the digit. */
import { afterEach, describe, expect, it } from "vitest";

import type { Pair } from "../../../src/domain/ids.ts";
import { from, mul, sub, text } from "../../../src/domain/money.ts";
import type { PaperVenue } from "../../../src/exchange/paper/venue.ts";
import type { PaperSettings } from "../../../src/models/exchange.ts";
import { orderOf } from "../../support/order-table.ts";
import { barsOf, candles, closeFloors, openFloor, order, plain } from "../../support/paper-venue.ts";
import { quotesOf } from "../../support/quote-market.ts";

afterEach(closeFloors);

const [BNB, ETH] = ["BNB/USDT" as Pair, "ETH/USDT" as Pair];

async function bars(account: Partial<PaperSettings>, ...lines: readonly string[]) {
  return openFloor(barsOf(candles("100", "100 100 100 100 1000000", ...lines)), { account });
}

async function feesOf(venue: PaperVenue): Promise<string[]> {
  return (await venue.fills(0)).map(({ fee, feeAsset, feeQuote }) => `${text(fee)} ${feeAsset} = ${text(feeQuote)}`);
}

describe("a fee", () => {
  it("is one for makers and another for takers", async () => {
    const { venue, step } = await bars({ makerFeePercent: "0.02", takerFeePercent: "0.05" }, "100 102 99 100");
    expect(plain(await venue.markets())).toMatchObject([{ maker: "0.0002", taker: "0.0005" }]);
    await venue.place(order("BUY", "1"));
    await step();
    await venue.place(orderOf("SELL 1 LIMIT 101"));
    await step();
    expect(await feesOf(venue)).toEqual(["0.05 USDT = 0.05", "0.0202 USDT = 0.0202"]);
  });

  it("below zero is a rebate", async () => {
    const { venue, step } = await bars({ makerFeePercent: "-0.01" }, "100 102 99 100");
    await venue.place(order("BUY", "1"));
    await step();
    await venue.place(orderOf("SELL 1 LIMIT 101"));
    await step();
    expect(await feesOf(venue)).toEqual(["0.1 USDT = 0.1", "-0.0101 USDT = -0.0101"]);
    expect(plain(await venue.balances())).toMatchObject([{ total: "0" }, { total: "10000.9101" }]);
  });

  it("in the base coin comes off what is received: a buy gets less, a sale pays in quote", async () => {
    const { venue, step } = await bars({ feeAsset: "base" }, "101");
    await venue.place(order("BUY", "0.3333"));
    await step();
    expect(plain(await venue.balances())).toMatchObject([
      { asset: "BTC", total: "0.3329667" }, // 0.3333 × 0.999
      { asset: "USDT", total: "9966.67", locked: "0" },
    ]);
    await venue.place(order("SELL", "0.3329"));
    await step();
    expect(await feesOf(venue)).toEqual(["0.0003333 BTC = 0.03333", "0.0336229 USDT = 0.0336229"]);
    expect(plain(await venue.balances())).toMatchObject([{ total: "0.0000667" }, { total: "10000.2592771" }]);
  });

  it("in a coin comes off that coin, bought for it too (case 21): 0.1079935 BNB are left", async () => {
    const line = "BNB/USDT 60 60×999 | 60×999; ETH/USDT 2260 2260×999 | 2260×999";
    const { venue, step } = await openFloor(quotesOf(line, line, line), {
      account: { feePercent: "0.075", feeAsset: "BNB" },
    });
    await venue.place(order("BUY", "0.142", { pair: BNB }));
    await step();
    for (let i = 0; i < 3; i++) await venue.place(order("BUY", "0.4", { pair: ETH }));
    await step();
    expect(await feesOf(venue)).toEqual([
      "0.0001065 BNB = 0.00639",
      ...Array.from({ length: 3 }, () => "0.0113 BNB = 0.678"),
    ]);
    expect(plain(await venue.balances())).toMatchObject([
      { asset: "BNB", total: "0.1079935" },
      { asset: "ETH", total: "1.2" },
      { asset: "USDT", total: "7279.48", locked: "0" }, // 10000 − 0.142 · 60 − 1.2 · 2260
    ]);
    await expect(venue.place(order("SELL", "0.108", { pair: BNB }))).rejects.toMatchObject({
      code: "InsufficientFunds",
    });
    await venue.place(order("SELL", "0.107", { pair: BNB }));
  });

  it("in a coin is paid in quote where there is not enough of it, a locked one not counted", async () => {
    const line = "BNB/USDT 60 60×999 | 60×999; ETH/USDT 2260 2260×999 | 2260×999";
    const { venue, step } = await openFloor(quotesOf(line, line, line, line), {
      account: { feePercent: "0.075", feeAsset: "BNB" },
    });
    await venue.place(order("BUY", "0.142", { pair: BNB }));
    await step();
    await venue.place({ ...order("SELL", "0.141", { pair: BNB, limit: "70" }) });
    await venue.place(order("BUY", "0.4", { pair: ETH }));
    await step();
    expect((await feesOf(venue)).at(-1)).toBe("0.678 USDT = 0.678");
  });

  it("of a sale of that coin itself counts what the sale no longer locks", async () => {
    const line = "BNB/USDT 60 60×1 | 60×999";
    const { venue, step } = await openFloor(quotesOf(line, line, line, line, line), {
      account: { feePercent: "0.1", feeAsset: "BNB" },
    });
    await venue.place(order("BUY", "3", { pair: BNB }));
    await step();
    await venue.place(order("SELL", "2.5", { pair: BNB }));
    for (let i = 0; i < 3; i++) await step();
    expect(await feesOf(venue)).toEqual([
      "0.003 BNB = 0.18",
      "0.001 BNB = 0.06",
      "0.001 BNB = 0.06",
      "0.0005 BNB = 0.03",
    ]);
  });

  it("in a coin that has no market here is paid in quote", async () => {
    const { venue, step } = await bars({ feeAsset: "BNB" });
    await venue.place(order("BUY", "1"));
    await step();
    expect(await feesOf(venue)).toEqual(["0.1 USDT = 0.1"]);
  });

  it("is locked with a buy whatever coin it is to come off: there may not be enough of that one", async () => {
    const { venue } = await bars({ feeAsset: "BNB" });
    await venue.place(orderOf("BUY 1 LIMIT 90"));
    expect(plain(await venue.balances())).toMatchObject([{ locked: "90.09" }]);
  });

  it("of many parts is that of the whole, but for a last digit a part", async () => {
    const thin = Array.from({ length: 4 }, () => "33.3 33.3 33.3 33.3 6.66");
    const { venue, step } = await openFloor(barsOf(candles("33.3", ...thin)), { account: { feePercent: "0.0333333" } });
    await venue.place(order("BUY", "1"));
    while (await step());
    const fills = await venue.fills(0);
    expect(fills).toHaveLength(4);
    for (const { cost, fee } of fills) {
      const exact = mul(cost, from("0.000333333"));
      expect(text(sub(exact, fee))).toMatch(/^0(?:\.00000000\d*)?$/);
    }
  });
});
