/** What the paper venue takes, refuses and locks, and what an order can be changed to. */
import { afterEach, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import type { Pair } from "../../../src/domain/ids.ts";
import type { AmendTerms } from "../../../src/exchange/gateway.ts";
import { orderOf, story } from "../../support/order-table.ts";
import { barsOf, BTC, candles, closeFloors, type Floor, openFloor, order, plain } from "../../support/paper-venue.ts";
import { quotesOf } from "../../support/quote-market.ts";

afterEach(closeFloors);

/** At 100, with 20 BTC and 8,000 USDT, and without a fee. */
async function holding(...bars: readonly string[]): Promise<Floor> {
  const source = barsOf(candles("100", "100 100 100 100 1000000", ...bars));
  const floor = await openFloor(source, { account: { feePercent: "0" } });
  await floor.venue.place(order("BUY", "20"));
  await floor.step();
  return floor;
}

async function locked({ venue }: Floor): Promise<unknown> {
  return plain((await venue.balances()).map((balance) => balance.locked));
}

describe("an order that cannot be", () => {
  // prettier-ignore
  const rows: readonly (readonly [words: string, code: string, sentence: string])[] = [
    ["SELL 1 LIMIT",                       "InvalidOrder", "A LIMIT order needs a limit price."],
    ["SELL 1 STOP",                        "InvalidOrder", "A STOP order needs a trigger price."],
    ["SELL 1 STOP_LIMIT 98",               "InvalidOrder", "A STOP_LIMIT order needs a limit price."],
    ["SELL 1 TRAILING_STOP 98",            "InvalidOrder", "A TRAILING_STOP order needs a trail."],
    ["SELL 1 STOP 98 2",                   "InvalidOrder", "A STOP order has no trail."],
    ["SELL 1 STOP 98 FOK",                 "InvalidOrder", "A STOP order cannot be FOK: a thin market would end it unfilled. Send it as GTC or IOC."],
    ["SELL 1 TRAILING_STOP 98 2 FOK",      "InvalidOrder", "A TRAILING_STOP order cannot be FOK: a thin market would end it unfilled. Send it as GTC or IOC."],
    ["SELL 1 MARKET post-only",            "InvalidOrder", "Only a LIMIT order that is GTC can be post-only."],
    ["SELL 1 LIMIT 101 IOC post-only",     "InvalidOrder", "Only a LIMIT order that is GTC can be post-only."],
    ["SELL 1 STOP_LIMIT 98 97 post-only",  "InvalidOrder", "Only a LIMIT order that is GTC can be post-only."],
    ["SELL 1 STOP 98.05",                  "InvalidOrder", "The price must be a multiple of 0.1 USDT."],
    ["SELL 1 TRAILING_STOP 98 0.05",       "InvalidOrder", "The price must be a multiple of 0.1 USDT."],
    ["SELL 0.06 STOP_LIMIT 98 80",         "InvalidOrder", "An order must be worth 5 USDT at least."],
    ["SELL 0.00005 STOP 98",               "InvalidOrder", "The amount must be a multiple of 0.0001 BTC."],
    ["SELL 1 STOP 100",                    "WouldTrigger", "The last price is 100 USDT: the trigger 100 is reached already."],
    ["SELL 1 STOP_LIMIT 100.1 99",         "WouldTrigger", "The last price is 100 USDT: the trigger 100.1 is reached already."],
    ["SELL 1 TRAILING_STOP 101 2",         "WouldTrigger", "The last price is 100 USDT: the trigger 101 is reached already."],
    ["BUY 1 STOP 100",                     "WouldTrigger", "The last price is 100 USDT: the trigger 100 is reached already."],
    ["BUY 1 LIMIT 100 post-only",          "WouldTake",    "A post-only order at 100 USDT would be filled at once: the other side is at 100."],
    ["SELL 1 LIMIT 99 post-only",          "WouldTake",    "A post-only order at 99 USDT would be filled at once: the other side is at 100."],
    ["SELL 20.1 STOP 98",                  "InsufficientFunds", "Available are 20 BTC; the order needs 20.1 BTC."],
    ["BUY 80 STOP 101",                    "InsufficientFunds", "Available are 8000 USDT; the order needs 8488 USDT."],
  ];
  it.each(rows)("is refused, and nothing has changed: %s", async (words, code, message) => {
    const floor = await holding();
    const before = plain(await floor.venue.balances());
    await expect(floor.venue.place(orderOf(words))).rejects.toMatchObject({ name: "PlacementRefused", code, message });
    expect(plain(await floor.venue.balances())).toEqual(before);
    expect(await floor.venue.openOrders()).toEqual([]);
  });

  it("is a market order with a price", async () => {
    const { venue } = await holding();
    const given = { ...order("SELL", "1"), limit: from("99") };
    await expect(venue.place(given)).rejects.toMatchObject({ message: "A MARKET order has no limit price." });
  });

  it("is a stop that the price has fallen below already (case 25)", async () => {
    const SOL = "SOL/USDT" as Pair;
    const source = quotesOf("SOL/USDT 0.4412 0.4411×99 | 0.4412×99", "SOL/USDT 0.4411 0.4411×99 | 0.4412×99");
    const { venue, step } = await openFloor(source);
    await venue.place(order("BUY", "70", { pair: SOL }));
    await step();
    const stop = order("SELL", "69", { pair: SOL, type: "STOP", trigger: from("0.447") });
    await expect(venue.place(stop)).rejects.toMatchObject({
      code: "WouldTrigger",
      message: "The last price is 0.4411 USDT: the trigger 0.447 is reached already.",
    });
  });
});

describe("a stop that rests", () => {
  // prettier-ignore
  const rows: readonly (readonly [words: string, locked: readonly string[]])[] = [
    ["SELL 1 STOP 98",             ["1", "0"]],
    ["SELL 1 TRAILING_STOP 98 2",  ["1", "0"]],
    ["BUY 10 STOP_LIMIT 102 103",  ["0", "1030"]],
    ["BUY 10 STOP 102",            ["0", "1071"]], // its trigger and 5 %
    ["BUY 10 TRAILING_STOP 102 2", ["0", "1071"]],
  ];
  it.each(rows)("locks what it can take: %s", async (words, expected) => {
    const floor = await holding("100");
    const stop = orderOf(words);
    await floor.venue.place(stop);
    expect(await locked(floor)).toEqual(expected);
    await floor.step();
    expect(await locked(floor)).toEqual(expected);
    await floor.venue.cancel(BTC, stop.clientOrderId);
    expect(await locked(floor)).toEqual(["0", "0"]);
  });

  it("shows its trigger, where it stands, until it is touched", async () => {
    const { venue, step } = await holding("100 103 100 102", "102 102 101 101 10");
    const stop = orderOf("SELL 1 TRAILING_STOP 98 2");
    await venue.place(stop);
    const seen = async () => plain(await venue.find(BTC, stop.clientOrderId));
    expect(await seen()).toMatchObject({ status: "open", trigger: "98", price: null });
    await step();
    expect(await seen()).toMatchObject({ status: "open", trigger: "101", price: null });
    await step();
    expect(await seen()).toMatchObject({ status: "open", filled: "0.5", trigger: null, price: null });
  });

  it("of a buyer locks less as it follows the price down", async () => {
    const floor = await holding("100 100 95 96");
    await floor.venue.place(orderOf("BUY 10 TRAILING_STOP 102 2"));
    await floor.step();
    expect(await locked(floor)).toEqual(["0", "1019"]); // 97 × 1.05 = 101.85, on the tick 101.9
  });
});

describe("changing an order", () => {
  const amended = async (floor: Floor, words: string, terms: AmendTerms): Promise<unknown> => {
    const made = orderOf(words);
    await floor.venue.place(made);
    return plain(await floor.venue.amend(BTC, made.clientOrderId, terms));
  };
  const d = from;

  // prettier-ignore
  const rows: readonly (readonly [words: string, terms: AmendTerms, report: object, locked: readonly string[]])[] = [
    ["BUY 10 LIMIT 99",           { quantity: d("20") },                  { quantity: "20" },                   ["0", "1980"]],
    ["BUY 10 LIMIT 99",           { quantity: d("5"), limit: d("98") },   { quantity: "5", price: "98" },       ["0", "490"]],
    ["BUY 10 STOP 102",           { trigger: d("104") },                  { trigger: "104", price: null },      ["0", "1092"]],
    ["BUY 10 STOP_LIMIT 102 103", { trigger: d("101"), limit: d("102") }, { trigger: "101", price: "102" },     ["0", "1020"]],
    ["SELL 1 STOP 98",            { trigger: d("99"), quantity: d("2") }, { trigger: "99", quantity: "2" },     ["2", "0"]],
    ["SELL 1 TRAILING_STOP 98 2", { trail: d("1.5") },                    { trigger: "98.5" },                  ["1", "0"]],
    ["SELL 1 TRAILING_STOP 98 2", { trail: d("3") },                      { trigger: "97" },                    ["1", "0"]],
    ["BUY 1 TRAILING_STOP 102 2", { trail: d("1") },                      { trigger: "101" },                   ["0", "106.1"]],
    ["SELL 1 TRAILING_STOP 98 2", { trail: d("1"), trigger: d("97") },    { trigger: "97" },                    ["1", "0"]],
    ["SELL 1 LIMIT 101 post-only", { limit: d("100.1") },                 { price: "100.1" },                   ["1", "0"]],
    ["SELL 1 LIMIT 101",          {},                                     { price: "101", quantity: "1" },      ["1", "0"]],
  ];
  it.each(rows)("%s to %j", async (words, terms, report, expected) => {
    const floor = await holding();
    expect(await amended(floor, words, terms)).toMatchObject({ status: "open", ...report });
    expect(await locked(floor)).toEqual(expected);
  });

  // prettier-ignore
  const refused: readonly (readonly [words: string, terms: AmendTerms, code: string, sentence: string])[] = [
    ["BUY 10 LIMIT 99",            { quantity: d("81") },      "InsufficientFunds", "Available are 7010 USDT; the order needs 7029 USDT."],
    ["BUY 10 LIMIT 99",            { quantity: d("0.00005") }, "InvalidOrder", "The amount must be a multiple of 0.0001 BTC."],
    ["BUY 10 LIMIT 99",            { quantity: d("0.05") },    "InvalidOrder", "An order must be worth 5 USDT at least."],
    ["BUY 10 LIMIT 99",            { limit: d("98.05") },      "InvalidOrder", "The price must be a multiple of 0.1 USDT."],
    ["BUY 10 LIMIT 99",            { trigger: d("102") },      "InvalidOrder", "This LIMIT order waits for no price, or its trigger was reached."],
    ["SELL 1 STOP 98",             { limit: d("97") },         "InvalidOrder", "A STOP order has no limit price."],
    ["SELL 1 STOP 98",             { trail: d("2") },          "InvalidOrder", "A STOP order has no trail."],
    ["SELL 1 STOP 98",             { trigger: d("100") },      "WouldTrigger", "The last price is 100 USDT: the trigger 100 is reached already."],
    ["SELL 1 TRAILING_STOP 98 2",  { trail: d("0.1"), trigger: d("100.5") }, "WouldTrigger", "The last price is 100 USDT: the trigger 100.5 is reached already."],
    ["SELL 1 LIMIT 101 post-only", { limit: d("100") },        "WouldTake", "A post-only order at 100 USDT would be filled at once: the other side is at 100."],
  ];
  it.each(refused)("%s to %j is refused, and it stands as it stood", async (words, terms, code, message) => {
    const floor = await holding();
    const made = orderOf(words);
    await floor.venue.place(made);
    const state = async () => plain([await floor.venue.balances(), await floor.venue.openOrders()]);
    const before = await state();
    await expect(floor.venue.amend(BTC, made.clientOrderId, terms)).rejects.toMatchObject({
      name: "PlacementRefused",
      code,
      message,
    });
    expect(await state()).toEqual(before);
  });

  it("of what is over or unknown is refused", async () => {
    const { venue } = await holding();
    const made = orderOf("SELL 1 STOP 98");
    await expect(venue.amend(BTC, made.clientOrderId, {})).rejects.toMatchObject({ code: "UnknownOrder" });
    await venue.place(made);
    await venue.cancel(BTC, made.clientOrderId);
    await expect(venue.amend(BTC, made.clientOrderId, {})).rejects.toMatchObject({
      code: "NotOpen",
      message: `The order ${made.clientOrderId} is canceled already.`,
    });
  });

  it("counts the filled part in, and refuses what is not above it", async () => {
    const floor = await holding("100 101.2 99 100 10", QUIET, "100 102 99 100");
    const made = orderOf("SELL 1 LIMIT 101");
    await floor.venue.place(made);
    await floor.step(); // 5 % of 10 BTC: half of it
    await expect(floor.venue.amend(BTC, made.clientOrderId, { quantity: d("0.5") })).rejects.toMatchObject({
      message: "0.5 BTC are filled: ask for more than that.",
    });
    await floor.venue.amend(BTC, made.clientOrderId, { quantity: d("3") });
    expect(await locked(floor)).toEqual(["2.5", "0"]);
    expect(await story(floor, made)).toBe("1: 0.5 at 101 maker · 2: 2.5 at 101 maker · filled");
  });

  const QUIET = "100 100.5 99.5 100";

  it("lets a limit that was moved arrive anew: what is marketable then takes", async () => {
    const floor = await holding(QUIET, "101 101 101 101");
    const made = orderOf("SELL 1 LIMIT 105");
    await floor.venue.place(made);
    await floor.step();
    await floor.venue.amend(BTC, made.clientOrderId, { limit: d("100.5") });
    expect(await story(floor, made)).toBe("1: 1 at 101 taker · filled");
  });

  it("keeps its place in the book", async () => {
    const { venue } = await holding();
    const [first, second] = [orderOf("SELL 1 STOP 98"), orderOf("SELL 1 STOP 97")];
    for (const made of [first, second]) await venue.place(made);
    await venue.amend(BTC, first.clientOrderId, { trigger: d("99") });
    expect((await venue.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual([
      first.clientOrderId,
      second.clientOrderId,
    ]);
  });
});
