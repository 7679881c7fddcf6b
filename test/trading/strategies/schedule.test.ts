/** A schedule through the desk, its database and its restarts. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Candle, openOf, type Timeframe, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import { from } from "../../../src/domain/money.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Order } from "../../../src/models/order.ts";
import { Position } from "../../../src/models/position.ts";
import { Slot } from "../../../src/models/slot.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { createDecider, type Decider } from "../../../src/trading/strategies/decider.ts";
import { ideas } from "../../support/ideas.ts";
import { Trader } from "../../support/trader.ts";
import { BTC } from "../../support/venue.ts";

const HOUR = 60 * 60_000;
const TOLD = 1_500;

let trader: Trader;
let decider: Decider;

beforeEach(async () => {
  trader = await Trader.open();
  trader.venue.bars = async (timeframe) => flatCandles(timeframe);
});
afterEach(() => trader.close());

function flatCandles(timeframe: Timeframe): Candle[] {
  const step = TIMEFRAME_MS[timeframe];
  const newest = openOf(trader.venue.now(), timeframe) - step;
  const [price, volume] = [from("46250"), from("10")];
  return Array.from({ length: TOLD }, (_, i) => {
    return { at: newest - (TOLD - 1 - i) * step, open: price, high: price, low: price, close: price, volume };
  });
}

const QUARTERS = { timeframe: "15m", at: "07:30", first: "2026-02-02", every: 4 };

/** Active from a moment on, at which it looks for the first time. */
async function start(at: string, parameters: object = {}, mode: "ask" | "auto" = "ask"): Promise<void> {
  await Strategy.query(trader.desk.db.writer)
    .findById("dca")
    .patch({
      ...{ status: "ACTIVE", parameters: { ...QUARTERS, ...parameters }, riskParameters: { mode, capital: "10000" } },
      ...{ targetPairs: [BTC], targetExchanges: [trader.venue.exchange] },
    });
  begin();
  await sleepUntil(at);
  await look();
}

function begin(): void {
  trader.app = { ...trader.app, strategies: ideas(trader.desk) };
  decider = createDecider(trader.app, trader.venue);
}

async function look(): Promise<void> {
  await trader.turn();
  await decider.round();
  await trader.turn();
}

/** Without the desk. */
async function sleepUntil(at: string): Promise<void> {
  const ms = Date.parse(at) - trader.venue.now();
  trader.desk.clock.advance(ms);
  trader.venue.advance(ms);
}

/** The desk looks every hour, and at that moment. */
async function runUntil(at: string): Promise<void> {
  for (let next = trader.venue.now() + HOUR; next < Date.parse(at); next += HOUR) {
    await sleepUntil(new Date(next).toISOString());
    await look();
  }
  await sleepUntil(at);
  await look();
}

async function restart(): Promise<void> {
  await trader.restart();
  begin();
  await look();
}

const entries = (): Promise<Order[]> =>
  Order.query(trader.desk.db.reader).where({ purpose: "entry" }).orderBy("id").then();

/** When each was proposed, and whether its reason says that it comes late: 2026-02-02T07:30:00Z */
async function proposed(): Promise<string[]> {
  return (await entries()).map(({ createdAt, evidence }) => {
    const late = evidence?.rule.endsWith("(caught up)") === true ? " (caught up once, says so)" : "";
    return `${new Date(createdAt).toISOString().replace(".000", "")}${late}`;
  });
}

/** Of the newest proposal. */
async function card(): Promise<string> {
  const id = (await entries()).at(-1)?.alertId ?? 0;
  return (await Alert.query(trader.desk.db.reader).findById(id).throwIfNotFound()).message;
}

describe("case 40: every four days, through restarts and a gap", () => {
  // shared/cases/40-every-four-days.json and its answer.
  const INPUT = {
    strategy: "DCA, every 4 days at 07:30 UTC, first on 2026-02-02",
    events: [
      "2026-02-02T07:30:00Z tick",
      "2026-02-04T11:00:00Z restart",
      "2026-02-06T06:00:00Z stop",
      "2026-02-06T15:00:00Z start",
      "2026-02-06T15:01:00Z restart",
      "2026-02-06T15:02:00Z restart",
      "2026-02-10T07:30:00Z tick",
    ],
  };
  const ANSWER = {
    proposals_at: ["2026-02-02T07:30:00Z", "2026-02-06T15:00:00Z (caught up once, says so)", "2026-02-10T07:30:00Z"],
    count: 3,
  };

  async function live(event: string): Promise<void> {
    const [at = "", what] = event.split(" ");
    if (what === "start") await sleepUntil(at);
    else await runUntil(at);
    if (what === "start" || what === "restart") await restart();
  }

  it("is counted from its first date, and what was missed is caught up once, and says so", async () => {
    await start("2026-02-02T07:00:00Z");
    for (const event of INPUT.events) await live(event);
    expect(await proposed()).toEqual(ANSWER.proposals_at);
    expect(await entries()).toHaveLength(ANSWER.count);
  });
});

