/**
 * Trend following by itself on ten days of real candles (PROOF_DAYS: more of them): its trades are those of the engine, and of a second
 * telling, to the tick, and restarts
 * change nothing. `OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof`.
 */
import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { type Decimal, text } from "../../src/domain/money.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import { replaySource } from "../../src/exchange/replay.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { Trade } from "../../src/models/trade.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { trend } from "../../src/strategies/trend.ts";
import { readBars } from "../support/bars.ts";
import { setupOf, tripsIn } from "../support/engine.ts";
import { taped, witnessed } from "../support/every-bar.ts";
import { BTC } from "../support/paper-venue.ts";
import { type PlainTrip, tradeTrend } from "../support/plain-trend.ts";
import { ReplayDesk } from "../support/replay-desk.ts";

const FILE = process.env["OUTCRY_PROOF_CANDLES"];
const RESTARTS = 20;
/** The first days of the month. */
const BARS = (Number(process.env["PROOF_DAYS"]) || 10) * 24 * 60;
const SETTINGS = { minutes: 15, fast: 12, slow: 26, range: 14, stop: 2, target: 2, size: 400 };

async function tradeMonth(restartsAt: ReadonlySet<number>): Promise<PlainTrip[]> {
  const all = await parseCandles(await readFile(FILE ?? ""), Date.now());
  const rows = { length: Math.min(BARS, all.length), candle: (index: number) => all.candle(index) };
  const desk = await ReplayDesk.open(replaySource({ name: "replay:month", pair: BTC, rows }), {
    spreadPercent: "0.02",
    slippagePercent: "0.01",
  });
  try {
    const { writer } = desk.trader.desk.db;
    await writer.raw("pragma synchronous = off"); // nothing is killed here: speed
    await Strategy.query(writer)
      .findById("trend")
      .patch({
        parameters: { timeframe: "15m" },
        riskParameters: { mode: "auto", sizing: "fixed", size: SETTINGS.size, most: 100 },
        targetPairs: [BTC],
      });
    desk.isTicking = true;
    for (let step = 0; await desk.step(); step += 1) if (restartsAt.has(step)) await desk.restart();
    return await tripsOf(desk);
  } finally {
    await desk.close();
  }
}

/** The same by the engine, in memory. */
async function runMonth(): Promise<PlainTrip[]> {
  const rows = await parseCandles(await readFile(FILE ?? ""), Date.now());
  const minutes = Array.from({ length: Math.min(BARS, rows.length) }, (_, index) => rows.candle(index));
  const begun = performance.now();
  const { effects } = witnessed(setupOf(), trend.configure({ timeframe: "15m" }), taped(minutes));
  console.log(`the engine took ${Math.round(performance.now() - begun)} ms for ${minutes.length} minutes`);
  return tripsIn(effects);
}

/** What was sold of each position; one that is open at the end is left out. */
async function tripsOf({ trader }: ReplayDesk): Promise<PlainTrip[]> {
  const { reader } = trader.desk.db;
  const trades = Map.groupBy(await Trade.query(reader).orderBy("id"), ({ positionId }) => positionId);
  const orders = new Map((await Order.query(reader)).map((order) => [order.id, order]));
  const closed = await Position.query(reader).whereNotNull("closed_time").orderBy("id");
  return closed.map(({ id }) => {
    const [entry, exit, ...others] = trades.get(id) ?? [];
    if (entry === undefined || exit === undefined || others.length > 0)
      throw new Error(`position ${id} is no plain trip`);
    const [bought, sold] = [orders.get(entry.orderId), orders.get(exit.orderId)];
    const figure = (value: Decimal | undefined): string => (value === undefined ? "" : text(value));
    return {
      decidedAt: (bought?.evidence?.candle ?? 0) + SETTINGS.minutes * 60_000,
      quantity: figure(bought?.quantity),
      bought: figure(entry.price),
      leg: sold?.leg ?? "close",
      soldAt: exit.timestamp,
      sold: figure(exit.price),
    };
  });
}

if (FILE === undefined)
  console.log("No real candles here: OUTCRY_PROOF_CANDLES names none, and this proof is skipped.");

describe.skipIf(FILE === undefined)("trend following by itself on real candles", () => {
  it("trades as the engine and as a second telling of it do, trade by trade", async () => {
    const told = tradeTrend(readBars(FILE ?? "").slice(0, BARS), SETTINGS);
    expect(await runMonth()).toEqual(told);
    const traded = await tradeMonth(new Set());
    const legs = Object.groupBy(traded, ({ leg }) => leg);
    console.log(
      `${traded.length} trips: ${Object.entries(legs)
        .map(([leg, of]) => `${of.length} by ${leg}`)
        .join(", ")}`,
    );
    expect(traded.length).toBeGreaterThan(BARS / 24 / 60);
    expect(traded).toEqual(told);
  });

  it(`trades the same with ${RESTARTS} restarts at random`, async () => {
    const random = randomFrom(6);
    const bars = readBars(FILE ?? "").slice(0, BARS);
    const restartsAt = new Set(Array.from({ length: RESTARTS }, () => Math.floor(random.uniform() * bars.length)));
    expect(await tradeMonth(restartsAt)).toEqual(tradeTrend(bars, SETTINGS));
  });
});
