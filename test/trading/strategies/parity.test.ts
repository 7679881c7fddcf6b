/** The same minutes through the desk on its paper venue and through the engine: the same fills, to the last digit. */
import { afterEach, expect, it } from "vitest";

import type { Candle } from "../../../src/domain/candle.ts";
import { from, text } from "../../../src/domain/money.ts";
import { Order } from "../../../src/models/order.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { Trade } from "../../../src/models/trade.ts";
import { Wallet } from "../../../src/models/wallet.ts";
import { dca } from "../../../src/strategies/dca.ts";
import { trend } from "../../../src/strategies/trend.ts";
import { btcOn, fillsOf, setupOf, type ToldFill, wanderingMinutes } from "../../support/engine.ts";
import { taped, witnessed } from "../../support/every-bar.ts";
import { barsOf, BTC } from "../../support/paper-venue.ts";
import { ReplayDesk } from "../../support/replay-desk.ts";

const QUICK = { timeframe: "1m", fast: 2, slow: 3, atr: 2, stop: 2, target: 2 };
const RISK = { mode: "auto", sizing: "risk", size: 0.5, most: 50 };
const COSTS = { spreadPercent: "0.02", slippagePercent: "0.01" };

let desk: ReplayDesk;
afterEach(() => desk.close());

/** Its stop is near: in a thin market it fills in parts, over several bars. */
const NEAR = { timeframe: "5m", fast: 2, slow: 3, atr: 2, stop: 0.5, target: 3 };

async function trade(minutes: readonly Candle[], parameters: object, id = "trend", risk: object = RISK): Promise<void> {
  desk = await ReplayDesk.open(barsOf(minutes), COSTS);
  await Strategy.query(desk.trader.desk.db.writer)
    .findById(id)
    .patch({
      ...{ status: "ACTIVE", parameters: { ...parameters }, targetPairs: [BTC] },
      riskParameters: { ...risk, capital: "10000" },
      targetExchanges: [desk.floor.venue.exchange],
    });
  desk.isTicking = true;
  while (await desk.step());
}

async function tradedFills(): Promise<ToldFill[]> {
  const { reader } = desk.trader.desk.db;
  const legs = new Map((await Order.query(reader)).map(({ id, leg }) => [id, leg]));
  return (await Trade.query(reader).orderBy("id")).map((trade) => ({
    ...{ at: trade.timestamp, leg: legs.get(trade.orderId) ?? null, quantity: text(trade.quantity) },
    ...{ price: text(trade.price), fee: text(trade.fee) },
    realized: trade.realizedPnl === null ? null : text(trade.realizedPnl),
  }));
}

// With much volume orders fill at once; with little in parts, over several bars, and what an entry does not get is left.
it.each([
  ["much volume", QUICK, 5, 10_000, 150],
  ["little volume", QUICK, 8, 4, 150],
  ["stops that fill in parts", NEAR, 5, 1.5, 500],
])("the desk and the engine trade the same minutes alike, with %s", async (_, parameters, seed, volume, count) => {
  const minutes = wanderingMinutes(count, seed, volume);
  await trade(minutes, parameters);
  const { exchange } = desk.floor.venue;
  const { book, effects } = witnessed(
    setupOf({ market: btcOn(exchange), capital: from("10000") }, RISK),
    trend.configure(parameters),
    taped(minutes),
  );
  const traded = await tradedFills();
  expect(traded.length).toBeGreaterThan(15);
  expect(traded).toEqual(fillsOf(effects));
  const wallet = await Wallet.query(desk.trader.desk.db.reader).findOne({ exchange, asset: "USDT" });
  expect(text(wallet?.totalBalance ?? from("0"))).toBe(text(book.cash));
});

/** Dips often, and sells all of it now and then. */
const DIPS = { timeframe: "1m", first: "2022-01-01", at: "00:45", every: 1, dip: 0.5, window: 20, target: 0.5 };

it.each([
  ["at once", 10_000],
  ["in parts", 1.5],
])("what is added to a holding without a stop fills %s in both", async (_, volume) => {
  const minutes = wanderingMinutes(300, 5, volume);
  const risk = { mode: "auto", sizing: "fixed", size: 400, most: 50 };
  await trade(minutes, DIPS, "dca", risk);
  const { exchange } = desk.floor.venue;
  const setup = setupOf({ market: btcOn(exchange), capital: from("10000") }, risk);
  const { effects } = witnessed(setup, dca.configure(DIPS), taped(minutes));
  const traded = await tradedFills();
  expect(traded.filter(({ leg }) => leg === "close").length).toBeGreaterThan(1);
  expect(traded.filter(({ leg }) => leg === null).length).toBeGreaterThan(5);
  expect(traded).toEqual(fillsOf(effects));
});
