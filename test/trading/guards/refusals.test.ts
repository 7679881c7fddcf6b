import { afterEach, beforeEach, expect, it } from "vitest";

import { covers } from "../../../src/domain/halt.ts";
import type { StrategyId } from "../../../src/domain/ids.ts";
import { standingHalts } from "../../../src/models/halt.ts";
import { Order } from "../../../src/models/order.ts";
import { Trader } from "../../support/trader.ts";

const TREND = "trend" as StrategyId;

let trader: Trader;

beforeEach(async () => {
  trader = await Trader.open("sqlite", undefined, "initial");
});
afterEach(() => trader.close());

/** An entry that the exchange refuses. */
async function refused(strategyId: StrategyId): Promise<void> {
  await trader.type("/buy BTC/USDT 0.001");
  const id = await trader.newest();
  await Order.query(trader.desk.db.writer).findById(id).patch({ strategyId });
  trader.venue.faults.push("refuse");
  await trader.type(`/approve ${id}`);
  await trader.turn();
  expect((await trader.order(id)).state).toBe("refused");
}

const halted = async (): Promise<string[]> =>
  (await standingHalts(trader.desk.db.reader)).map(({ reason }) => reason ?? "");

it("a strategy whose entries are refused three times in a minute is halted on that pair, and people are told", async () => {
  await refused(TREND);
  await refused(TREND);
  expect(await halted()).toEqual([]);
  await refused(TREND);
  expect(await halted()).toEqual(["the exchange refused its entries again and again"]);
  const [halt] = await standingHalts(trader.desk.db.reader);
  const { exchange, tradingPair } = await trader.order(await trader.newest());
  expect(halt && covers(halt, { exchange, tradingPair, strategyId: TREND })).toBe(true);
  expect((await trader.told()).join("\n")).toContain("the strategy trend on BTC/USDT");
  expect(await trader.ask("/buy BTC/USDT 0.001")).toMatchObject({ isRefused: false });
  expect(await trader.resume("trend")).toContain("trend");
  expect(await halted()).toEqual([]);
  await trader.pass(1_000);
  await refused(TREND);
  await refused(TREND);
  expect(await halted()).toEqual([]);
  await refused(TREND);
  expect(await halted()).toHaveLength(1);
});

it("slower than that, or of what people trade by hand, halts nothing", async () => {
  for (let minute = 0; minute < 3; minute += 1) {
    await refused(TREND);
    await trader.pass(31_000);
  }
  for (let n = 0; n < 3; n += 1) await refused("manual" as StrategyId);
  expect(await halted()).toEqual([]);
});