describe("what was missed", () => {
  it("several times is one, of the last date", async () => {
    await start("2026-02-02T07:00:00Z", { every: 1 });
    await sleepUntil("2026-02-05T12:00:00Z");
    await restart();
    await restart();
    expect(await proposed()).toEqual(["2026-02-05T12:00:00Z (caught up once, says so)"]);
    expect(await card()).toContain("every day, 5 Feb 2026 07:30 UTC (caught up) on 15m");
  });

  it("before it was first looked at, or while it was paused, is not caught up", async () => {
    await start("2026-02-02T12:00:00Z", { every: 1 });
    expect(await proposed()).toEqual([]);
    const pause = (status: "ACTIVE" | "PAUSED") =>
      Strategy.query(trader.desk.db.writer).findById("dca").patch({ status });
    await pause("PAUSED");
    await runUntil("2026-02-04T12:00:00Z");
    await pause("ACTIVE");
    await restart();
    await runUntil("2026-02-04T14:00:00Z");
    expect(await proposed()).toEqual([]);
  });

  it("by other settings than those that it had then is not caught up", async () => {
    await start("2026-02-02T07:00:00Z");
    await runUntil("2026-02-04T12:00:00Z");
    await trader.type("/strategy dca set every=1");
    await restart();
    await runUntil("2026-02-04T14:00:00Z");
    expect(await proposed()).toHaveLength(1);
  });

  it("waits for a price", async () => {
    await start("2026-02-02T07:00:00Z");
    const { quote } = trader.venue;
    trader.venue.quote = async () => null;
    await runUntil("2026-02-02T07:30:00Z");
    expect(await proposed()).toEqual([]);
    trader.venue.quote = quote;
    await restart();
    expect(await proposed()).toEqual(["2026-02-02T07:30:00Z"]);
  });
});

describe("what it buys", () => {
  async function fillNewest(): Promise<void> {
    const entry = (await entries()).at(-1);
    trader.venue.fill(entry?.clientOrderId ?? "", { price: "46250" });
    await trader.turn();
  }

  it("adds to what it holds, each time without a stop, and its card says so", async () => {
    await start("2026-02-02T07:00:00Z", { every: 1 }, "auto");
    await runUntil("2026-02-02T07:30:00Z");
    await fillNewest();
    await runUntil("2026-02-03T07:30:00Z");
    await fillNewest();
    const [position, ...others] = await Position.query(trader.desk.db.reader);
    expect(others).toEqual([]);
    expect(position).toMatchObject({ strategyId: "dca", stopLoss: null, takeProfit: null, closedTime: null });
    expect(await Order.query(trader.desk.db.reader).whereNotNull("leg")).toEqual([]);
    expect((await entries()).map(({ state }) => state)).toEqual(["filled", "filled"]);
  });

  it("waits for a yes on a card that says that it has no stop", async () => {
    await start("2026-02-02T07:00:00Z");
    await runUntil("2026-02-02T07:30:00Z");
    expect(await card()).toMatch(/^Stop +none: where the price falls, nothing sells what this buys$/m);
    expect(await card()).toMatch(/^Why +every 4 days, 2 Feb 2026 07:30 UTC on 15m$/m);
  });

  it("comes one at a time: none while another entry is on its way", async () => {
    await start("2026-02-02T07:00:00Z", { every: 1 }, "auto");
    await runUntil("2026-02-02T07:30:00Z");
    await runUntil("2026-02-03T07:30:00Z");
    expect(await proposed()).toEqual(["2026-02-02T07:30:00Z"]);
  });

  it("is never claimed of one that was never started", async () => {
    begin();
    await Strategy.query(trader.desk.db.writer)
      .findById("dca")
      .patch({ targetPairs: [BTC], targetExchanges: [trader.venue.exchange] });
    await look();
    expect(await Slot.query(trader.desk.db.reader).where("name", "like", "dca %")).toEqual([]);
  });
});
